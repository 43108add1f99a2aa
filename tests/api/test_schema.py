"""Requests made up from the description itself: whatever is asked, the answer is one that the description names."""

from __future__ import annotations

from typing import Any, cast

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot.console.app import create
from bot.server import services_of
from core.people import Role
from tests.api.desk import issue
from tests.world import World

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
EXAMPLES = 6
"""For each operation and way of asking."""


@pytest.mark.timeout(240)  # every operation in three ways; a busy machine takes more than a minute
def test_whatever_is_asked_the_answer_is_as_described(sqlite_url: str) -> None:
    world = World(sqlite_url)
    headers = {"Authorization": f"Bearer {issue(world, 'Deneme', Role.ADMIN)}"}
    schema = openapi.from_asgi("/api/openapi.json", create(services_of(world.app)), headers=headers)
    answered: set[int] = set()
    for number, found in enumerate(schema.get_all_operations()):
        operation = cast("Any", found).ok()
        customer = world.customer(f"müşteri {number if '{ref}' in operation.path else 0}")
        customer.says("destek uzmanı istiyorum")
        known = {"ref": customer.ref, "number": customer.ticket.requester}
        for mode, aimed in (
            (GenerationMode.POSITIVE, False),
            (GenerationMode.NEGATIVE, False),
            (GenerationMode.POSITIVE, True),
        ):
            strategy = operation.as_strategy(generation_mode=mode)
            answered |= ask(strategy, headers, known if aimed else {})
    assert {200, 400, 404, 409, 422} <= answered
    world.close()


def ask(strategy: Any, headers: dict[str, str], known: dict[str, Any]) -> set[int]:
    """Send examples, at what is there where it is `known`, and return the statuses of the answers."""
    answered: set[int] = set()

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def send(case: Case[Any]) -> None:
        case.path_parameters.update({name: known[name] for name in case.path_parameters if name in known})
        answer = case.call(headers=headers)
        answered.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    send()
    return answered
