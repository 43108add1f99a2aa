"""What agents type after a slash in a room."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.contracts import Priority
from core.rooms import Mark
from core.ticket import ClosureCode, Status
from tests.bot.rooms import OTHER, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


@pytest.fixture
def ref(desk: Desk) -> str:
    ali = desk.world.customer("ali")
    ali.says("bir insanla görüşmek istiyorum")
    return ali.ref


def test_a_whole_case_is_worked_by_typing(desk: Desk, ref: str) -> None:
    ali = desk.world.customer("ali")
    assert desk.says("elif", "/al", ref)[1].text == ""
    assert ali.hears()[-1] == "ticket.claimed"
    sent, _ = desk.says("elif", "/gonder Merhaba, hangi sürüm?", ref)
    assert ali.sees()[-1].parts[0].text == "Merhaba, hangi sürüm?"
    assert desk.marks(sent) == [Mark.RELAYED]
    noted, _ = desk.says("elif", "/not sertifikası bitmiş olabilir", ref)
    assert desk.marks(noted) == [Mark.NOTED]
    desk.says("elif", "/oncelik p2 toplantısı var", ref)
    desk.says("elif", "/sinif olay vpn", ref)
    desk.says("elif", "/bekle Ekran görüntüsü gönderir misiniz?", ref)
    ticket = desk.world.ticket(ref)
    assert (ticket.priority, ticket.service, ticket.status) == (Priority.P2, "vpn", Status.WAITING_CUSTOMER)
    desk.says("elif", "/çöz #geçici Sertifikanızı yeniledim.", ref)
    ticket = desk.world.ticket(ref)
    assert (ticket.status, ticket.closure_code) == (Status.SOLVED, ClosureCode.WORKAROUND)
    assert ali.hears()[-1].startswith("solved.ask")


def test_what_the_desk_refuses_is_told_in_one_line_in_the_agents_language(desk: Desk, ref: str) -> None:
    desk.says("elif", "/al", ref)
    assert "Elif Demir" in desk.says("mert", "/al", ref)[1].text
    assert desk.says("elif", "/coz", ref)[1].text == "Eksik bilgi: metin"
    assert desk.says("elif", "/coz #fulfilled Oldu.", ref)[1].text == "Eksik bilgi: kapanış kodu"
    assert desk.says("elif", "/aktar Yok Ekibi", ref)[1].text == "Eksik bilgi: destek grubu"
    assert desk.says("mert", "/birak", ref)[1].text == "Bu işlem için yetkiniz yok."
    assert "/yardim" in desk.says("elif", "/sihir", ref)[1].text
    assert "/aktar" in desk.says("elif", "/yardim", ref)[1].text
    desk.world.waits(minutes=1)
    assert [line for line in desk.world.customer("ali").sees() if line.author == "agent"] == []
    assert desk.world.ticket(ref).status is Status.IN_PROGRESS


def test_a_case_goes_to_a_group_or_to_a_colleague_by_name(desk: Desk, ref: str) -> None:
    desk.says("elif", "/al", ref)
    desk.says("elif", "/aktar mert bakar mısın", ref)
    assert desk.world.ticket(ref).owner_name == "Mert Kaya"
    desk.says("mert", "/aktar ağ ekibi: bizlik değil", ref)
    ticket = desk.world.ticket(ref)
    assert (ticket.queue, ticket.owner) == ("network", None)
    assert desk.card(ref, OTHER).open


def test_in_the_room_itself_the_number_is_typed_too(desk: Desk, ref: str) -> None:
    assert "/al K7M2R9" in desk.says("elif", "/al")[1].text
    assert "/al K7M2R9" in desk.says("elif", "/al Z9Z9Z9")[1].text
    assert desk.says("elif", f"/durum {ref}")[1].text == f"{ref}: sırada"
    desk.says("elif", f"/al {ref.lower()}")
    assert desk.says("mert", f"/durum {ref}")[1].text == f"{ref}: üzerinde çalışılıyor. Sorumlu: Elif Demir"


def test_the_queue_is_listed_with_what_is_promised_first(desk: Desk, ref: str) -> None:
    veli = desk.world.customer("veli")
    veli.says("bir insanla görüşmek istiyorum")
    desk.says("elif", "/al", ref)
    _, answer = desk.says("elif", "/kuyruk")
    head, *lines = answer.text.splitlines()
    assert head == "Sıradaki çağrılar: 2"
    assert {line.split(" · ")[0] for line in lines} == {ref, veli.ref}
    assert all("söz: " in line for line in lines)
    assert any("Elif Demir" in line for line in lines)
    assert desk.says("mert", "/queue", chat=OTHER)[1].text == "Sırada bekleyen çağrı yok."


def test_an_agent_says_when_he_goes_and_comes(desk: Desk, ref: str) -> None:
    assert desk.says("elif", "/mesai")[1].text == "Görevde görünüyorsunuz."
    assert desk.says("elif", "/mesai yok")[1].text == "Görevde görünmüyorsunuz. Dönünce: /geldim"
    assert "Görevde görünüyorsunuz." in desk.says("elif", "/geldim")[1].text
    assert "30.11.2026" in desk.says("elif", "/yokum pazartesi")[1].text
    assert "2026-11-30 biçiminde" in desk.says("elif", "/away zzz")[1].text
    assert desk.says("elif", "/back")[1].text == "Görevde görünüyorsunuz."


def test_files_come_along_with_what_is_sent(desk: Desk, ref: str) -> None:
    ali = desk.world.customer("ali")
    desk.says("elif", "/al", ref)
    found = ali.keeps("kilavuz.pdf", b"%PDF-1.4 " + b"0" * 40)
    desk.says("elif", "/gonder Kılavuz ekte.", ref, files=(found,))
    assert [each.file.name for each in ali.sees()[-1].files] == ["kilavuz.pdf"]


def test_an_edited_command_is_not_given_again(desk: Desk, ref: str) -> None:
    desk.says("elif", "/al", ref)
    sent, _ = desk.says("elif", "/gonder Merhaba", ref)
    desk.edits("elif", sent, "/gonder Merhaba!", ref)
    assert desk.world.customer("ali").sees()[-1].parts[0].text == "Merhaba!"


def test_the_bot_is_let_ask_a_question_bank_from_the_room(desk: Desk, ref: str) -> None:
    desk.says("elif", "/al", ref)
    listed = desk.says("elif", "/sorular", ref)[1].text
    assert "printing-problem · Yazıcı ya da tarayıcı sorunu" in listed
    desk.says("elif", "/sorular printing-problem", ref)
    assert desk.world.ticket(ref).status is Status.WAITING_CUSTOMER
    assert "soru bankası" in desk.says("elif", "/sorular kahve", ref)[1].text
