"""Every page and form of the console, asked by everybody whose business it is not: nothing is read, nothing written.

The routes are those of the application, so that a new one is asked, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.outages import Declared
from bot.store import staff
from bot.store import tables as t
from bot.store.tables import metadata
from core.effects import Command
from core.people import Role
from tests.console_desk import Visitor, console_of, let_in
from tests.doors import doors
from tests.world import CustomerOf, World

MARK = "zürafa4711"
"""It stands in every text of the foreign organization."""

OF_THEIR_OWN = {"session", "agent", "agent_queue", "person", "seen", "job_run", "token", "upload", "sign_in"}
"""What callers may change of themselves, whatever they ask; names are compared apart."""

STREAMS = ("/events", "/pulse")
OF_ONESELF = re.compile(r"/desk/(?:sign-(?:in|out)|me/.*)")
"""What is about who asks, and nobody else; it has tests of its own."""
OPEN_TO_READERS = re.compile(r"/desk/(?:sign-(?:in|out)|me/(?:name|password|sessions/.*))")

CALLERS: dict[str, dict[str, Any]] = {
    "of-another-queue": {"role": Role.AGENT, "queues": ("network",), "organization": "ornek"},
    "limited": {"role": Role.AGENT, "queues": ("l1",), "organization": "ornek"},
    "of-a-foreign-queue": {"role": Role.AGENT, "queues": ("ornek_it",), "organization": None},
    "limited-lead": {"role": Role.LEAD, "queues": (), "organization": "ornek"},
    "limited-admin": {"role": Role.ADMIN, "queues": (), "organization": "ornek"},
    "foreign-reader": {"role": Role.CUSTOMER_LEAD, "queues": (), "organization": "ornek"},
}  # fmt: skip

ON_A_TICKET = {
    "words": "x", "reason": "level_2", "to": "queue:network", "closure_code": "workaround", "entry": "1",
    "next_date": "2026-11-25T09:00", "priority": "P1", "title": "x", "into": "A2A2A2", "reached": "no",
    "type": "incident", "service": "vpn", "affected": "x",
}  # fmt: skip
ELSEWHERE = {
    "name": "x", "words": "x", "tr": "x", "en": "x", "title_tr": "x", "title_en": "x", "text_tr": "x", "text_en": "x",
    "organization": "kamu", "organizations": "kamu", "until": "2026-11-25T09:00", "within": "1h", "service": "vpn",
    "source": "phone", "title": "x",
}  # fmt: skip


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


class Foreign:
    """A customer of another organization with everything that a desk can know of him, and the callers' browsers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.customer: CustomerOf = world.customer(MARK, "web/kamu")
        self.customer.says(f"{MARK} ekranım titriyor", "destek uzmanı istiyorum")
        self.ref = self.customer.ref
        elif_ = world.agent("elif")
        elif_.claims(self.ref)
        elif_.notes(self.ref, f"not {MARK}")
        elif_.does(Command.WAIT_CUSTOMER, self.ref, words=f"{MARK}?")
        self.customer.shows(self.customer.keeps(f"{MARK}.txt", MARK.encode()), text=f"ekte {MARK}")
        said = Declared(title={"tr": MARK, "en": MARK}, service="vpn", organizations=("kamu",))
        self.outage = world.run(world.app.outages.declare(world.agent("zeynep").agent, said))
        world.app.store.run(self._people)
        self.app = console_of(world)
        known = dict.fromkeys(doors(list(self.app.routes)))
        self.doors = [(method, path) for method, path in known if path.startswith("/desk") and method != "HEAD"]

    def _people(self, tx: Any) -> None:
        now = self.world.clock.now()
        for key, rights in {**CALLERS, "reader": {"role": Role.CUSTOMER_LEAD, "organization": "kamu"}}.items():
            staff.add(
                tx, key, name=key, email=f"{key}@ornek.example", language="tr", now=now, **{"queues": (), **rights}
            )
        let_in(tx)

    def path(self, path: str) -> str:
        """Fill in the addresses of what belongs to the foreign customer."""

        def number(part: re.Match[str]) -> str:
            if "outages" in path:
                return str(self.outage)
            table = t.entry_file if "files" in path else t.ticket
            return str(self.world.app.store.run(lambda tx: tx.execute(select(table.c.id).limit(1)).scalar_one()))

        filled = path.replace("{ref}", self.ref)
        return re.sub(r"\{(?!command)\w+(?::\w+)?\}", number, filled)

    def content(self) -> str:
        """Return everything in the database that a request could have changed."""

        def read(tx: Any) -> str:
            tables = [table for table in metadata.sorted_tables if table.name not in OF_THEIR_OWN]
            rows = [(table.name, tx.execute(select(table)).all()) for table in tables]
            return str([rows, tx.execute(select(t.person.c.name)).all()])

        return self.world.app.store.run(read)


