"""Forms for platforms that can ask for several things at once, and rooms that get another id."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.store.tables import room
from core.host import Answer
from core.messages import Address, Kind
from core.rooms import Form
from core.ticket import ClosureCode, Status
from tests.bot.rooms import ACCOUNT, OTHER, ROOM, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


@pytest.fixture
def ref(desk: Desk) -> str:
    """A case that Elif has."""
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    desk.presses("elif", f"k.{ali.ref}.claim")
    return ali.ref


def opens(desk: Desk, who: str, ref: str, command: str) -> Form | Answer:
    """Press a button of a card where the platform shows forms."""
    pressed = desk.inbound(who, Address(ACCOUNT, ROOM), Kind.PRESS, payload=f"k.{ref}.{command}")
    return desk.world.run(desk.world.app.host.form(pressed))


def fills(desk: Desk, who: str, ref: str, command: str, **values: str) -> Answer:
    """Send a form back."""
    filled = desk.inbound(who, Address(ACCOUNT, ROOM), Kind.FORM, payload=f"k.{ref}.{command}", values=values)
    answer = desk.world.run(desk.world.app.host.receive(filled))
    desk.world.waits(seconds=0)
    return answer


def test_a_form_asks_what_its_command_needs(desk: Desk, ref: str) -> None:
    keys, offered = {}, set()
    for command in ("note", "solve", "transfer", "wait_customer", "wait_provider", "classify"):
        form = opens(desk, "elif", ref, command)
        assert isinstance(form, Form)
        assert (form.payload, form.language) == (f"k.{ref}.{command}", "tr")
        keys[command] = [field.key for field in form.fields]
        offered |= {choice.value for field in form.fields for choice in field.choices}
    assert keys["solve"] == ["words", "code"]
    assert keys["transfer"] == ["goal", "reason", "words"]
    assert offered >= {"vpn", "queue:network", "workaround", "request", "workload"}


def test_who_may_not_give_a_command_gets_no_form(desk: Desk, ref: str) -> None:
    assert opens(desk, "mert", ref, "solve") == Answer(f"{ref}: üzerinde çalışılıyor. Sorumlu: Elif Demir")
    assert "tanımlı uzmanlar" in str(opens(desk, "stranger", ref, "solve"))
    assert opens(desk, "elif", "Z9Z9Z9", "solve") == Answer("Böyle bir kayıt bulunamadı.")
    assert isinstance(opens(desk, "elif", ref, "release"), Answer)


def test_a_case_is_worked_by_forms(desk: Desk, ref: str) -> None:
    assert fills(desk, "elif", ref, "note", words="Sürücü eski.") == Answer()
    fills(desk, "elif", ref, "classify", type="incident", service="vpn", words="VPN bağlanmıyor")
    fills(desk, "elif", ref, "wait_provider", words="Örnek Telekom", day="2026-11-27")
    ticket = desk.world.ticket(ref)
    assert (ticket.title, ticket.service, ticket.status) == ("VPN bağlanmıyor", "vpn", Status.WAITING_PROVIDER)
    assert ticket.next_date is not None
    assert ticket.next_date.isoformat() == "2026-11-27T06:00:00+00:00"
    fills(desk, "elif", ref, "wait_customer", words="Düzeldi mi?")
    assert fills(desk, "elif", ref, "solve", words="Hat düzeldi.", code="workaround") == Answer()
    ticket = desk.world.ticket(ref)
    assert (ticket.status, ticket.closure_code) == (Status.SOLVED, ClosureCode.WORKAROUND)
    assert (
        fills(desk, "elif", ref, "wait_customer", words="?").text
        == f"{ref}: çözüldü, onay bekliyor. Sorumlu: Elif Demir"
    )


def test_what_is_wrong_stands_beside_its_field_and_nothing_is_done(desk: Desk, ref: str) -> None:
    assert fills(desk, "elif", ref, "solve", words="", code="workaround").errors == {"words": "Eksik bilgi: metin"}
    assert set(fills(desk, "elif", ref, "solve", words="x", code="nonsense").errors) == {"code"}
    assert set(fills(desk, "elif", ref, "transfer", goal="", reason="workload", words="").errors) == {"goal"}
    assert set(fills(desk, "elif", ref, "wait_provider", words="X", day="dün").errors) == {"day"}
    assert set(fills(desk, "elif", ref, "wait_provider", words="X", day="2020-01-01").errors) == {"day"}
    assert fills(desk, "elif", ref, "classify", type="x", service="", words="").text == "Bu değer kullanılamıyor."
    assert fills(desk, "elif", ref, "release").text == "Bu değer kullanılamıyor."
    assert desk.world.ticket(ref).status is Status.IN_PROGRESS


def test_a_transfer_by_form_goes_to_a_group_or_a_colleague(desk: Desk, ref: str) -> None:
    mert = desk.world.agent("mert").agent.person
    fills(desk, "elif", ref, "transfer", goal=f"agent:{mert}", reason="workload", words="bakar mısın")
    assert desk.world.ticket(ref).owner == mert
    fills(desk, "mert", ref, "transfer", goal="queue:network", reason="level_2", words="")
    assert desk.world.ticket(ref).queue == "network"
    assert desk.card(ref, OTHER).open


def test_a_room_that_gets_another_id_goes_on(desk: Desk, ref: str) -> None:
    app = desk.world.app
    desk.world.run(app.host.moved(ACCOUNT, ROOM, "support-2"))
    desk.world.run(app.host.moved(ACCOUNT, "support-2", "support-3"))
    assert list(app.host.rooms(ACCOUNT)) == ["support-3", OTHER]
    desk.world.customer("ali").says("orada mısınız")
    [found] = [sent for sent in desk.pigeon.sent if sent.address.chat == "support-3"]
    assert found.plain == "orada mısınız"
    assert desk.world.count(room, room.c.chat == ROOM) == 0
    assert "zaten sizde" in desk.presses("elif", f"k.{ref}.claim", chat="support-3").text
