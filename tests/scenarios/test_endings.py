"""How cases end on a real database: what is written, who may read it, and what an undo brings back."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.store import ratings, sheets, tickets
from bot.store.tables import entry, rating, ticket
from core.effects import Command
from core.errors import CannotMerge, Reachable
from core.ticket import Ending, Status
from tests.scenarios.telling import solved
from tests.world import AgentOf, CustomerOf, World


def rows(world: World) -> list[tuple[int | None, str]]:
    """Return score and words of all ratings."""
    found = world.app.store.run(lambda tx: tx.execute(select(rating.c.score, rating.c.words)).all())
    return [(row.score, row.words) for row in found]


def reads(world: World, who: AgentOf, ref: str) -> list[str]:
    """Return what `who` reads on the timeline of a ticket: words, or the keys of lines."""

    def look(tx: object) -> list[str]:
        stored = tickets.by_ref(tx, ref)  # type: ignore[arg-type]  # a transaction of the store
        assert stored is not None
        lines = sheets.timeline(tx, who.agent, stored.id).lines  # type: ignore[arg-type]
        return [told.text or (told.body or {})["key"] for told in lines]

    return world.app.store.run(look)


def two_open(world: World) -> tuple[CustomerOf, str, str]:
    """Return a customer with two tickets that people have, the older one first."""
    ali, elif_ = world.customer("ali"), world.agent("elif")
    ali.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    older = ali.ref
    elif_.claims(older)
    world.waits(hours=1)
    ali.says("bir de yazıcım çalışmıyor, bir uzman bakabilir mi")
    newer = ali.ref
    assert newer != older
    elif_.claims(newer)
    return ali, older, newer


# --- What he thinks of our work ---------------------------------------------------------------------


def test_a_low_score_and_the_words_behind_it_are_for_leads_only(world: World) -> None:
    ali = solved(world)
    ali.says("oldu, sağ olun")
    ref = ali.ref
    ali.presses("2")
    ali.says("Üç gün kimse aramadı, çok uzun sürdü")
    assert rows(world) == [(2, "Üç gün kimse aramadı, çok uzun sürdü")]
    assert ali.hears()[-2:] == ["rating.low", "rating.noted"]
    told = ["2", "Üç gün kimse aramadı, çok uzun sürdü", "line.rated_low"]
    lead, agent = reads(world, world.agent("zeynep"), ref), reads(world, world.agent("elif"), ref)
    assert set(told) <= set(lead)
    assert not set(told) & set(agent)
    assert not any("yöneticimiz okuyacak" in line for line in agent)
    assert "oldu, sağ olun" in agent
    assert [line.parts[0].text for line in ali.sees()][-2:-1] == ["Üç gün kimse aramadı, çok uzun sürdü"]


def test_two_presses_make_one_row_and_a_skip_leaves_none_to_read(world: World) -> None:
    ali = solved(world)
    ali.says("oldu")
    ali.presses("1")
    ali.presses("4")
    assert ali.presses("5")[0].parts[0].text.startswith("Bu düğmenin süresi geçmiş")
    assert rows(world) == [(4, "")]
    number = world.app.store.run(lambda tx: tx.execute(select(rating.c.ticket)).scalar_one())
    kept = world.app.store.run(lambda tx: ratings.of_ticket(tx, number))
    assert kept == ratings.Rating(score=4, words="")


def test_a_person_is_asked_once_in_a_week_whatever_the_channel(world: World) -> None:
    ali, elif_ = solved(world), world.agent("elif")
    ali.says("oldu")
    assert ali.hears()[-1] == "rating.ask"
    for days, asked in ((3, "closed.confirmed"), (5, "rating.ask")):
        world.waits(days=days)
        ali.says("yazıcım bozuldu, bir uzman bakabilir mi")
        elif_.claims(ali.ref)
        elif_.solves(ali.ref, "Değiştirdik.")
        ali.says("oldu")
        assert ali.hears()[-1] == asked
    assert world.count(rating) == 2


# --- Two that are one -------------------------------------------------------------------------------


def test_the_ticket_that_lives_on_has_both_timelines_the_older_opening_and_both_numbers(world: World) -> None:
    ali, older, newer = two_open(world)
    elif_ = world.agent("elif")
    opened = world.ticket(older).opened_at
    elif_.does(Command.MERGE, older, into=f" {newer.lower()} ")
    gone, living = world.ticket(older), world.ticket(newer)
    assert (gone.end_reason, gone.duplicate_of) == (Ending.DUPLICATE, newer)
    assert living.opened_at == opened
    read = reads(world, elif_, newer)
    assert read.index("vpn bağlanmıyor, bir uzman bakabilir mi") < read.index(
        "bir de yazıcım çalışmıyor, bir uzman bakabilir mi"
    )
    assert "line.absorbed" in read
    assert "bir de yazıcım çalışmıyor, bir uzman bakabilir mi" not in reads(world, elif_, older)
    [told] = ali.says(f"{older} ne durumda")
    assert newer in told.parts[0].text
    ali.says("hâlâ bekliyorum, ses çıkmadı")
    assert ali.ref == newer
    assert world.ticket(older) == gone


def test_one_tap_undoes_a_merge(world: World) -> None:
    ali, older, newer = two_open(world)
    before = world.ticket(newer)
    world.agent("elif").does(Command.MERGE, older, into=newer)
    [told] = ali.presses("Ayrı konular")
    assert older in told.parts[0].text
    assert (world.ticket(older).status, world.ticket(older).duplicate_of) == (Status.IN_PROGRESS, None)
    assert world.ticket(newer).opened_at == before.opened_at
    assert ali.ref == older
    read = reads(world, world.agent("elif"), newer)
    assert "vpn bağlanmıyor, bir uzman bakabilir mi" not in read
    assert "line.parted" in read


def test_the_undo_of_a_merge_is_there_in_english_too_and_pressed_twice_it_tells_the_state(world: World) -> None:
    jane, elif_ = world.customer("jane", language="en"), world.agent("elif")
    jane.says("my vpn does not connect, i need a human")
    older = jane.ref
    elif_.claims(older)
    jane.says("also my printer is broken, i need a human")
    newer = jane.ref
    assert newer != older
    elif_.does(Command.MERGE, older, into=newer)
    assert jane.sees()[-1].parts[0].text == (
        f"I've merged {older} into {newer}, as they are about the same matter; we follow both as one ticket. "
        "If they are not, I can separate them right away."
    )
    [told] = jane.presses("They are different")
    assert told.parts[0].text.startswith(f"All right, {older} is a ticket of its own again.")
    assert world.ticket(older).open
    [again] = jane.presses("They are different")
    assert again.parts[0].text.startswith("That button is out of date. Now:")
    assert world.ticket(older).open


def test_a_ticket_of_another_organization_is_no_duplicate(world: World) -> None:
    _, older, newer = two_open(world)
    world.app.store.run(lambda tx: tx.execute(update(ticket).where(ticket.c.ref == newer).values(organization="kamu")))
    with pytest.raises(CannotMerge):
        world.agent("zeynep").does(Command.MERGE, older, into=newer)


def test_a_merge_of_a_merge_is_followed_to_its_end(world: World) -> None:
    ali, first, second = two_open(world)
    elif_ = world.agent("elif")
    ali.says("bir de outlook açılmıyor, bir uzman bakabilir mi")
    third = ali.ref
    elif_.claims(third)
    opened = world.ticket(first).opened_at
    elif_.does(Command.MERGE, first, into=second)
    elif_.does(Command.MERGE, second, into=third)
    assert world.ticket(third).opened_at == opened
    assert "vpn bağlanmıyor, bir uzman bakabilir mi" in reads(world, elif_, third)
    ali.says(f"{first} ne durumda")
    assert ali.ref == third


@pytest.mark.parametrize("into", ["A2A2A2", "saçma"])
def test_a_ticket_is_merged_only_into_one_that_is_there(world: World, into: str) -> None:
    _, older, _ = two_open(world)
    before = world.ticket(older)
    with pytest.raises(CannotMerge):
        world.agent("elif").does(Command.MERGE, older, into=into)
    assert world.ticket(older) == before


def test_a_ticket_of_somebody_else_or_of_another_queue_takes_in_nothing(world: World) -> None:
    _, older, newer = two_open(world)
    veli = world.customer("veli")
    veli.says("vpn bağlanmıyor, bir uzman bakabilir mi")
    with pytest.raises(CannotMerge):
        world.agent("elif").does(Command.MERGE, older, into=veli.ref)
    hidden = update(ticket).where(ticket.c.ref == newer).values(queue="network", owner=None, status="queued")
    world.app.store.run(lambda tx: tx.execute(hidden))
    with pytest.raises(CannotMerge):
        world.agent("elif").does(Command.MERGE, older, into=newer)
    world.agent("zeynep").does(Command.MERGE, older, into=newer)


# --- By phone, and never should have been -----------------------------------------------------------


def test_a_yes_on_the_phone_is_taken_only_where_there_is_no_chat(world: World) -> None:
    ali, elif_ = solved(world), world.agent("elif")
    ref = ali.ref
    with pytest.raises(Reachable):
        elif_.does(Command.CONFIRM_BY_PHONE, ref, words="Düzelmiş.")
    world.app.store.run(lambda tx: tx.execute(update(ticket).values(home_conversation=None)))
    elif_.does(Command.CONFIRM_BY_PHONE, ref, words="Düzelmiş.")
    assert world.ticket(ref).end_reason is Ending.CONFIRMED_BY_PHONE
    assert ali.hears()[-1] == "solved.ask_incident"
    assert world.count(rating) == 0


def test_void_is_told_to_nobody_and_does_not_come_back(world: World) -> None:
    ali, zeynep = solved(world), world.agent("zeynep")
    ref, before = ali.ref, ali.hears()
    zeynep.does(Command.VOID, ref, reason="deneme kaydı")
    assert ali.hears() == before
    world.waits(days=4)
    assert ali.hears() == before
    ali.says("vpn hâlâ çalışmıyor")
    assert ali.ref != ref
    assert world.count(entry, entry.c.key == "line.follows") == 0


def test_the_same_trouble_long_after_the_end_names_the_old_ticket(world: World) -> None:
    ali = solved(world)
    ali.says("oldu")
    old = ali.ref
    world.waits(days=40)
    ali.says("vpn hâlâ çalışmıyor")
    assert ali.ref != old
    assert "line.follows" in reads(world, world.agent("zeynep"), ali.ref)