@pytest.fixture
def foreign(world: World) -> Foreign:
    return Foreign(world)


def browser(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def mark_of(world: World, key: str) -> str:
    wanted = select(t.session.c.csrf).join(t.agent, t.agent.c.person == t.session.c.person).where(t.agent.c.key == key)
    return str(world.app.store.run(lambda tx: tx.execute(wanted).scalar_one()))


def form_for(path: str) -> dict[str, str]:
    return ON_A_TICKET if "{ref}" in path else ELSEWHERE


def paths_of(foreign: Foreign, path: str) -> list[str]:
    filled = foreign.path(path)
    return [filled.replace("{command}", command) for command in Command] if "{command}" in filled else [filled]


@pytest.mark.timeout(180)  # every page and form, by six people
def test_nothing_of_a_foreign_organization_is_read_or_written(world: World, foreign: Foreign) -> None:
    visitors = {key: browser(world, key) for key in CALLERS}
    before = foreign.content()
    gets = [path for method, path in foreign.doors if method == "GET" and not path.endswith(STREAMS)]
    posts = [path for method, path in foreign.doors if method == "POST" and not OF_ONESELF.fullmatch(path)]
    assert len(gets) > 10
    assert len(posts) > 10
    for key, visitor in visitors.items():
        csrf = mark_of(world, key)
        for path in gets:
            for query in ("", f"?q={MARK}&view=all&organization=kamu", f"?who={foreign.ref}&ticket={foreign.ref}"):
                answer = visitor.get(foreign.path(path) + query)
                told = re.sub(rf'q={MARK}|value="{MARK}"|>{MARK}</strong>', "", answer.text)  # what was asked for
                assert answer.status_code < 500, (key, path)
                assert MARK not in told, (key, path, query)
                if "{ref}" in path or "{number" in path:
                    assert answer.status_code == 404, (key, path)
        for path in posts:
            for address in paths_of(foreign, path):
                answer = visitor.post(
                    address, csrf=csrf, once="0" * 32, ticket=foreign.ref, person="1", **form_for(path)
                )
                assert answer.status_code < 500, (key, address)
                assert MARK not in answer.text, (key, address)
                if "{ref}" in path:
                    assert answer.status_code in {403, 404}, (key, address, answer.status_code)
    after = foreign.content()
    assert after == before


def test_a_customers_lead_reads_what_his_people_read_and_does_nothing(world: World, foreign: Foreign) -> None:
    reader = browser(world, "reader")
    listed = reader.get("/desk")
    assert foreign.ref in listed.text
    assert "/desk/open" not in listed.text
    shown = reader.get(f"/desk/tickets/{foreign.ref}").text
    assert f"{MARK} ekranım titriyor" in shown
    assert f"not {MARK}" not in shown
    assert "Üzerine aldı" not in shown
    assert "data-command" not in shown
    assert "Elif Demir" not in shown, "the contract shows first names"
    assert "Elif" in shown
    number = re.search(r"/desk/files/(\d+)", shown)
    assert number is not None
    assert reader.get(f"/desk/files/{number[1]}").status_code == 200
    before, csrf = foreign.content(), mark_of(world, "reader")
    for method, path in foreign.doors:
        if method == "POST" and not OPEN_TO_READERS.fullmatch(path):
            for address in paths_of(foreign, path):
                assert reader.post(address, csrf=csrf, once="0" * 32, **form_for(path)).status_code == 404, address
    assert reader.get("/desk/me").status_code == 200
    for path in (
        "/desk/open",
        "/desk/people",
        "/desk/watch",
        "/desk/replies",
        "/desk/notices",
        "/desk/outages",
        "/desk/privacy",
    ):
        assert reader.get(path).status_code == 404, path
    assert foreign.content() == before
    assert reader.get("/desk?view=mine").status_code == 200


def test_who_is_no_reader_any_more_reads_nothing(world: World, foreign: Foreign) -> None:
    reader = browser(world, "reader")
    gone = update(t.agent).where(t.agent.c.key == "reader").values(active=False)
    world.app.store.run(lambda tx: tx.execute(gone))
    assert reader.get(f"/desk/tickets/{foreign.ref}").status_code == 303
