"""A second matter is taken out of a ticket, on a real database: what both show, who may read it, and the way back."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app import App
from bot.files.shelf import place_sender
from bot.store import sheets, shown, tickets
from bot.store.tables import entry, entry_file, move, outbox, shown_entry, ticket
from core.desk import Outcome
from core.dialogue.states import Memory
from core.effects import Act, Command
from core.errors import IllegalMove, Missing, NotAllowed, NotFound
from core.messages import File, Kind
from core.promises import PromiseKind
from core.ticket import Ending, Source, Status
from tests.attached import pieces
from tests.bot.test_races import warm
from tests.world import AgentOf, CustomerOf, World, shipped_config

MATTER = "toplantı odasının perdesi de inmiyor"


def line_of(world: World, words: str) -> int:
    found = world.app.store.run(
        lambda tx: tx.execute(select(entry.c.id).where(entry.c.text == words)).scalars().first()
    )
    assert found is not None
    return int(found)


def told(world: World, who: AgentOf, ref: str) -> list[sheets.Told]:
    def look(tx: object) -> list[sheets.Told]:
        stored = tickets.by_ref(tx, ref)  # type: ignore[arg-type]  # a transaction of the store
        assert stored is not None
        return list(sheets.timeline(tx, who.agent, stored.id).lines)  # type: ignore[arg-type]

    return world.app.store.run(look)


def reads(world: World, who: AgentOf, ref: str) -> list[str]:
    return [line.text or (line.body or {})["key"] for line in told(world, who, ref)]


@pytest.fixture
def ali(world: World) -> CustomerOf:
    """A customer whose case Elif has, and who told her of another matter an hour ago."""
    customer, elif_ = world.customer("ali"), world.agent("elif")
    customer.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    elif_.claims(customer.ref)
    elif_.replies(customer.ref, "Bakıyorum.")
    customer.says(MATTER)
    world.waits(hours=1)
    return customer


def splits(world: World, ref: str, *words: str, who: str = "elif", **details: Any) -> str:
    """Take a matter out, and return the reference of the new ticket."""
    entries = tuple(line_of(world, each) for each in words)
    return world.agent(who).does(Command.SPLIT, ref, entries=entries, **details).act.into


def test_the_new_ticket_shows_the_words_and_the_old_one_keeps_them(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    before = world.ticket(old)
    stated = next(line.at for line in told(world, elif_, old) if line.text == MATTER)
    new = splits(world, old, MATTER, queue="network")
    made = world.ticket(new)
    assert made.title == MATTER
    assert (made.status, made.owner, made.queue, made.split_from) == (Status.QUEUED, None, "network", old)
    assert (made.requester, made.source, made.type) == (before.requester, Source.CHAT, "incident")
    assert (made.opened_at, made.opened_by, made.priority) == (stated, elif_.agent.person, before.priority)
    respond = next(each for each in made.promises if each.kind is PromiseKind.RESPOND)
    assert respond.since == stated
    mert = world.agent("mert")
    assert reads(world, mert, new)[0] == MATTER
    assert told(world, mert, new)[0].said_on == old
    assert reads(world, mert, new)[1:] == ["line.split_off", ali.sees()[-1].parts[0].text]
    assert MATTER in reads(world, elif_, old)
    assert reads(world, elif_, old)[-1] == "line.split"
    after = world.ticket(old)
    assert (after.status, after.owner, after.opened_at) == (before.status, before.owner, before.opened_at)
    assert world.count(entry, entry.c.text == MATTER) == 1
    made_of = world.app.store.run(
        lambda tx: tx.execute(
            select(move.c.command).join(ticket, ticket.c.id == move.c.ticket).where(ticket.c.ref == new)
        ).scalars().all()
    )  # fmt: skip
    assert made_of == ["open"]


def test_what_is_said_later_goes_to_the_case_it_names_and_nobody_else_is_told(world: World, ali: CustomerOf) -> None:
    old = ali.ref
    heard = len(ali.hears())
    new = splits(world, old, MATTER)
    assert ali.hears()[heard:] == ["split.told"]
    assert world.count(outbox, outbox.c.entry == line_of(world, ali.sees()[-1].parts[0].text)) == 1
    ali.says(f"{new} ne durumda")
    assert ali.ref == new
    ali.says(f"{old} için de bekliyorum, modem yanıp sönüyor")
    assert ali.ref == old
    assert "modem" in reads(world, world.agent("elif"), old)[-2] + reads(world, world.agent("elif"), old)[-1]


def test_one_tap_makes_one_ticket_of_two_and_the_words_stay_where_they_were(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    before = reads(world, elif_, old)
    new = splits(world, old, MATTER)
    world.agent("mert").claims(new)
    world.agent("mert").replies(new, "Yazıcıya bakıyorum.")
    [answer] = ali.presses("Aynı konu")
    assert answer.parts[0].text == (
        f"Peki, {new} numaralı çağrınızı yeniden {old} ile birleştirdim; ikisini tek çağrı olarak izliyoruz."
    )
    ended = world.ticket(new)
    assert (ended.end_reason, ended.duplicate_of) == (Ending.DUPLICATE, old)
    read = reads(world, elif_, old)
    assert read[: len(before)] == before
    assert read.count(MATTER) == 1
    assert {"line.absorbed", "line.rejoined", "Yazıcıya bakıyorum."} <= set(read)
    assert MATTER in reads(world, world.agent("mert"), new)
    assert ali.ref == new
    ali.says("hâlâ bekliyorum, ses çıkmadı")
    assert ali.ref == old
    elif_.does(Command.SEPARATE, new)
    assert world.ticket(new).status is Status.IN_PROGRESS
    assert world.ticket(new).opened_at == ended.opened_at, "as old as the words that stated it"
    assert ali.presses("Aynı konu")[-1].parts[0].text.startswith("Peki"), "the way back is there again"


def test_a_second_tap_and_one_after_a_solution_tell_the_state(world: World, ali: CustomerOf) -> None:
    old = ali.ref
    new = splits(world, old, MATTER)
    ali.presses("Aynı konu")
    [again] = ali.presses("Aynı konu")
    assert again.parts[0].text == (
        f"Bu düğmenin süresi geçmiş. Güncel durum: {new} numaralı çağrınızı {old} ile birlikte, tek çağrı olarak "
        "izliyoruz."
    )
    other = splits(world, old, title="Tarayıcı")
    mert = world.agent("mert")
    mert.claims(other)
    mert.solves(other, "Düzelttim.")
    payload = next(b.payload for line in ali.sees() for b in line.buttons if b.label == "Aynı konu" and other in
                   line.parts[0].text)  # fmt: skip
    [late] = ali.sends(payload, "Aynı konu")
    assert late.parts[0].text.startswith("Bu düğmenin süresi geçmiş.")
    assert world.ticket(other).status is Status.SOLVED
    assert (world.ticket(new).duplicate_of, world.ticket(other).duplicate_of) == (old, None)


def test_what_was_split_off_does_not_end_in_a_ticket_that_is_over(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    new = splits(world, old, MATTER)
    elif_.solves(old, "VPN açıldı.")
    ali.presses("Evet, düzeldi")
    assert world.ticket(old).end_reason is Ending.CONFIRMED
    [said] = ali.presses("Aynı konu")
    assert said.parts[0].text.startswith("Bu düğmenin süresi geçmiş.")
    assert world.ticket(new).open


def test_an_english_customer_is_told_in_english(world: World) -> None:
    jane, elif_ = world.customer("jane", language="en"), world.agent("elif")
    jane.says("my vpn does not connect, i need a human")
    elif_.claims(jane.ref)
    jane.says("the screen in the meeting room flickers as well")
    old = jane.ref
    new = splits(world, old, title="Screen flickers")
    assert (
        jane.sees()[-1]
        .parts[0]
        .text.startswith(
            f"To keep things apart, I've recorded this as a ticket of its own: Screen flickers\nIts number is {new}; we"
        )
    )
    [answer] = jane.presses("Same matter")
    assert answer.parts[0].text == f"All right, I've put {new} together with {old} again; we follow both as one ticket."


def test_files_go_with_their_line_also_to_who_sees_only_the_new_ticket(world: World, ali: CustomerOf) -> None:
    kept: File = world.run(world.app.shelf.keep(place_sender(ali.address), pieces(b"gizli"), "hata.txt", "")).file
    ali.shows(kept, text="ekte yazıcının hatası")
    old = ali.ref
    [number] = world.app.store.run(lambda tx: tx.execute(select(entry_file.c.id)).scalars().all())
    world.app.store.run(
        lambda tx: tx.execute(update(ticket).where(ticket.c.ref == old).values(queue="ornek_it"))
    )  # fmt: skip
    mert = world.agent("mert").agent
    assert not mert.serves("ornek_it")
    assert world.run(world.app.shelf.seen_by(mert, number)) is None
    new = splits(world, old, "ekte yazıcının hatası", queue="network")
    assert mert.serves("network")
    assert world.run(world.app.shelf.seen_by(mert, number)) is not None
    assert [each.file.name for each in told(world, world.agent("mert"), new)[0].files] == ["hata.txt"]


@pytest.mark.parametrize("words", ["Bakıyorum.", "vpn bağlanmıyor, bir uzman bakabilir mi"])
def test_only_the_customers_own_lines_of_this_ticket_go_along(world: World, ali: CustomerOf, words: str) -> None:
    veli = world.customer("veli")
    veli.says("excel açılmıyor, bir uzman bakabilir mi")
    foreign = line_of(world, "excel açılmıyor, bir uzman bakabilir mi")
    for entries in ((foreign,), (line_of(world, MATTER), foreign), (10**9,)):
        with pytest.raises(NotFound):
            world.agent("elif").does(Command.SPLIT, ali.ref, entries=entries, title="x")
    if words == "Bakıyorum.":
        with pytest.raises(NotFound):
            splits(world, ali.ref, words)
    else:
        assert world.ticket(splits(world, ali.ref, words, MATTER, title="İkisi")).title == "İkisi"
    assert world.count(ticket) == (2 if words == "Bakıyorum." else 3)


def test_who_may_not_and_what_says_nothing_open_no_ticket(world: World, ali: CustomerOf) -> None:
    ref = ali.ref
    with pytest.raises(Missing):
        world.agent("elif").does(Command.SPLIT, ref, title=" ")
    with pytest.raises(Missing):
        splits(world, ref, MATTER, queue="kamu_it")
    with pytest.raises(NotAllowed):
        splits(world, ref, MATTER, who="mert")
    world.agent("elif").does(Command.CALL, ref)
    assert world.count(ticket) == 1
    assert world.count(shown_entry) == 0


def test_a_form_that_comes_twice_splits_once(world: World, ali: CustomerOf) -> None:
    ref = ali.ref
    for _ in range(2):
        world.agent("elif").does(Command.SPLIT, ref, once="form", title="Yazıcı")
    assert world.count(ticket) == 2
    assert ali.hears().count("split.told") == 1


def test_a_matter_of_three_is_split_twice_and_each_shows_its_words(world: World, ali: CustomerOf) -> None:
    elif_, old = world.agent("elif"), ali.ref
    first = splits(world, old, MATTER, title="Yazıcı")
    world.agent("elif").claims(first)
    second = splits(world, first, MATTER, title="Kâğıt")
    assert [told(world, elif_, each)[0].said_on for each in (first, second)] == [old, old]
    number = world.app.store.run(lambda tx: tickets.by_ref(tx, old))
    assert number is not None
    offered = world.app.store.run(lambda tx: [row.text for row in shown.offered(tx, [number.id])])
    assert offered[-1] == MATTER
    assert "Bakıyorum." not in offered


def test_a_customer_without_a_chat_is_told_nothing(world: World, ali: CustomerOf) -> None:
    old = ali.ref
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(home_conversation=None)))
    heard = ali.hears()
    new = splits(world, old, MATTER)
    assert ali.hears() == heard
    assert world.ticket(new).open
    assert reads(world, world.agent("elif"), new) == [MATTER, "line.split_off"]


def test_the_words_are_out_of_time_if_nobody_answered_them(world: World) -> None:
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi", "yazıcı da kâğıt sıkıştırıyor")
    ref = ali.ref
    elif_.claims(ref)
    world.waits(days=2)
    new = splits(world, ref, title="Yazıcı")
    assert "line.promise_broken" not in reads(world, elif_, new), "a matter without a line is stated now"
    stated = next(line.text for line in told(world, elif_, ref) if line.author == "customer")
    late = splits(world, ref, stated, title="Bu da eski")
    world.waits(minutes=1)
    assert "line.promise_broken" in reads(world, elif_, late)


def test_a_tap_and_a_solution_at_once_have_one_winner(database_url: str) -> None:
    world = World(database_url)
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    old = ali.ref
    elif_.claims(old)
    new = elif_.does(Command.SPLIT, old, title="Yazıcı").act.into
    elif_.claims(new)
    payload = next(b.payload for line in ali.sees() for b in line.buttons if b.label == "Aynı konu")
    second = App(shipped_config(database_url), clock=world.clock)
    solve = Act(command=Command.NOTE, words="not")
    wish = Act(command=Command.WAIT_CUSTOMER, words="Hangisi?")
    merge = Act(command=Command.MERGE, into=old)

    async def race() -> list[object]:
        await warm(world.app)
        await warm(second)
        taps = [ali.inbound(Kind.PRESS, text="Aynı konu", payload=payload) for _ in range(4)]
        doors = (world.app, second)
        return await asyncio.gather(
            *(doors[number % 2].intake.receive(tap) for number, tap in enumerate(taps)),
            second.agents.act(elif_.agent, new, merge),
            world.app.agents.act(elif_.agent, new, wish),
            second.agents.act(elif_.agent, new, solve),
            return_exceptions=True,
        )

    answers = world.run(race())
    world.waits(seconds=0)
    ended = world.ticket(new)
    assert (ended.status, ended.duplicate_of) == (Status.CLOSED, old)
    by_agent = isinstance(answers[4], Outcome)
    assert by_agent or isinstance(answers[4], IllegalMove)
    assert ali.hears().count("split.undone") == (0 if by_agent else 1)
    assert ali.hears().count("button.stale") == (4 if by_agent else 3)
    closing = world.count(move, move.c.to_status == "closed", move.c.from_status != "closed")
    assert closing == 1
    second.store.close()
    world.close()


def test_what_the_dialogue_remembers_of_it_copies_no_words(world: World, ali: CustomerOf) -> None:
    new = splits(world, ali.ref, MATTER, title="Başka")
    assert Memory.of(world.ticket(new)).words == ""
    world.waits(days=1)
    assert world.ticket(new).opened_at < world.clock.now() - timedelta(days=1)
