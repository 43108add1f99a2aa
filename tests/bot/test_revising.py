"""Messages that are edited or deleted afterwards: what was said follows, what was done stays done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.store.tables import entry, entry_version, inbox
from core.messages import Kind
from core.ticket import Status
from tests.world import CustomerOf, World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    told = World(database_url)
    yield told
    told.close()


def written(ali: CustomerOf) -> list[str]:
    return [line.parts[0].text for line in ali.sees() if line.author == "customer"]


def test_an_edit_before_the_answer_is_what_is_answered(world: World) -> None:
    ali = world.customer("ali")
    first = ali.inbound(Kind.TEXT, text="merhabalar yazıcım bozuk")
    world.run(world.app.intake.receive(first))
    edit = replace(ali.inbound(Kind.EDIT, text="vpn bağlanmıyor"), message_id=first.message_id)
    world.run(world.app.intake.receive(edit))
    world.waits(seconds=5)
    assert ali.hears()[:2] == ["answer.article", "answer.try"]
    assert ali.ticket.title == "vpn bağlanmıyor"
    assert written(ali) == ["vpn bağlanmıyor"]
    assert world.count(entry_version) == 1
    assert world.count(inbox, inbox.c.state == "pending") == 0


def test_a_slip_put_right_after_the_answer_is_not_answered_again(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn baglanmiyo")
    assert ali.edits("vpn baglanmiyo", "vpn bağlanmıyor") == []
    assert written(ali) == ["vpn bağlanmıyor"]
    assert ali.ticket.status is Status.NEW


def test_another_matter_in_place_of_the_first_is_taken_as_said_now(world: World) -> None:
    ali = world.customer("ali")
    ali.says("klima çok gürültülü çalışıyor")
    [answer] = ali.edits("klima çok gürültülü çalışıyor", "vpn bağlanmıyor")
    assert "VPN" in answer.parts[0].text
    assert "klima" not in str(ali.ticket.memory["words"])


def test_who_has_the_case_sees_what_was_changed_and_what_it_was(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    ali.says("ekranda 619 yazıyor")
    assert ali.edits("ekranda 619 yazıyor", "ekranda 691 yazıyor") == []
    assert world.count(entry, entry.c.key == "line.edited") == 1
    assert world.count(entry_version, entry_version.c.text == "ekranda 619 yazıyor") == 1
    ali.edits("ekranda 691 yazıyor", "ekranda 700 yazıyor")
    assert world.count(entry, entry.c.key == "line.edited") == 2
    assert written(ali)[-1] == "ekranda 700 yazıyor"


def test_an_edit_reopens_and_closes_nothing(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    elif_.solves(ali.ref, "Hazır.")
    ali.says("birazdan bakarım")
    ali.edits("birazdan bakarım", "evet düzeldi")
    assert ali.ticket.status is Status.SOLVED
    ali.says("evet oldu")
    ali.edits("evet oldu", "hayır olmadı")
    assert not ali.ticket.open


def test_a_secret_in_an_edit_is_hidden(world: World) -> None:
    ali = world.customer("ali")
    ali.says("bilgisayarım açılmıyor sanırım")
    ali.edits("bilgisayarım açılmıyor sanırım", "şifrem Kedi2024! olmuyor")
    assert "Kedi2024" not in " ".join(written(ali))


def test_a_deleted_message_is_hidden_from_its_writer_only(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("insan istiyorum")
    elif_.claims(ali.ref)
    ali.says("patronum çok kızdı")
    assert ali.deletes("patronum çok kızdı") == []
    assert "patronum çok kızdı" not in written(ali)
    assert world.count(entry, entry.c.text == "patronum çok kızdı", entry.c.deleted_at.is_not(None)) == 1
    assert world.count(entry, entry.c.key == "line.deleted") == 1


def test_what_is_deleted_before_its_turn_is_not_answered(world: World) -> None:
    ali = world.customer("ali")
    first = ali.inbound(Kind.TEXT, text="vpn bağlanmıyor")
    world.run(world.app.intake.receive(first))
    world.run(world.app.intake.receive(replace(ali.inbound(Kind.DELETE), message_id=first.message_id)))
    world.waits(seconds=5)
    assert ali.hears() == []
    assert world.count(inbox, inbox.c.state == "pending") == 0


def test_an_edit_that_comes_before_its_message_stands_for_it(world: World) -> None:
    ali = world.customer("ali")
    original = ali.inbound(Kind.TEXT, text="vpn baglanmiyo")
    edit = replace(ali.inbound(Kind.EDIT, text="vpn bağlanmıyor"), message_id=original.message_id)
    world.run(world.app.intake.receive(edit))
    world.run(world.app.intake.receive(original))
    world.waits(seconds=5)
    assert ali.hears().count("answer.article") == 1
    assert written(ali) == ["vpn bağlanmıyor"]


def test_a_deletion_of_what_never_came_and_an_edit_of_the_bots_words_change_nothing(world: World) -> None:
    ali = world.customer("ali")
    ali.says("vpn bağlanmıyor")
    said = [line.parts for line in ali.sees()]
    world.run(world.app.intake.receive(replace(ali.inbound(Kind.DELETE), message_id="nothing")))
    bots = next(line.message_ids[0] for line in ali.sees() if line.author == "bot")
    world.run(world.app.intake.receive(replace(ali.inbound(Kind.EDIT, text="çözüldü"), message_id=bots)))
    world.waits(seconds=5)
    assert [line.parts for line in ali.sees()] == said
    assert world.count(inbox, inbox.c.state != "done") == 0
