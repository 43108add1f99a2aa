"""The endings on a ticket's page: calls, merges, what is void, and what only leads read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy import update

from bot.store.tables import ticket
from core.ticket import Ending, Status
from tests.console_desk import Visitor, commands_on, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer whose case Elif has solved."""
    customer, elif_ = world.customer("ali"), world.agent("elif")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    elif_.claims(customer.ref)
    elif_.solves(customer.ref, "Kabloyu değiştirdik.")
    return customer


def signed_in(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def page(ref: str) -> str:
    return f"/desk/tickets/{ref}"


def test_a_case_is_given_up_only_after_a_call_that_was_not_answered(world: World, ali: CustomerOf) -> None:
    desk, ref = signed_in(world, "elif"), ali.ref
    assert "give_up" not in commands_on(desk.get(page(ref)).text)
    refused = desk.does("call", ref, reached="yes")
    assert refused.status_code == 422
    desk.does("call", ref, reached="no", words="Santral kapalı.")
    shown = desk.get(page(ref)).text
    assert "Telefonla aradı, ulaşamadı: Elif Demir. Not: Santral kapalı." in text_of(shown)
    assert "give_up" in commands_on(shown)
    desk.does("give_up", ref)
    assert ali.ticket.end_reason is Ending.UNREACHABLE


def test_a_yes_on_the_phone_is_offered_only_where_there_is_no_chat(world: World, ali: CustomerOf) -> None:
    desk, ref = signed_in(world, "elif"), ali.ref
    assert "confirm_by_phone" not in commands_on(desk.get(page(ref)).text)
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(home_conversation=None)))
    assert "confirm_by_phone" in commands_on(desk.get(page(ref)).text)
    desk.does("confirm_by_phone", ref, words="Düzelmiş.")
    assert world.ticket(ref).end_reason is Ending.CONFIRMED_BY_PHONE


def test_two_tickets_are_merged_by_number_and_the_merge_is_undone(world: World, ali: CustomerOf) -> None:
    desk, first = signed_in(world, "elif"), ali.ref
    ali.says("bir de yazıcım çalışmıyor, bir uzman bakabilir mi")
    second = ali.ref
    refused = desk.does("merge", first, into="A2A2A2")
    assert refused.status_code == 422
    assert "aynı kişinin açık iki çağrısı" in text_of(refused.text)
    assert "A2A2A2" in refused.text
    desk.does("merge", first, into=second.lower())
    shown = desk.get(page(first)).text
    assert f'href="/desk/tickets/{second}#latest"' in shown
    assert "ekranım titriyor" in text_of(desk.get(page(second)).text)
    assert "separate" in commands_on(shown)
    desk.does("separate", first)
    assert world.ticket(first).status is Status.IN_PROGRESS
    assert "separate" not in commands_on(desk.get(page(first)).text)


def test_a_matter_is_taken_out_with_its_lines(world: World, ali: CustomerOf) -> None:
    desk, first = signed_in(world, "elif"), ali.ref
    ali.says("toplantı odasının perdesi de inmiyor")
    shown = desk.get(page(first)).text
    boxes = re.findall(
        r'<input type="checkbox" name="(entry:\d+)" value="yes">\s*<span><span dir="auto">([^<]*)<', shown
    )
    assert [words for _, words in boxes][-1] == "toplantı odasının perdesi de inmiyor"
    assert "Kabloyu değiştirdik." not in {words for _, words in boxes}
    [box] = [name for name, words in boxes if "perde" in words]
    nothing = desk.does("split", first)
    assert nothing.status_code == 422
    assert "Eksik bilgi: başlık" in text_of(nothing.text)
    refused = desk.does("split", first, **{box: "yes", "title": "Perde", "to": "queue:kamu_it"})
    assert refused.status_code == 422
    assert f'name="{box}" value="yes" checked' in refused.text
    assert 'value="Perde"' in refused.text
    assert desk.does("split", first, **{box: "yes", "entry:x": "yes"}).status_code == 422
    done = desk.does("split", first, **{box: "yes", "title": "Perde", "to": "queue:network", "priority": "P4"})
    assert done.status_code == 303
    lead = signed_in(world, "zeynep").get(page(first)).text
    [new] = re.findall(r'Buradan ayrılan</dt><dd><a href="/desk/tickets/(\w+)#latest"', lead)
    assert (world.ticket(new).queue, world.ticket(new).priority, world.ticket(new).title) == ("network", "P4", "Perde")
    assert new not in desk.get(page(first)).text.partition('<section class="middle"')[0], "it is not her business"
    seen = signed_in(world, "mert").get(page(new))
    assert f"Yazıldığı çağrı: {first}" in text_of(seen.text)
    assert "toplantı odasının perdesi de inmiyor" in text_of(seen.text)
    assert f"Ayrıldığı çağrı {first}" in text_of(seen.text)


