"""The page of a ticket: what it shows to whom, what its forms do, and what they refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.store.outbox import EXPIRED
from bot.store.tables import entry, outbox, person, ticket
from core.effects import Command
from core.ticket import Status
from tests.console_desk import Visitor, commands_on, form_of, text_of
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    made = World(sqlite_url)
    yield made
    made.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    customer = world.customer("ali")
    customer.says("ekranım titriyor", "destek uzmanı istiyorum")
    assert customer.ticket.status is Status.QUEUED
    return customer


@pytest.fixture
def elif_(world: World) -> Visitor:
    return signed_in(world, "elif")


def signed_in(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    assert visitor.sign_in(key).status_code == 303
    return visitor


def page(ref: str) -> str:
    return f"/desk/tickets/{ref}"


def test_a_case_goes_from_claim_to_solved(database_url: str) -> None:
    world = World(database_url)
    ali = world.customer("ali")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    desk, ref = signed_in(world, "elif"), ali.ref
    assert desk.does("claim", ref).headers["location"] == f"{page(ref)}#latest"
    desk.does("reply", ref, words="Merhaba, bakıyorum.")
    desk.does("note", ref, words="Kablosu gevşek olabilir.")
    desk.does("solve", ref, words="Kabloyu değiştirdik.", closure_code="new_solution")
    world.waits(seconds=1)
    seen = " ".join(part.text for line in ali.sees() for part in line.parts)
    assert "Merhaba, bakıyorum." in seen
    assert "Kabloyu değiştirdik." in seen
    assert "gevşek" not in seen
    assert ali.ticket.status is Status.SOLVED
    shown = text_of(desk.get(page(ref)).text)
    assert "Kablosu gevşek olabilir." in shown
    assert "Çözüm bildirildi" in shown
    world.close()


def test_waiting_transfer_and_release_are_given_here_too(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    ref = ali.ref
    steps = [
        ("claim", {}, Status.IN_PROGRESS),
        ("wait_customer", {"words": "Hangi monitör?"}, Status.WAITING_CUSTOMER),
        ("resume", {}, Status.IN_PROGRESS),
        ("wait_provider", {"reason": "Örnek Telekom", "soon": "2026-11-25T09:00"}, Status.WAITING_PROVIDER),
        ("appoint", {"next_date": "2026-11-26T14:30"}, Status.WAITING_CUSTOMER),
        ("resume", {}, Status.IN_PROGRESS),
        ("release", {}, Status.QUEUED),
        ("claim", {}, Status.IN_PROGRESS),
        ("transfer", {"to": "queue:network", "reason": "level_2"}, Status.QUEUED),
    ]
    for command, fields, status in steps:
        assert elif_.does(command, ref, **fields).status_code == 303
        assert ali.ticket.status is status
    assert ali.ticket.queue == "network"


def test_the_loser_of_a_claim_is_told_who_won_and_when(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    mert = signed_in(world, "mert")
    stale = mert.get(page(ali.ref))
    elif_.does("claim", ali.ref)
    lost = mert.submit(stale, f"{page(ali.ref)}/claim")
    assert lost.status_code == 409
    assert "Bu çağrıyı Elif Demir üzerine aldı (10.00)." in text_of(lost.text)
    assert ali.ticket.owner_name == "Elif Demir"


def test_a_refused_command_keeps_what_was_written(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    refused = elif_.does("solve", ali.ref, words="Kabloyu değiştirdik.")
    assert refused.status_code == 422
    assert "kapanış kodu" in text_of(refused.text)
    assert ">Kabloyu değiştirdik.</textarea>" in refused.text
    assert ali.ticket.status is Status.IN_PROGRESS


def test_words_whose_form_is_gone_are_kept_beside_it(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    stale = elif_.get(page(ali.ref))
    world.agent("zeynep").does(Command.RELEASE, ali.ref)
    late = elif_.submit(stale, f"{page(ali.ref)}/reply", words="Uzun uzun yazdım.")
    assert late.status_code == 409
    assert "Yazdıklarınız (gönderilmedi)" in text_of(late.text)
    assert ">Uzun uzun yazdım.</textarea>" in late.text


def test_two_clicks_on_one_form_are_one_command(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    before = elif_.get(page(ali.ref))
    for _ in range(2):
        assert elif_.submit(before, f"{page(ali.ref)}/reply", words="Bir kez.").status_code == 303
    assert world.count(entry, entry.c.text == "Bir kez.") == 1


def test_only_what_may_be_done_is_offered(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    offered = [commands_on(elif_.get(page(ali.ref)).text)]
    elif_.does("claim", ali.ref)
    offered += [commands_on(elif_.get(page(ali.ref)).text)]
    offered += [commands_on(signed_in(world, "mert").get(page(ali.ref)).text)]
    assert offered == [
        {"claim", "note", "call", "classify", "relate"},
        {
            *("reply", "note", "wait_customer", "wait_provider", "transfer", "release", "solve", "call", "merge"),
            *("prioritize", "appoint", "visit", "classify", "split", "relate"),
        },
        {"note", "call", "classify", "relate"},
    ]


def test_a_foreign_ticket_and_one_that_is_not_there_are_answered_alike(world: World, elif_: Visitor) -> None:
    stranger = world.customer("veli", account="web/kamu")
    stranger.says("sap açılmıyor", "uzman istiyorum")
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(queue="kamu_it")))
    foreign, unknown = elif_.get(page(stranger.ref)), elif_.get(page("K2K2K2"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text == unknown.text
    form = form_of(elif_.get("/desk").text, "/desk/sign-out")
    assert elif_.post(f"{page(stranger.ref)}/claim", **form).status_code == 404
    assert elif_.get(f"{page(stranger.ref)}/events").status_code == 404
    assert signed_in(world, "zeynep").get(page(stranger.ref)).status_code == 200


def test_who_owns_or_follows_a_ticket_sees_it_in_any_queue(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    elif_.does("transfer", ali.ref, to="queue:network", reason="level_2")
    assert elif_.get(page(ali.ref)).status_code == 200  # as its coordinator
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(coordinator=None)))
    assert elif_.get(page(ali.ref)).status_code == 404


def test_a_ticket_that_goes_out_of_sight_leads_back_to_the_inbox(world: World, ali: CustomerOf) -> None:
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(coordinator=None)))
    elif_ = signed_in(world, "elif")
    elif_.does("claim", ali.ref)
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(queue="network")))
    assert elif_.does("release", ali.ref).headers["location"] == "/desk"


def test_a_reference_may_be_typed_in_small_letters(ali: CustomerOf, elif_: Visitor) -> None:
    assert ali.ref in elif_.get(page(ali.ref.lower())).text


def test_a_command_without_the_sessions_mark_changes_nothing(ali: CustomerOf, elif_: Visitor) -> None:
    assert elif_.post(f"{page(ali.ref)}/claim", once="x").status_code == 403
    assert elif_.post(f"{page(ali.ref)}/claim", once="x", csrf="guessed").status_code == 403
    assert ali.ticket.status is Status.QUEUED


def test_a_command_that_is_no_button_of_ours_is_not_there(ali: CustomerOf, elif_: Visitor) -> None:
    form = form_of(elif_.get(page(ali.ref)).text, f"{page(ali.ref)}/claim")
    for command in ("confirm", "lapse", "cancel", "hear", "hand_over", "..", "%00"):
        assert elif_.post(f"{page(ali.ref)}/{command}", **form).status_code == 404
    assert ali.ticket.status is Status.QUEUED


@pytest.mark.parametrize(
    "words",
    ["a\x00b", "\u202eters", "🙂" * 10_000, "<script>alert(1)</script>", "{braces} %s {{ 7*7 }}", "satır\r\nsatır"],
)
def test_odd_words_are_kept_and_shown_as_words(ali: CustomerOf, elif_: Visitor, words: str) -> None:
    assert elif_.does("note", ali.ref, words=words).status_code == 303
    shown = elif_.get(page(ali.ref)).text
    assert "<script>alert" not in shown
    kept = words.replace("\x00", "\ufffd").replace("\r\n", "\n")
    assert kept.split()[0] in text_of(shown)


def test_too_many_words_are_refused_with_a_sentence(ali: CustomerOf, elif_: Visitor) -> None:
    refused = elif_.does("note", ali.ref, words="x" * 100_000)
    assert refused.status_code == 422
    assert "en fazla 20000 karakter" in text_of(refused.text)


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"words=" + b"x" * 600_000, "application/x-www-form-urlencoded", 413),
        (b"{}", "application/json", 415),
        (b"&".join(b"a=1" for _ in range(50)), "application/x-www-form-urlencoded", 400),
        (b"%ff%00\xff=\xff", "application/x-www-form-urlencoded", 403),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
def test_what_is_no_form_is_refused(ali: CustomerOf, elif_: Visitor, content: bytes, kind: str, status: int) -> None:
    answer = elif_.send(content, f"{page(ali.ref)}/note", kind)
    assert answer.status_code == status
    assert "Olmadı" in answer.text


def test_every_line_says_how_far_it_came(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    elif_.does("reply", ali.ref, words="Merhaba.")
    marks = {}
    for state in ("ready", "sending", "sent", "dropped", "failed"):
        change = update(outbox).values(state=state, error="chat not found" if state == "failed" else None)
        world.app.store.run(lambda tx, change=change: tx.execute(change))  # type: ignore[misc]
        said = elif_.get(page(ali.ref)).text.rpartition("Merhaba.")[0].rpartition("<li")[2]
        marks[state] = re.search(r'class="delivery (\w+)"( title="chat not found")?', said)
    assert {state: mark[1] for state, mark in marks.items() if mark} == {
        "ready": "queued",
        "sending": "queued",
        "sent": "sent",
        "dropped": "dropped",
        "failed": "failed",
    }
    assert marks["failed"]
    assert marks["failed"][2]
    assert "Gönderilemedi: <bdi>chat not found</bdi>" in elif_.get(page(ali.ref)).text
    late = update(outbox).values(state="dropped", error=EXPIRED)
    world.app.store.run(lambda tx: tx.execute(late))
    assert "Gönderilmedi: zamanı geçti" in elif_.get(page(ali.ref)).text


def test_an_article_is_shown_as_the_customer_saw_it(world: World, elif_: Visitor) -> None:
    ayse = world.customer("ayşe")
    ayse.says("vpn bağlanmıyor")
    shown = elif_.get(page(ayse.ref)).text
    assert '<div class="article" dir="auto"><p><strong>' in shown
    assert "<li>Çözülmedi</li>" in shown


def test_lines_of_the_desk_are_in_the_readers_language(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    assert "Üzerine aldı: Elif Demir" in text_of(elif_.get(page(ali.ref)).text)
    number = world.agent("elif").agent.person
    world.app.store.run(lambda tx: tx.execute(update(person).where(person.c.id == number).values(language="en")))
    english = text_of(elif_.get(page(ali.ref)).text)
    assert "In progress" in english
    assert "Report solved" in english
    assert "Üzerine aldı" not in english


def test_a_person_who_is_not_verified_is_marked(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    from bot.store.tables import customer  # noqa: PLC0415 -- its name is a word of the stories

    assert "Doğrulanmamış" not in elif_.get(page(ali.ref)).text
    world.app.store.run(lambda tx: tx.execute(update(customer).values(verified=False)))
    assert "Doğrulanmamış" in elif_.get(page(ali.ref)).text
    assert "Doğrulanmamış" in elif_.get("/desk").text


def test_earlier_tickets_of_the_person_are_beside_it(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    first = ali.ref
    elif_.does("claim", first)
    elif_.does("solve", first, words="Değiştirdik.", closure_code="new_solution")
    world.waits(seconds=1)
    ali.presses("Evet, düzeldi")
    assert world.ticket(first).status is Status.CLOSED
    world.waits(hours=3)
    ali.says("yazıcıdan çıktı alamıyorum, kağıt sıkıştı")
    assert ali.ref != first
    assert f'href="{page(first)}#latest"' in elif_.get(page(ali.ref)).text
    assert "kullanıcı onayladı" in elif_.get(page(first)).text


def test_a_long_timeline_is_turned_page_by_page(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    number = world.app.store.run(lambda tx: tx.execute(select(ticket.c.id)).scalar_one())
    note = {"ticket": number, "audience": "agents", "author": "agent", "kind": "note", "name": "Elif Demir"}
    rows = [{**note, "at": world.clock.now() + timedelta(seconds=n), "text": f"not-{n}."} for n in range(250)]
    world.app.store.run(lambda tx: tx.execute(insert(entry), rows))
    newest = elif_.get(page(ali.ref)).text
    assert "not-249." in newest
    assert "not-49." not in newest
    older = re.search(rf'href="({page(ali.ref)}\?before=\d+)"', newest)
    assert older
    past = elif_.get(older[1]).text
    assert "not-49." in past
    assert "not-50." not in past
    assert "data-events" not in past
    assert elif_.get(f"{page(ali.ref)}?before=abc").status_code == 200


def test_the_claim_says_who_is_looking_after_the_case_until_then(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    veli = world.customer("veli")
    veli.says("yazıcı çevrimdışı görünüyor")
    assert veli.ticket.status is Status.NEW
    with_bot, queued = (text_of(elif_.get(page(each.ref)).text) for each in (veli, ali))
    assert "Şu anda dijital asistan ilgileniyor." in with_bot
    assert "Çağrı sırada." not in with_bot
    assert "Çağrı sırada." in queued


@pytest.mark.parametrize(("key", "goal"), [("elif", "network"), ("elif", "ornek_it"), ("zeynep", "network")])
def test_a_transfer_takes_a_note_to_the_colleagues_only(world: World, ali: CustomerOf, key: str, goal: str) -> None:
    visitor = signed_in(world, key)
    if key == "elif":
        visitor.does("claim", ali.ref)
    before = visitor.get(page(ali.ref))
    for _ in range(2):
        passed = {"to": f"queue:{goal}", "reason": "needs_skill", "words": "Kablo değil, sürücü."}
        visitor.submit(before, f"{page(ali.ref)}/transfer", **passed)
    assert ali.ticket.queue == goal
    assert world.count(entry, entry.c.text == "Kablo değil, sürücü.", entry.c.audience == "agents") == 1
    assert world.count(entry, entry.c.text == "Kablo değil, sürücü.") == 1
    assert "Kablo değil, sürücü." in text_of(signed_in(world, "zeynep").get(page(ali.ref)).text)


def test_a_refused_transfer_leaves_no_note_and_keeps_its_words(world: World, ali: CustomerOf, elif_: Visitor) -> None:
    elif_.does("claim", ali.ref)
    refused = elif_.does("transfer", ali.ref, words="Kablo değil, sürücü.")
    assert refused.status_code == 422
    assert ">Kablo değil, sürücü.</textarea>" in refused.text
    assert world.count(entry, entry.c.text == "Kablo değil, sürücü.") == 0


def test_what_was_edited_or_deleted_is_marked_and_its_old_words_are_a_step_away(world: World) -> None:
    ali, desk = world.customer("ali"), Visitor(world)
    desk.sign_in("elif")
    ali.says("insan istiyorum")
    desk.does("claim", ali.ref)
    ali.says("ekranda 619 yazıyor")
    ali.edits("ekranda 619 yazıyor", "ekranda 691 yazıyor")
    ali.says("patronum çok kızdı")
    ali.deletes("patronum çok kızdı")
    page = desk.get(f"/desk/tickets/{ali.ref}").text
    edited = next(line for line in re.findall(r"<li .*?</li>", page, re.DOTALL) if 'class="former"' in line)
    assert "Düzenlendi (10.00)" in edited
    assert '<p class="words" dir="auto">ekranda 691 yazıyor</p>' in edited
    [former] = re.findall(r'<details class="former">(.*?)</details>', page, re.DOTALL)
    assert text_of(former) == "Önceki hâli ekranda 619 yazıyor"
    [deleted] = re.findall(r'<li class="said customer deleted".*?</li>', page, re.DOTALL)
    assert "Silindi (10.00)" in deleted
    assert '<del class="words" dir="auto">patronum çok kızdı</del>' in deleted
