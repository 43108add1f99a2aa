"""Every operation, asked by every kind of caller whose business it is not: nothing is read, nothing is written.

The operations are those of the description, so that a new one is asked, too, or the test says that it cannot.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.api.wishes import COMMANDS
from bot.outages import Declared
from bot.store import knowledge
from bot.store.tables import agent, metadata, person
from core.effects import Command
from core.people import Role
from kb.article import Article
from tests.api.desk import Program
from tests.world import CustomerOf, World

MARK = "zürafa4711"
"""It stands in every text of the foreign organization."""

NOT_COMPARED = {
    "token", "idempotency", "agent", "agent_queue", "person", "identity", "job_run", "file", "upload",
}  # fmt: skip
"""What issuing tokens for the callers changes, and what they upload for themselves; names are compared apart."""

CALLERS: dict[str, dict[str, Any]] = {
    "agent of another queue": {"role": Role.AGENT, "queues": ("network",), "organization": "ornek"},
    "agent of the queue, limited to another organization": {
        "role": Role.AGENT, "queues": ("l1",), "organization": "ornek",
    },
    "agent of a queue of another organization": {"role": Role.AGENT, "queues": ("ornek_it",), "organization": None},
    "lead limited to another organization": {"role": Role.LEAD, "organization": "ornek"},
    "admin limited to another organization": {"role": Role.ADMIN, "organization": "ornek"},
    "customer's lead of another organization": {"role": Role.CUSTOMER_LEAD, "organization": "ornek"},
}  # fmt: skip

DAY = "2026-12-01T09:00:00Z"
BODIES: dict[str, Any] = {
    "reply": {"words": "x"}, "note": {"words": "x"}, "wait_customer": {"words": "x"},
    "transfer": {"queue": "network", "reason": "level_2"},
    "wait_provider": {"reason": "x", "next_date": DAY}, "appoint": {"next_date": DAY},
    "solve": {"words": "x", "closure_code": "workaround"}, "call": {"reached": False},
    "visit": {"reached": True, "words": "x"}, "classify": {"title": "x"},
    "rights": {"role": "agent", "queues": ["l1"]}, "availability": {"away": False},
    "confirm_by_phone": {"words": "x"}, "merge": {"into": "A2A2A2"}, "void": {"reason": "x"},
    "announcements": {"words": "x", "organization": "kamu", "until": "2026-11-25T00:00:00Z"},
    "split": {"title": "x"}, "relate": {"foreign": "x"}, "unrelate": {"foreign": "x"},
    "prioritize": {"priority": "P1", "reason": "x"}, "redact": {"entry": 1, "words": "x"},
}  # fmt: skip


ME_BODIES: dict[str, Any] = {
    "/me": {"name": "x"},
    "/me/availability": {"away": True},
}
OUTAGE_BODIES: dict[str, Any] = {
    "/outages": {"title": {"tr": "x", "en": "x"}, "service": "vpn", "organizations": ["kamu"]},
    "/outages/{number}/update": {"text": {"tr": "x", "en": "x"}},
    "/outages/{number}/solve": {"text": {"tr": "x", "en": "x"}, "closure_code": "provider"},
    "/outages/{number}/link": {"refs": ["A2A2A2"]},
    "/outages/{number}/part": {"ref": "A2A2A2"},
}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def victim(world: World) -> CustomerOf:
    """A customer of another organization, with a ticket that people have begun to work on."""
    customer = world.customer(MARK, "web/kamu")
    customer.says(f"{MARK} ekranım titriyor", "destek uzmanı istiyorum")
    elif_ = world.agent("elif")
    elif_.claims(customer.ref)
    elif_.notes(customer.ref, MARK)
    elif_.does(Command.WAIT_CUSTOMER, customer.ref, words=f"{MARK}?")
    return customer


def scoped_article(world: World) -> int:
    article = Article(
        topic="secret-matter", lang="tr", title=MARK, body=MARK, kind="how_to", type="incident",
        phrasings=(MARK,), organizations=frozenset({"kamu"}), status="published",
    )  # fmt: skip
    now = world.clock.now()
    world.app.store.run(lambda tx: knowledge.replace(tx, [article], [], now))
    rows = world.app.store.run(knowledge.load)[1]
    return next(number for number, _, found in rows if found.topic == "secret-matter")


def scoped_outage(world: World) -> int:
    said = Declared(title={"tr": MARK, "en": MARK}, service="vpn", organizations=("kamu",))
    return world.run(world.app.outages.declare(world.agent("zeynep").agent, said))


def operations(described: dict[str, Any]) -> list[tuple[str, str]]:
    return [(method, path.removeprefix("/v1")) for path, each in described["paths"].items() for method in each]


def content(world: World) -> str:
    """Return everything in the database that a request could have changed."""

    def read(tx: Any) -> dict[str, Any]:
        found = {
            table.name: [tuple(row) for row in tx.execute(select(table)).all()]
            for table in metadata.sorted_tables
            if table.name not in NOT_COMPARED
        }
        tokens = select(agent.c.person).where(agent.c.source == "token")
        return {**found, "people": tx.execute(select(person.c.name).where(person.c.id.not_in(tokens))).all()}

    return str(world.app.store.run(read))


def asked(path: str, ref: str, number: int, article: int, outage: int) -> str:
    filled = path.replace("{ref}", ref)
    owner = article if "articles" in path else outage if "outages" in path else number
    return filled.replace("{number}", str(owner))


def test_nothing_of_a_foreign_organization_is_read_or_written(world: World, victim: CustomerOf) -> None:
    article, requester = scoped_article(world), victim.ticket.requester
    outage = scoped_outage(world)
    callers = {name: Program(world, **rights) for name, rights in CALLERS.items()}
    known = operations(callers["lead limited to another organization"].get("/../openapi.json").json())
    assert len(known) > 25
    queries: list[dict[str, Any]] = [
        {}, {"organization": "kamu", "q": MARK}, {"organization": "ornek", "q": MARK}, {"q": MARK},
        {"requester": requester, "view": "open"}, {"organization": "kamu", "lang": "tr", "q": "ekran"},
    ]  # fmt: skip
    before = content(world)
    reads = writes = 0
    for who, program in callers.items():
        for method, path in known:
            address = asked(path, victim.ref, requester, article, outage)
            if method == "get":
                answers = [program.get(address, **query) for query in queries]
            else:
                send = program.put if method == "put" else program.post
                answers = [send(address, body_of(path, requester))]
            for answer in answers:
                assert answer.status_code < 500, (who, address)
                assert MARK not in answer.text, (who, address)
                assert victim.ref not in answer.text.replace(f"/{victim.ref}", ""), (who, address)
                if "{" in path and "failed" not in path:
                    assert answer.status_code == 404, (who, address, answer.text)
                    reads, writes = reads + (method == "get"), writes + (method != "get")
    assert content(world) == before
    assert reads >= len(CALLERS) * 3 * len(queries)
    assert writes >= len(CALLERS) * len(COMMANDS)


def body_of(path: str, requester: int) -> Any:
    if path == "/tickets":
        return {"organization": "kamu", "requester": {"id": requester}, "source": "phone", "title": "x"}
    if path.endswith("/erase") and path.startswith("/people"):
        return {"confirm": requester}
    return ME_BODIES.get(path) or OUTAGE_BODIES.get(path) or BODIES.get(path.rpartition("/")[2])


def test_what_is_forbidden_and_what_is_not_there_are_answered_alike(world: World, victim: CustomerOf) -> None:
    program = Program(world, Role.LEAD, organization="ornek")
    forbidden, absent = victim.ref, "A2A2A2" if victim.ref != "A2A2A2" else "A2A2A3"
    for path in ("/tickets/{}", "/tickets/{}/timeline"):
        first, second = program.get(path.format(forbidden)), program.get(path.format(absent))
        assert (first.status_code, first.content) == (second.status_code, second.content)
    for command in COMMANDS:
        sent = BODIES.get(command)
        first, second = program.gives(command, forbidden, **sent or {}), program.gives(command, absent, **sent or {})
        assert (first.status_code, first.content) == (second.status_code, second.content) == (404, first.content)
    missing = program.get("/people/99999")
    assert program.get(f"/people/{victim.ticket.requester}").content == missing.content
    assert program.get("/people", organization="kamu").content == missing.content
    assert program.get("/people", organization="nowhere").content == missing.content


def test_a_customers_lead_reads_his_own_organization_as_its_customers_do_and_writes_nothing(
    world: World, victim: CustomerOf
) -> None:
    reader = Program(world, Role.CUSTOMER_LEAD, organization="kamu")
    assert [each["ref"] for each in reader.get("/tickets").json()["items"]] == [victim.ref]
    shown = reader.get(f"/tickets/{victim.ref}").json()
    assert (shown["status"], shown["commands"]) == ("waiting_customer", [])
    assert shown["owner"]["name"] == "Elif", "the contract shows first names"
    assert shown["coordinator"] is None
    lines = reader.get(f"/tickets/{victim.ref}/timeline").json()["items"]
    assert {line["audience"] for line in lines} == {"customer"}
    assert not [line for line in lines if line["kind"] != "words"]
    assert "Demir" not in str(lines)
    world.agent("elif").notes(victim.ref, "Kasa açılmış, garanti dışı.")
    assert reader.get("/tickets", q="garanti").json()["items"] == [], "a search tells nothing of a note"
    assert Program(world, Role.LEAD).get("/tickets", q="garanti").json()["items"]
    assert reader.get("/tickets", q="titriyor").json()["items"]
    before = content(world)
    for command in COMMANDS:
        assert reader.gives(command, victim.ref, **BODIES.get(command) or {}).status_code in {403, 409, 422}
    requester = victim.ticket.requester
    assert reader.post("/tickets", body_of("/tickets", requester)).status_code == 403
    assert content(world) == before


def test_a_role_too_low_is_refused_where_the_ticket_is_seen(world: World, victim: CustomerOf) -> None:
    low, before = Program(world, Role.AGENT), content(world)
    for command in (Command.VOID, Command.ERASE):
        refused = low.gives(command, victim.ref, **BODIES.get(command) or {})
        assert (refused.status_code, refused.json()["code"]) == (403, "error.not_allowed")
    for path in ("/webhooks", "/webhooks/failed"):
        assert low.get(path).status_code == 404
    assert low.post("/webhooks/failed/1/again").status_code == 404
    assert content(world) == before


def test_the_matrix_gives_every_command_a_body_that_is_read(world: World, victim: CustomerOf) -> None:
    own = Program(world, Role.AGENT)
    for command in COMMANDS:
        answer = own.gives(command, "A2A2A2", **BODIES.get(command) or {})
        assert answer.status_code == 404, (command, json.loads(answer.content))
