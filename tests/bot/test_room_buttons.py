"""Buttons of cards, and who may press them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.rooms.relaying import Relaying
from bot.store import staff
from bot.store.tables import audit, conversation, identity, inbox, relay
from core.messages import Address, Kind
from core.ticket import Status
from tests.bot.rooms import ACCOUNT, IDS, OTHER, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


@pytest.fixture
def ref(desk: Desk) -> str:
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    return ali.ref


def test_one_wins_a_claim_and_the_other_hears_who_and_when(desk: Desk, ref: str) -> None:
    assert desk.presses("elif", f"k.{ref}.claim").text == ""
    desk.world.waits(minutes=5)
    lost = desk.presses("mert", f"k.{ref}.claim")
    assert lost.text == "Bu çağrıyı Elif Demir üzerine aldı (10.00)."
    assert "zaten sizde" in desk.presses("elif", f"k.{ref}.claim").text
    assert desk.world.customer("ali").hears().count("ticket.claimed") == 1


def test_a_button_that_is_out_of_date_tells_the_present_state(desk: Desk, ref: str) -> None:
    elif_ = desk.world.agent("elif")
    elif_.claims(ref)
    elif_.solves(ref, "Düzelttim.")
    desk.world.customer("ali").says("evet düzeldi")
    assert desk.presses("mert", f"k.{ref}.claim").text == f"{ref}: kapandı"
    assert desk.presses("mert", f"k.{ref}.solve").text == f"{ref}: kapandı"


def test_a_button_that_needs_words_says_how_they_are_given(desk: Desk, ref: str) -> None:
    desk.presses("elif", f"k.{ref}.claim")
    assert "/coz" in desk.presses("elif", f"k.{ref}.solve").text
    assert "Elif Demir" in desk.presses("mert", f"k.{ref}.solve").text, "who may not hears how the case stands"


def test_who_is_no_agent_is_refused_and_it_is_written_down(desk: Desk, ref: str) -> None:
    assert "tanımlı uzmanlar" in desk.presses("stranger", f"k.{ref}.claim").text
    assert "tanımlı uzmanlar" in desk.says("stranger", "ben bakarım", ref)[1].text
    _, hidden = desk.says("elif", "ben bakarım", ref, anonymous=True)
    assert "tanımlı uzmanlar" in hidden.text
    assert desk.world.ticket(ref).status is Status.QUEUED
    assert desk.world.count(audit, audit.c.what == "room.refuse") == 3
    assert desk.world.count(relay) == 0
    assert desk.says("stranger", "günaydın")[1].text == "", "talk that is about no case concerns nobody"


def test_a_card_works_only_in_its_own_room(desk: Desk, ref: str) -> None:
    assert desk.presses("mert", f"k.{ref}.claim", chat=OTHER).text == "Böyle bir kayıt bulunamadı."
    assert desk.presses("mert", "k.Z9Z9Z9.claim").text == "Böyle bir kayıt bulunamadı."
    assert desk.presses("mert", f"k.{ref}.visit").text == "Böyle bir kayıt bulunamadı."
    assert desk.presses("mert", f"k.{ref}.nonsense").text == "Böyle bir kayıt bulunamadı."
    assert desk.presses("mert", "o.nonsense.1").text == "Böyle bir kayıt bulunamadı."
    assert desk.presses("mert", "r.999.send").text == "Böyle bir kayıt bulunamadı."
    assert desk.world.ticket(ref).status is Status.QUEUED


def test_nobody_takes_his_own_ticket_and_an_agents_direct_message_is_a_customers(desk: Desk) -> None:
    where = Address(ACCOUNT, "dm-of-elif")
    event = desk.inbound("elif", where, Kind.TEXT, text="bir insanla görüşmek istiyorum")
    desk.world.run(desk.world.app.host.receive(event))
    desk.world.waits(seconds=6)
    assert desk.world.count(conversation, conversation.c.person == desk.world.agent("elif").agent.person) == 1
    [card] = [view for view, _ in desk.pigeon.cards]
    assert "yetkiniz yok" in desk.presses("elif", f"k.{card.ref}.claim").text
    assert desk.presses("mert", f"k.{card.ref}.claim").text == ""


def test_who_wrote_before_he_was_known_as_an_agent_stays_one_person(desk: Desk) -> None:
    where = Address(ACCOUNT, "dm-of-zeynep")
    desk.world.run(desk.world.app.host.receive(desk.inbound("zeynep", where, Kind.TEXT, text="merhaba")))
    zeynep = desk.world.agent("zeynep").agent.person
    catalogue = desk.world.app.catalogue
    known = {**catalogue.identities, (ACCOUNT, IDS["zeynep"]): zeynep}
    desk.world.app.engine.catalogue = replace(catalogue, identities=known)
    desk.world.run(desk.world.app.host.receive(desk.inbound("zeynep", where, Kind.TEXT, text="vpn bağlanmıyor")))
    desk.world.waits(seconds=6)
    assert desk.world.count(conversation, conversation.c.person == zeynep) == 1
    assert desk.world.count(identity, identity.c.person == zeynep, identity.c.channel == "pigeon") == 1


def test_who_is_switched_off_can_do_nothing_any_more(desk: Desk, ref: str) -> None:
    number = desk.world.agent("elif").agent.person
    desk.world.app.store.run(lambda tx: staff.switch_off(tx, number))
    assert "tanımlı uzmanlar" in desk.presses("elif", f"k.{ref}.claim").text


def test_what_fails_for_a_reason_of_ours_becomes_a_dead_letter(
    desk: Desk, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Relaying, "hear", broken)
    _, answer = desk.says("elif", "Merhaba", ref)
    assert answer.text == "Beklenmeyen bir hata oluştu, kaydettik."
    assert desk.world.count(inbox, inbox.c.state == "dead") == 1