def test_the_other_ticket_is_chosen_among_those_of_the_customer(world: World, ali: CustomerOf) -> None:
    desk, first = signed_in(world, "elif"), ali.ref
    assert 'name="among"' not in desk.get(page(first)).text
    ali.says("bir de yazıcım çalışmıyor, bir uzman bakabilir mi")
    second = ali.ref
    ali.says("bir de outlook açılmıyor, bir uzman bakabilir mi")
    hidden, stranger = ali.ref, world.customer("veli")
    stranger.says("excel açılmıyor", "destek uzmanı istiyorum")
    world.app.store.run(lambda tx: tx.execute(update(ticket).where(ticket.c.ref == hidden).values(queue="network")))
    shown = desk.get(page(first)).text
    listed = re.search(r'<select name="among">(.*?)</select>', shown, re.DOTALL)
    assert listed
    assert re.findall(r'value="(\w+)"', listed[1]) == [second]
    assert f"{second} · yazıcım çalışmıyor · Yeni" in text_of(listed[1])
    nothing = desk.does("merge", first)
    assert (nothing.status_code, "Eksik bilgi: birleştirilecek çağrı" in text_of(nothing.text)) == (422, True)
    wrong = desk.does("merge", first, among=second, into="A2A2A2")
    assert wrong.status_code == 422, "what is typed counts"
    assert f'<option value="{second}" selected>' in wrong.text
    assert desk.does("merge", first, among=second).status_code == 303
    assert world.ticket(first).duplicate_of == second


def test_tickets_are_related_and_found_by_their_numbers_elsewhere(world: World, ali: CustomerOf) -> None:
    desk, veli = signed_in(world, "elif"), world.customer("veli")
    veli.says("ekranım titriyor", "destek uzmanı istiyorum")
    first, second = ali.ref, veli.ref
    nothing = desk.does("relate", first)
    assert (nothing.status_code, "ilişkili çağrı ya da dış numara" in text_of(nothing.text)) == (422, True)
    refused = desk.does("relate", first, into="A2A2A2", link="parent")
    assert "Yalnızca aynı kurumun başka bir çağrısıyla ilişki kurulabilir." in text_of(refused.text)
    assert desk.does("relate", first, into=second, link="enemy").status_code == 422
    assert desk.does("relate", first, into=second.lower(), link="parent").status_code == 303
    assert desk.does("relate", first, foreign="INC0012345", provider="Örnek <Telekom>").status_code == 303
    shown, other = desk.get(page(first)).text, desk.get(page(second)).text
    assert f"Üst çağrı {second}" in text_of(shown)
    assert f'href="/desk/tickets/{second}#latest"' in shown
    assert "Dış numara INC0012345 Örnek <Telekom> Kaldır" in text_of(shown)
    assert f"Alt çağrı {first}" in text_of(other)
    found = desk.get("/desk?q=inc0012345").text
    assert first in found
    assert second not in found
    forms = re.findall(r'action="/desk/tickets/\w+/unrelate".*?</form>', shown, re.DOTALL)
    for form in forms:
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        assert desk.post(f"{page(first)}/unrelate", **{k: unescape(v) for k, v in fields.items()}).status_code == 303
    after = text_of(desk.get(page(first)).text)
    assert len(forms) == 2
    assert "Dış numara INC0012345" not in after.partition("İşlem seçin")[0].rpartition("Kullanıcı Ali")[2]
    assert 'data-command="unrelate"' not in desk.get(page(first)).text
    assert "İlişkiyi kaldırdı: Elif Demir." in after


def test_only_a_lead_declares_void(world: World, ali: CustomerOf) -> None:
    ref = ali.ref
    assert "void" not in commands_on(signed_in(world, "elif").get(page(ref)).text)
    signed_in(world, "zeynep").does("void", ref, reason="deneme kaydı")
    assert world.ticket(ref).end_reason is Ending.VOID


def test_a_rating_is_shown_to_leads_only(world: World, ali: CustomerOf) -> None:
    ali.says("oldu")
    ali.presses("2")
    ali.says("çok uzun sürdü")
    agent = text_of(signed_in(world, "elif").get(page(ali.ref)).text)
    lead = text_of(signed_in(world, "zeynep").get(page(ali.ref)).text)
    for told in ("2/5", "çok uzun sürdü", "Yalnızca yöneticiler görür", "Kullanıcının verdiği puan düşük: 2"):
        assert told in lead
        assert told not in agent
