"""What the logs say of a turn and of a message on its way, what their lines have in common, and what they never say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from typing import Any

import pytest
import structlog
from sqlalchemy import Connection, insert
from sqlalchemy.exc import IntegrityError

from bot import log
from bot.stage import News, Stage
from bot.store.tables import job_run
from core.errors import BadInput
from core.messages import Kind
from tests.world import World

SECRET_WORDS = "zürafanın boynu uzun"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Log as `onkapi run` does; yield what returns all lines so far."""
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    written = io.StringIO()
    with redirect_stderr(written):
        log.set_up(machine=True)
        yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = handlers, level
    structlog.configure(**configured)


def of(lines: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    return [line for line in lines if wanted.items() <= line.items()]


def test_a_message_is_followed_from_its_event_to_what_is_sent(
    world: World, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    world.sends_everything()
    ali = world.customer("ali")
    said = ali.inbound(Kind.TEXT, "bir insanla görüşmek istiyorum")
    world.run(world.app.host.receive(said))
    world.waits(seconds=5)
    world.agent("elif").claims(ali.ref)
    told = lines()
    [kept] = of(told, event="kept")
    assert (kept["event_id"], kept["account"]) == (said.event_id, "web/ornek")
    [first, claimed] = of(told, event="turn")
    assert first["ticket"] == claimed["ticket"] == ali.ref
    assert claimed["command"] == "claim"
    sent = of(told, event="message", ticket=ali.ref)
    assert sent
    assert {line["state"] for line in sent} == {"sent"}
    assert all(line["outbox"] for line in sent)


def test_a_turn_that_breaks_is_told_with_its_event_and_without_anybodys_words(
    world: World, lines: Callable[[], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(tx: Connection, stage: Stage) -> News:
        raise ValueError(f"cannot read {SECRET_WORDS}")

    ali = world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    world.agent("elif").claims(ali.ref)
    monkeypatch.setattr(world.app.engine, "write", fails)
    said = ali.inbound(Kind.TEXT, SECRET_WORDS)
    world.run(world.app.host.receive(said))
    told = lines()
    [dead] = of(told, event="dead_letter")
    assert dead["event_id"] == said.event_id
    assert "ValueError" in dead["exception"]
    assert "in fails" in dead["exception"]
    assert SECRET_WORDS not in str(told)


def test_what_the_database_refuses_is_not_quoted(world: World, lines: Callable[[], list[dict[str, Any]]]) -> None:
    row = {"name": SECRET_WORDS, "until": world.clock.now()}
    world.app.store.run(lambda tx: tx.execute(insert(job_run), row))
    try:
        world.app.store.run(lambda tx: tx.execute(insert(job_run), row))
    except IntegrityError:
        structlog.get_logger(__name__).exception("refused")
    [refused] = lines()
    assert "IntegrityError" in refused["exception"]
    assert "boynu" not in str(refused)


def test_a_chain_of_errors_is_told_whole_with_codes_instead_of_words(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    try:
        try:
            raise OSError(28, "No space left on device", SECRET_WORDS)
        except OSError as full:
            raise BadInput(value=SECRET_WORDS) from full
    except BadInput:
        structlog.get_logger(__name__).exception("failed")
    try:
        raise ExceptionGroup("two", [KeyError(SECRET_WORDS), RuntimeError(SECRET_WORDS)])
    except ExceptionGroup:
        logging.getLogger("library").exception("failed")
    first, second = (line["exception"] for line in lines())
    assert first.index("No space left on device") < first.index("error.bad_input")
    assert "  | KeyError" in second
    assert "  | RuntimeError" in second
    assert "boynu" not in first + second


@pytest.mark.parametrize("name", ["httpx", "slack_bolt", "slack_sdk", "telegram"])
def test_libraries_that_log_tokens_and_bodies_are_kept_quiet_at_every_level(name: str) -> None:
    root, configured = logging.getLogger(), structlog.get_config()
    handlers, level = root.handlers[:], root.level
    log.set_up(machine=True, level=logging.DEBUG)
    assert logging.getLogger(name).getEffectiveLevel() == logging.WARNING
    root.handlers, root.level = handlers, level
    structlog.configure(**configured)
