"""What programs can do with tickets, and that it is what agents do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.api.wishes import COMMANDS
from bot.store.tables import entry, move, person
from core.desk import AGENTS, NEXT, Who
from core.effects import Command
from core.people import Role
from core.ticket import Ending, Status
from tests.api.desk import Program
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    return asks(world, "ali")


@pytest.fixture
def program(world: World) -> Program:
    return Program(world, name="Nöbet")


def asks(world: World, name: str, account: str = "web/ornek") -> CustomerOf:
    customer = world.customer(name, account)
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    assert customer.ticket.status is Status.QUEUED
    return customer


def refs(program: Program, **query: object) -> list[str]:
    answer = program.get("/tickets", **query)
    assert answer.status_code == 200, answer.text
    return [each["ref"] for each in answer.json()["items"]]


def test_every_command_that_agents_may_give_has_an_operation() -> None:
    given = {command for (_, command), step in NEXT.items() if step.who & (AGENTS | {Who.COORDINATOR})}
    of_outages = {Command.LINK, Command.UNLINK}  # operations on an outage
    assert set(COMMANDS) | of_outages == given


def test_a_program_takes_a_case_from_claim_to_solved_under_its_own_name(database_url: str) -> None:
    world = World(database_url)
    ali = asks(world, "ali")
    program, ref = Program(world, name="Nöbet"), ali.ref
    assert program.gives("claim", ref).json()["owner"]["name"] == "Nöbet"
    assert program.gives("reply", ref, words="Merhaba, bakıyorum.").status_code == 200
    assert program.gives("note", ref, words="Kablosu gevşek olabilir.").status_code == 200
    solved = program.gives("solve", ref, words="Kabloyu değiştirdik.", closure_code="new_solution")
    assert (solved.json()["status"], solved.json()["closure_code"]) == ("solved", "new_solution")
    seen = " ".join(part.text for line in ali.sees() for part in line.parts)
    assert "Merhaba, bakıyorum." in seen
    assert "gevşek" not in seen
    made = world.app.store.run(
        lambda tx: tx.execute(
            select(move.c.command, move.c.surface, person.c.name)
            .join(person, person.c.id == move.c.person)
            .where(move.c.surface == "api")
            .order_by(move.c.id)
        ).all()
    )
    assert [tuple(row) for row in made] == [
        (command, "api", "Nöbet") for command in ("claim", "reply", "note", "solve")
    ]
    world.close()


def test_waiting_transfer_merge_call_and_the_other_commands_are_given_here(world: World, program: Program) -> None:
    first, lead = asks(world, "ali"), Program(world, Role.LEAD)
    ref = first.ref
    for command, body, status in (
        ("claim", {}, "in_progress"),
        ("wait_customer", {"words": "Hangi monitör?"}, "waiting_customer"),
        ("resume", {}, "in_progress"),
        ("wait_customer", {"bank": "printing-problem"}, "waiting_customer"),
        ("resume", {}, "in_progress"),
        ("wait_provider", {"reason": "Örnek Telekom", "next_date": "2026-11-27T12:00:00Z"}, "waiting_provider"),
        ("appoint", {"next_date": "2026-11-27T12:00:00Z", "words": "Merkez"}, "waiting_customer"),
        ("resume", {}, "in_progress"),
        ("call", {"reached": False}, "in_progress"),
        ("release", {}, "queued"),
        ("claim", {}, "in_progress"),
        ("transfer", {"queue": "network", "reason": "level_2", "words": "Omurga."}, "queued"),
    ):
        answer = program.gives(command, ref, **body)
        assert (answer.status_code, answer.json().get("status")) == (200, status), answer.text
    assert refs(program, view="handed_over") == [ref]
    assert lead.gives("void", ref, reason="deneme").json()["end_reason"] == Ending.VOID


def test_what_the_desk_refuses_is_told_with_its_code_in_the_callers_language(
    world: World, ali: CustomerOf, program: Program
) -> None:
    program.gives("claim", ali.ref)
    late = Program(world, language="tr")
    lost = late.gives("claim", ali.ref)
    assert lost.status_code == 409
    assert lost.headers["content-type"] == "application/problem+json"
    assert lost.json() == {
        "type": "/api/docs#claim.lost", "title": "Conflict", "status": 409, "code": "claim.lost",
        "detail": "Bu çağrıyı Nöbet üzerine aldı (10.00).",
    }  # fmt: skip
    assert late.gives("reply", ali.ref, words="x").json()["code"] == "error.not_allowed"
    for goal in ({"queue": "kamu_it"}, {"queue": "nowhere"}, {"to": 999_999}, {"to": ali.ticket.requester}, {}):
        assert program.gives("transfer", ali.ref, reason="level_2", **goal).json()["code"] == "error.missing"
    late_day = program.gives("wait_customer", ali.ref, words="x", next_date="2020-01-01T00:00:00Z")
    assert late_day.json()["code"] == "error.bad_date"
    assert program.gives("wait_customer", ali.ref, bank="kahve").json()["code"] == "error.missing"
    for body in ({}, {"words": "x", "bank": "printing-problem"}):
        assert program.gives("wait_customer", ali.ref, **body).status_code == 422
    assert program.gives("confirm_by_phone", ali.ref, words="Düzelmiş.").json()["code"] == "error.illegal_move"
    assert ali.ticket.status is Status.IN_PROGRESS


def test_lists_are_narrowed_by_every_condition(world: World, program: Program) -> None:
    ali, veli = asks(world, "ali"), asks(world, "veli", "web/kamu")
    program.gives("claim", ali.ref)
    mine = program.get("/me").json()["id"]
    for query, found in (
        ({}, [veli, ali]),
        ({"view": "unassigned"}, [veli]),
        ({"view": "mine"}, [ali]),
        ({"view": "waiting"}, []),
        ({"view": "solved"}, []),
        ({"view": "open", "queue": "l1"}, [veli, ali]),
        ({"view": "closed"}, []),
        ({"status": "in_progress"}, [ali]),
        ({"owner": mine}, [ali]),
        ({"organization": "kamu"}, [veli]),
        ({"organization": "kamu", "view": "mine"}, []),
        ({"q": "VELİ"}, [veli]),
        ({"q": "veli"}, [veli]),
        ({"q": ali.ref.lower()}, [ali]),
        ({"q": "Ekranım"}, [veli, ali]),
        ({"q": "%"}, []),
        ({"changed_since": "2026-11-25T00:00:00Z"}, []),
        ({"changed_since": "2026-11-24T00:00:00+03:00"}, [veli, ali]),
    ):
        assert refs(program, **query) == [customer.ref for customer in found], query


def test_pages_follow_each_other_without_gap_or_copy_while_tickets_come_and_change(
    world: World, program: Program
) -> None:
    wanted = [asks(world, name).ref for name in ("ali", "ece", "can", "nur", "efe")][::-1]
    seen, cursor = [], ""
    for _ in range(3):
        page = program.get("/tickets", limit=2, cursor=cursor).json()
        seen += [each["ref"] for each in page["items"]]
        cursor = page["next"]
        asks(world, f"late {len(seen)}")
        program.gives("claim", seen[-1])
    assert seen == wanted
    assert cursor is None


@pytest.mark.parametrize("cursor", ["x", "MS4=", "MS4x!", "MS4xMjM0NTY3ODkwMTIzNDU2Nzg5MDEy", "ü", "Mi4x"])
def test_a_cursor_that_no_list_has_given_is_refused(program: Program, cursor: str) -> None:
    refused = program.get("/tickets", cursor=cursor)
    assert (refused.status_code, refused.json()["code"]) == (422, "api.cursor")


def test_what_was_edited_or_deleted_says_so_and_an_organizations_lead_reads_it_as_it_is_now(
    world: World, ali: CustomerOf, program: Program
) -> None:
    ali.says("ekranda 619 yazıyor")
    ali.edits("ekranda 619 yazıyor", "ekranda 691 yazıyor")
    ali.says("patronum çok kızdı")
    ali.deletes("patronum çok kızdı")
    lines = {line["text"]: line for line in program.get(f"/tickets/{ali.ref}/timeline").json()["items"]}
    assert [each["text"] for each in lines["ekranda 691 yazıyor"]["former"]] == ["ekranda 619 yazıyor"]
    assert lines["ekranda 691 yazıyor"]["deleted_at"] is None
    assert lines["patronum çok kızdı"]["deleted_at"]
    theirs = (
        Program(world, Role.CUSTOMER_LEAD, organization="ornek").get(f"/tickets/{ali.ref}/timeline").json()["items"]
    )
    assert all(line["former"] == [] for line in theirs)


def test_a_timeline_is_read_on_from_where_the_reader_is(ali: CustomerOf, program: Program) -> None:
    first = program.get(f"/tickets/{ali.ref}/timeline", limit=2).json()
    assert [line["text"] for line in first["items"]] == ["ekranım titriyor", "destek uzmanı istiyorum"]
    assert first["more"]
    rest = program.get(f"/tickets/{ali.ref}/timeline", after=first["next"]).json()
    assert not rest["more"]
    assert {"line.opened", "line.routed"} <= {line["key"] for line in rest["items"]}
    assert "Ticket opened" in [line["text"] for line in rest["items"]]
    nothing = program.get(f"/tickets/{ali.ref}/timeline", after=rest["next"]).json()
    assert (nothing["items"], nothing["next"]) == ([], rest["next"])
    program.gives("note", ali.ref, words="Kablo?")
    news = program.get(f"/tickets/{ali.ref}/timeline", after=rest["next"]).json()["items"]
    assert [(line["text"], line["audience"], line["kind"]) for line in news] == [("Kablo?", "agents", "note")]


# ---- Opened for somebody else


CALLER = {"name": "Ayşe Yılmaz", "email": "Ayse@Ornek.example"}
CALL = {"organization": "ornek", "requester": CALLER, "source": "phone", "title": "VPN bağlanmıyor"}


def test_a_caller_gets_a_ticket_in_the_queue_of_what_the_words_name(database_url: str) -> None:
    world = World(database_url)
    program = Program(world, name="Nöbet")
    opened = program.post("/tickets", {**CALL, "words": "Evden, sabahtan beri.", "affected": "Mehmet"})
    assert opened.status_code == 201
    made = opened.json()
    assert (made["status"], made["service"], made["queue"], made["source"]) == ("queued", "vpn", "l1", "phone")
    assert (made["affected"], made["account"], made["requester"]["name"]) == ("Mehmet", None, "Ayşe Yılmaz")
    lines = program.get(f"/tickets/{made['ref']}/timeline").json()["items"]
    assert [line["text"] for line in lines] == [
        "Opened by Nöbet for the customer. Source: phone", "Evden, sabahtan beri.",
    ]  # fmt: skip
    again = program.post("/tickets", {**CALL, "requester": {"name": "A. Yılmaz", "email": "ayse@ornek.example"}})
    assert again.json()["requester"] == made["requester"], "the same address is the same person"
    elsewhere = program.post("/tickets", {**CALL, "organization": "kamu"})
    assert elsewhere.json()["requester"]["id"] != made["requester"]["id"], "but in no other organization"
    world.close()


def test_who_cannot_be_written_to_is_called_and_confirms_by_phone(world: World, program: Program) -> None:
    ref = program.post("/tickets", CALL).json()["ref"]
    program.gives("claim", ref)
    nowhere = program.gives("reply", ref, words="Merhaba")
    assert (nowhere.status_code, nowhere.json()["code"]) == (409, "error.unreachable")
    program.gives("solve", ref, words="Parolası yenilendi.", closure_code="user_guidance")
    told = program.get(f"/tickets/{ref}/timeline").json()["items"]
    assert "Parolası yenilendi." in [line["text"] for line in told]
    closed = program.gives("confirm_by_phone", ref, words="Girebiliyormuş.")
    assert closed.json()["end_reason"] == "confirmed_by_phone"


def test_a_known_customer_is_told_where_he_writes_that_somebody_opened_a_ticket(
    world: World, ali: CustomerOf, program: Program
) -> None:
    wanted = {**CALL, "requester": {"id": ali.ticket.requester}, "source": "walk_in", "service": "printer"}
    made = program.post("/tickets", wanted).json()
    assert (made["account"], made["service"]) == ("web/ornek", "printer")
    assert ali.hears()[-1] == "ticket.opened_for"
    assert made["ref"] in ali.sees()[-1].parts[0].text
    program.gives("claim", made["ref"])
    program.gives("reply", made["ref"], words="Yazıcıyı yeniden ekledik.")
    assert "Yazıcıyı yeniden ekledik." in ali.sees()[-1].parts[0].text


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"organization": "nowhere"}, 404, "error.not_found"),
        ({"requester": {"id": 999}}, 404, "error.not_found"),
        ({"service": "nothing"}, 422, "error.bad_input"),
        ({"source": "chat"}, 422, "api.invalid"),
        ({"title": "  "}, 422, "api.invalid"),
        ({"title": "x" * 301}, 422, "api.invalid"),
        ({"requester": {"name": "A", "email": "nobody"}}, 422, "api.invalid"),
        ({"requester": {}}, 422, "api.invalid"),
        ({"more": 1}, 422, "api.invalid"),
    ],
)
def test_a_matter_that_cannot_be_recorded_leaves_nothing(
    world: World, program: Program, changes: dict[str, object], status: int, code: str
) -> None:
    before = world.count(person), world.count(move), world.count(entry)
    refused = program.post("/tickets", CALL | changes)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert (world.count(person), world.count(move), world.count(entry)) == before


# ---- People, knowledge, what the desk is made of


def test_people_are_found_by_organization_and_name_and_shown_with_their_tickets(
    world: World, ali: CustomerOf, program: Program
) -> None:
    asks(world, "veli", "web/kamu")
    found = program.get("/people", organization="ornek", q="AL").json()
    assert [each["name"] for each in found["items"]] == ["Ali"]
    assert program.get("/people", organization="ornek", q="veli").json()["items"] == []
    shown = program.get(f"/people/{ali.ticket.requester}").json()
    assert shown["name"] == "Ali"
    assert [each["ref"] for each in shown["tickets"]] == [ali.ref]
    assert [each["organization"] for each in shown["customer_of"]] == ["ornek"]
    first = program.get("/people", organization="ornek", limit=1)
    assert first.json()["next"] is None
    assert program.get("/people/1").status_code == 404, "an agent is no customer"


def test_the_knowledge_is_searched_as_the_bot_does(program: Program) -> None:
    found = program.get("/articles", q="vpn bağlanmıyor", lang="tr", organization="ornek").json()["items"]
    assert found[0]["topic"] == "vpn-connection"
    assert found[0]["probability"] > 0.5
    shown = program.get(f"/articles/{found[0]['id']}").json()
    assert (shown["title"], shown["lang"]) == (found[0]["title"], "tr")
    assert program.get("/articles/99999").status_code == 404


def test_queues_services_and_organizations_are_listed(program: Program) -> None:
    assert {"l1", "network"} <= {each["key"] for each in program.get("/queues").json()}
    assert "vpn" in [each["key"] for each in program.get("/services").json()]
    assert [each["key"] for each in program.get("/organizations").json()] == ["ornek", "kamu"]


def test_low_ratings_are_for_leads(world: World, ali: CustomerOf, program: Program) -> None:
    world.app.store.run(lambda tx: tx.execute(entry.update().where(entry.c.id == 1).values(audience="leads")))
    assert program.get(f"/tickets/{ali.ref}/timeline", limit=1).json()["items"][0]["id"] == 2
    assert Program(world, Role.LEAD).get(f"/tickets/{ali.ref}/timeline", limit=1).json()["items"][0]["id"] == 1
