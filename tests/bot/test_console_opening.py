"""A ticket that is opened for somebody else: finding the caller, what the form takes and refuses, and who hears."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.opening import Matter, Newcomer
from bot.store.tables import entry, person, ticket
from core.contracts import Priority
from core.ticket import Source, Status
from tests.api.desk import Program
from tests.console_desk import Visitor, text_of
from tests.world import World

OPEN = "/desk/open"


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def elif_(world: World) -> Visitor:
    return signed_in(world, "elif")


def signed_in(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def fills(visitor: Visitor, page: str = OPEN, **fields: str) -> str:
    """Open what the form at `page` tells, and return the reference."""
    answer = visitor.submit(visitor.get(page), OPEN, **fields)
    assert answer.status_code == 303, text_of(answer.text)
    return answer.headers["location"].removeprefix("/desk/tickets/").removesuffix("#latest")


def number_of(world: World, name: str) -> int:
    found: int = world.app.store.run(
        lambda tx: tx.execute(select(person.c.id).where(person.c.name == name)).scalar_one()
    )
    return found


def test_a_new_caller_is_recorded_with_everything_the_form_tells(world: World, elif_: Visitor) -> None:
    ref = fills(
        elif_, name="Ayşe Yılmaz", phone="+90 532 111 22 33", email="Ayse@ornek.example", source="walk_in",
        title="Projektör  açılmıyor", words="3. kat, kırmızı ışık yanıyor", affected="Can Ak", service="printer",
        type="request", impact="many", urgency="stopped", queue="network",
    )  # fmt: skip
    case = world.ticket(ref)
    assert (case.title, case.source, case.affected, case.service) == (
        "Projektör açılmıyor", Source.WALK_IN, "Can Ak", "printer",
    )  # fmt: skip
    assert (case.type, case.impact, case.urgency, case.priority) == ("request", "many", "stopped", Priority.P1)
    assert (case.queue, case.status, case.owner_name) == ("network", Status.QUEUED, "")
    shown = text_of(signed_in(world, "zeynep").get(f"/desk/tickets/{ref}").text)
    assert "3. kat, kırmızı ışık yanıyor" in shown


def test_who_takes_it_at_once_can_solve_it_at_once(world: World, elif_: Visitor) -> None:
    ref = fills(elif_, name="Ayşe Yılmaz", title="Parola sıfırlama", mine="yes")
    assert (world.ticket(ref).status, world.ticket(ref).owner_name) == (Status.IN_PROGRESS, "Elif Demir")
    elif_.does("solve", ref, words="Sıfırladık.", closure_code="fulfilled")
    assert world.ticket(ref).status is Status.SOLVED


@pytest.mark.parametrize("sought", ["ayş", "AYSE@ORNEK", "532 111", "05321112233", "+905321112233"])
def test_a_caller_is_found_by_name_mail_or_number_and_is_the_same_person(
    world: World, elif_: Visitor, sought: str
) -> None:
    fills(elif_, name="Ayşe Yılmaz", phone="+90 (532) 111-22-33", email="ayse@ornek.example", title="Ekran titriyor")
    number = number_of(world, "Ayşe Yılmaz")
    found = elif_.get(f"{OPEN}/people?organization=ornek&q={sought.replace('+', '%2B')}").text
    assert f"/desk/open?organization=ornek&amp;person={number}" in found
    ref = fills(elif_, f"{OPEN}?organization=ornek&person={number}", title="Fare çalışmıyor")
    assert world.ticket(ref).requester == number


def test_nobody_is_found_where_nobody_is(elif_: Visitor) -> None:
    assert "Bu bilgilerle kayıtlı kimse yok" in text_of(elif_.get(f"{OPEN}/people?organization=ornek&q=zzz").text)
    assert "Bu bilgilerle kayıtlı kimse yok" in text_of(elif_.get(f"{OPEN}/people?organization=ornek&q=%25").text)


def test_a_known_customer_is_written_to_first_in_two_bubbles(world: World, elif_: Visitor) -> None:
    ali = world.customer("ali")
    ali.says("merhaba")
    page = f"{OPEN}?organization=ornek&person={number_of(world, 'Ali')}"
    ref = fills(elif_, page, title="Disk değişimi", message="Diskinizi yarın değiştirelim mi?")
    world.waits(seconds=1)
    assert ali.hears()[-2:] == ["ticket.opened_for", "agent"]
    assert world.ticket(ref).owner_name == "Elif Demir"
    assert world.ticket(ref).first_reply_at is not None


def test_who_has_no_chat_cannot_be_written_to_and_nothing_is_opened(world: World, elif_: Visitor) -> None:
    first = fills(elif_, name="Ayşe Yılmaz", title="Ekran titriyor")
    page = f"{OPEN}?organization=ornek&person={world.ticket(first).requester}"
    refused = elif_.submit(elif_.get(page), OPEN, title="Disk", message="Merhaba")
    assert refused.status_code == 409
    assert ">Merhaba</textarea>" in refused.text
    assert world.count(ticket) == 1


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"name": "Ayşe", "title": " "}, 'value="Ayşe"'),
        ({"name": " ", "title": "Ekran titriyor"}, 'value="Ekran titriyor"'),
        ({"name": "Ayşe", "title": "Ekran", "source": "chat"}, 'value="Ekran"'),
        ({"name": "Ayşe", "title": "Ekran", "queue": "kamu_it"}, 'value="Ekran"'),
        ({"name": "Ayşe", "title": "Ekran", "service": "yok"}, 'value="Ekran"'),
        ({"name": "Ayşe", "title": "Ekran", "impact": "çok"}, 'value="Ekran"'),
        ({"name": "Ayşe", "title": "Ekran", "words": "a" * 20_001}, 'value="Ekran"'),
    ],
)
def test_what_is_refused_opens_nothing_and_keeps_what_was_typed(
    world: World, elif_: Visitor, fields: dict[str, str], kept: str
) -> None:
    refused = elif_.submit(elif_.get(OPEN), OPEN, **fields)
    assert refused.status_code == 422
    assert kept in refused.text
    assert 'role="alert"' in refused.text
    assert world.count(ticket) == 0


def test_two_clicks_open_one_ticket(world: World, elif_: Visitor) -> None:
    page = elif_.get(OPEN)
    first, second = (elif_.submit(page, OPEN, name="Ayşe", title="Ekran titriyor") for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert world.count(ticket) == 1


def test_the_knowledge_is_searched_beside_what_is_typed_and_nothing_is_lost(elif_: Visitor, world: World) -> None:
    page = elif_.get(OPEN)
    fields = {"name": "Ayşe", "title": "VPN bağlanmıyor", "csrf": _csrf(page.text), "organization": "ornek"}
    found = elif_.post(f"{OPEN}/articles", **fields)
    assert found.status_code == 200
    assert 'class="offers"' in found.text
    assert 'value="VPN bağlanmıyor"' in found.text
    assert world.count(ticket) == 0


def _csrf(html: str) -> str:
    return html.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def test_other_organizations_people_are_not_there(world: World) -> None:
    stranger = world.customer("veli", account="web/kamu")
    stranger.says("merhaba")
    number = number_of(world, "Veli")
    elif_ = signed_in(world, "elif")
    assert elif_.get(f"{OPEN}?organization=ornek&person={number}").status_code == 404
    assert elif_.get(f"{OPEN}?organization=nowhere").status_code == 404
    assert elif_.get(f"{OPEN}?organization=ornek&person=x").status_code == 404
    page = elif_.get(OPEN)
    assert elif_.submit(page, OPEN, person=str(number), title="Ekran").status_code == 404
    assert elif_.post(OPEN, title="Ekran").status_code == 403
    assert world.count(ticket) == 0


def test_programs_open_with_the_same_details(world: World) -> None:
    program = Program(world, name="İzleme")
    body = {
        "organization": "ornek", "source": "monitoring", "title": "ap-3-12 yanıt vermiyor", "queue": "l1",
        "requester": {"name": "Ayşe Yılmaz", "phone": "0532 111 22 33", "email": "ayse@ornek.example"},
        "type": "incident", "impact": "team", "urgency": "stopped", "mine": True,
    }  # fmt: skip
    made = program.post("/tickets", body).json()
    assert (made["priority"], made["impact"], made["status"], made["owner"]["name"]) == (
        "P2", "team", "in_progress", "İzleme",
    )  # fmt: skip
    (known,) = program.get("/people", organization="ornek", q="1112233").json()["items"]
    assert (known["name"], known["phone"], known["email"]) == ("Ayşe Yılmaz", "0532 111 22 33", "ayse@ornek.example")
    refused = program.post("/tickets", {**body, "requester": {"id": known["id"]}, "message": "Merhaba"})
    assert refused.json()["code"] == "error.unreachable"


def test_two_processes_with_one_form_open_one_ticket(database_url: str) -> None:
    world = World(database_url)
    agent = world.agent("elif").agent
    matter = Matter(
        organization="ornek", requester=Newcomer(name="Ayşe", email="ayse@ornek.example"), title="Ekran titriyor",
        source=Source.PHONE, words="Sabahtan beri.", mine=True,
    )  # fmt: skip
    refs = {world.run(world.app.counter.open(agent, matter, once="form-1")) for _ in range(2)}
    assert len(refs) == 1
    assert world.count(entry, entry.c.text == "Sabahtan beri.") == 1
    world.close()
