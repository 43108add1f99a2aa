"""The case in the room: its card, and what is said of it in the thread of the card."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.store import people, sheets, threads, tickets
from bot.store.engine import Tx
from bot.store.tables import card, entry, outbox
from core.channel import SendFailed
from core.effects import Command
from core.messages import LineKind
from core.ticket import ClosureCode
from tests.bot.rooms import ACCOUNT, OTHER, ROOM, Desk, desk_at


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with desk_at(database_url) as opened:
        yield opened


def handed_over(desk: Desk, *before: str) -> str:
    """Let a customer be handed over to people, and return his ticket."""
    ali = desk.world.customer("ali")
    for words in before:
        ali.says(words)
    ali.says("bir insanla görüşmek istiyorum")
    return ali.ref


def test_a_room_sees_a_case_when_people_have_it_and_hears_what_was_said_before(desk: Desk) -> None:
    ali = desk.world.customer("ali")
    ali.says("vpn bağlanmıyor")
    assert desk.pigeon.cards == []
    ali.presses("Çözülmedi")
    card = desk.card(ali.ref)
    assert [button.payload for button in card.buttons] == [f"k.{ali.ref}.claim"]
    assert card.open
    assert ali.ref in card.name
    [summary] = desk.lines(ali.ref)
    assert summary.line is LineKind.SUMMARY
    assert summary.reply_to == "card-1"
    assert "Ali: vpn bağlanmıyor" in summary.plain
    assert "Ali: Çözülmedi" in summary.plain
    assert "Bot: " in summary.plain


def test_words_and_moves_follow_in_order_whoever_makes_them(desk: Desk) -> None:
    ref = handed_over(desk)
    ali, elif_ = desk.world.customer("ali"), desk.world.agent("elif")
    ali.says("yazıcı da bozuldu")
    elif_.claims(ref)
    elif_.notes(ref, "Sürücü eski.")
    elif_.replies(ref, "Bakıyorum.")
    kinds = [line.line for line in desk.lines(ref)]
    assert kinds == [LineKind.SUMMARY, LineKind.CUSTOMER, LineKind.SYSTEM, LineKind.NOTE, LineKind.AGENT]
    assert desk.tells(ref)[1] == "Ali: yazıcı da bozuldu"
    assert desk.tells(ref)[3:] == ["Elif Demir: Sürücü eski.", "Elif Demir: Bakıyorum."]


def test_secrets_stay_masked_in_the_room(desk: Desk) -> None:
    ref = handed_over(desk, "vpn bağlanmıyor, şifrem Kedi2024!")
    desk.world.customer("ali").says("kartım 4111 1111 1111 1111")
    said = "\n".join(line.plain for line in desk.lines(ref))
    assert "Kedi2024" not in said
    assert "4111" not in said


def test_what_is_said_before_the_card_is_shown_waits_for_its_thread(desk: Desk) -> None:
    desk.pigeon.card_refusals = [SendFailed("busy", retry_after=30)]
    ref = handed_over(desk)
    desk.world.customer("ali").says("acele edin lütfen")
    assert desk.lines(ref) == []
    desk.world.waits(seconds=31)
    assert [line.line for line in desk.lines(ref)] == [LineKind.SUMMARY, LineKind.CUSTOMER]
    assert desk.world.count(outbox, outbox.c.state == "ready") == 0


def test_a_late_card_says_as_of_when(desk: Desk) -> None:
    ref = handed_over(desk)
    assert desk.card(ref).as_of == ""
    desk.pigeon.card_refusals = [SendFailed("busy", retry_after=30)]
    desk.world.agent("elif").claims(ref)
    desk.world.waits(seconds=31)
    assert desk.card(ref).as_of.endswith("itibarıyla")


def test_a_lost_thread_is_begun_anew_and_nothing_is_lost(desk: Desk) -> None:
    ref = handed_over(desk)
    desk.pigeon.refusals = [SendFailed("thread not found", lost=True)]
    desk.pigeon.thread = "again-"
    desk.world.customer("ali").says("orada mısınız")
    card, before = desk.pigeon.cards[-1]
    assert (before, card.thread) == (None, "")
    [found] = [sent for sent in desk.pigeon.sent if sent.address.thread == f"again-{ref}"]
    assert found.plain == "orada mısınız"


def test_a_card_that_was_shown_anew_since_is_not_lost_with_its_old_thread(desk: Desk) -> None:
    ref, now = handed_over(desk), desk.world.clock.now()
    store = desk.world.app.store

    def shown(tx: Tx) -> tuple[int, int, str]:
        number, place, thread = tx.execute(select(card.c.id, card.c.place, card.c.thread)).one()
        return number, place, thread

    number, place, thread = store.look(shown)
    assert thread == f"thread-of-{ref}"
    store.run(lambda tx: threads.lost(tx, number, place, "an older thread", now))
    assert store.look(shown) == (number, place, thread)
    store.run(lambda tx: threads.lost(tx, number, place, thread, now))
    assert store.look(shown) == (number, place, "")


def test_a_transfer_shrinks_the_card_and_opens_one_in_the_other_room(desk: Desk) -> None:
    ref, elif_ = handed_over(desk, "vpn bağlanmıyor"), desk.world.agent("elif")
    elif_.claims(ref)
    elif_.does(Command.TRANSFER, ref, queue="network", reason="needs_skill")
    old, new = desk.card(ref), desk.card(ref, OTHER)
    assert (old.buttons, old.open, len(old.lines)) == ((), False, 1)
    assert [button.payload for button in new.buttons] == [f"k.{ref}.claim"]
    assert desk.lines(ref)[-1].line is LineKind.SYSTEM
    [summary] = desk.lines(ref, OTHER)
    assert "vpn bağlanmıyor" in summary.plain
    before = len(desk.lines(ref))
    desk.world.customer("ali").says("hâlâ bekliyorum")
    assert len(desk.lines(ref)) == before
    assert desk.tells(ref, OTHER)[-1] == "Ali: hâlâ bekliyorum"


def test_a_closed_case_has_a_card_without_buttons(desk: Desk) -> None:
    ref, elif_ = handed_over(desk), desk.world.agent("elif")
    elif_.claims(ref)
    elif_.solves(ref, "Düzelttim.", ClosureCode.NEW_SOLUTION)
    desk.world.customer("ali").says("evet düzeldi")
    card = desk.card(ref)
    assert (card.buttons, card.open) == ((), False)
    assert "yeniden açarsa" in card.lines[-1]


def test_what_the_customer_changes_or_takes_back_changes_in_the_room(desk: Desk) -> None:
    ref, ali = handed_over(desk), desk.world.customer("ali")
    ali.says("yazıcı bozuk")
    ali.edits("yazıcı bozuk", "tarayıcı bozuk")
    changed, ids = desk.pigeon.changes[-1]
    assert (changed.plain, changed.line) == ("tarayıcı bozuk", LineKind.CUSTOMER)
    assert ids == (f"feather-{desk.lines(ref)[1].id}",)
    ali.deletes("tarayıcı bozuk")
    assert desk.pigeon.changes[-1][0].parts == ()


def test_who_solves_himself_with_the_bot_is_never_shown_to_a_room(desk: Desk) -> None:
    ali = desk.world.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.presses("Çözüldü")
    assert [card for card, _ in desk.pigeon.cards if card.room.chat == ROOM] == []


def test_what_is_made_illegible_is_so_in_the_room_too(desk: Desk) -> None:
    ali = desk.world.customer("ali")
    ali.says("vpn bağlanmıyor, dosya adı zürafa-2024")
    ali.says("bir insanla görüşmek istiyorum")
    ref, elif_ = ali.ref, desk.world.agent("elif")
    elif_.claims(ref)
    elif_.notes(ref, "zürafa-2024 dosyası bozuk")
    rows = desk.world.app.store.run(lambda tx: tx.execute(entry.select().where(entry.c.text.contains("zürafa"))).all())
    elif_.does(Command.REDACT, ref, entry=rows[0].id, words="zürafa-2024")
    kinds = {sent.line: sent.plain for sent, _ in desk.pigeon.changes}
    assert set(kinds) == {LineKind.SUMMARY, LineKind.NOTE}
    assert "zürafa" not in "".join(kinds.values())
    assert "dosyası bozuk" in kinds[LineKind.NOTE]


def test_an_edit_of_what_was_said_before_changes_the_summary(desk: Desk) -> None:
    ali = desk.world.customer("ali")
    ali.says("vpn bağlanmıyor")
    ali.presses("Çözülmedi")
    ali.edits("vpn bağlanmıyor", "vpn hiç bağlanmıyor")
    changed = [sent for sent, _ in desk.pigeon.changes]
    assert [sent.line for sent in changed] == [LineKind.SUMMARY]
    assert "Ali: vpn hiç bağlanmıyor" in changed[0].plain
    assert "Ali: Çözülmedi" in changed[0].plain


def test_nothing_waits_for_a_card_that_can_never_be_shown(desk: Desk) -> None:
    desk.pigeon.card_refusals = [SendFailed("no rooms here", permanent=True)]
    ref = handed_over(desk)
    desk.world.customer("ali").says("orada mısınız")
    assert desk.lines(ref) == []
    assert desk.world.count(outbox, outbox.c.state == "ready") == 0


def test_a_room_that_was_entered_at_last_shows_its_open_cases_and_what_was_said_there(desk: Desk) -> None:
    desk.pigeon.card_refusals = [SendFailed("no rooms here", permanent=True)]
    never = handed_over(desk)
    desk.pigeon.card_refusals = [SendFailed("the bot is not in the group", gone=True, retry_after=60.0)]
    veli = desk.world.customer("veli")
    veli.says("bir insanla görüşmek istiyorum")
    veli.says("orada mısınız")
    assert desk.pigeon.cards == []
    desk.world.run(desk.world.app.host.entered(ACCOUNT, ROOM))
    desk.world.waits(seconds=1)
    assert {view.ref for view, _ in desk.pigeon.cards} == {never, veli.ref}
    assert desk.tells(veli.ref)[-1] == "Veli: orada mısınız"


def test_a_room_that_nothing_reaches_is_not_the_customers_fault_and_hears_all_later(desk: Desk) -> None:
    ref = handed_over(desk)
    desk.pigeon.refusals = [SendFailed("the bot was removed", gone=True)]
    desk.world.customer("ali").says("orada mısınız")
    assert desk.world.count(entry, entry.c.key == "line.unreachable_here") == 0
    assert desk.world.count(outbox, outbox.c.state == "ready") == 1
    desk.says("elif", "/durum", ref)
    assert desk.tells(ref)[-1] == "Ali: orada mısınız"


def test_a_line_that_rooms_hear_too_stands_on_the_page_of_the_ticket_once(desk: Desk) -> None:
    ref = handed_over(desk)
    elif_ = desk.world.agent("elif")
    elif_.claims(ref)
    elif_.replies(ref, "Bakıyorum.")
    desk.world.waits(seconds=1)

    def look(tx: Tx) -> list[str | None]:
        stored, agent = tickets.by_ref(tx, ref), people.present(tx, elif_.agent.person)
        assert stored is not None
        assert agent is not None
        lines = sheets.timeline(tx, agent, stored.id).lines
        return [line.delivery for line in lines if "Bakıyorum." in line.text]

    assert desk.world.app.store.run(look) == ["sent"]
