"""Relations of tickets on a real database: both find each other, others do not, and foreign numbers are found."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot.store import relations, tickets, views
from bot.store.tables import ticket, ticket_link
from core.effects import Command
from core.errors import AlreadyRelated, CannotRelate, Missing
from core.ticket import LinkKind
from tests.scenarios.test_splitting import reads
from tests.world import AgentOf, CustomerOf, World


@pytest.fixture
def two(world: World) -> tuple[CustomerOf, CustomerOf]:
    """Two customers of one organization, who wait for somebody."""
    ali, veli = world.customer("ali"), world.customer("veli")
    for each in (ali, veli):
        each.says("ekranım titriyor", "destek uzmanı istiyorum")
    return ali, veli


def linked(world: World, who: AgentOf, ref: str) -> list[tuple[str, LinkKind]]:
    def look(tx: object) -> list[tuple[str, LinkKind]]:
        stored = tickets.by_ref(tx, ref)  # type: ignore[arg-type]  # a transaction of the store
        assert stored is not None
        return [(link.ref, link.kind) for link in relations.links(tx, who.agent, stored.id)]  # type: ignore[arg-type]

    return world.app.store.run(look)


def found(world: World, who: AgentOf, words: str) -> set[str]:
    def look(tx: object) -> set[str]:
        numbers = views.open_with(tx, who.agent, words)  # type: ignore[arg-type]
        return {row.ref for row in tx.execute(select(ticket.c.ref).where(ticket.c.id.in_(numbers)))}  # type: ignore[attr-defined]

    return world.app.store.run(look)


def test_both_tickets_find_each_other_say_it_and_forget_it(world: World, two: tuple[CustomerOf, CustomerOf]) -> None:
    (ali, veli), elif_ = two, world.agent("elif")
    one, other, heard = ali.ref, veli.ref, ali.hears() + veli.hears()
    elif_.does(Command.RELATE, one, into=f" {other.lower()}", link=LinkKind.PARENT)
    assert linked(world, elif_, one) == [(other, LinkKind.PARENT)]
    assert linked(world, elif_, other) == [(one, LinkKind.CHILD)]
    assert (reads(world, elif_, one)[-1], reads(world, elif_, other)[-1]) == ("line.related", "line.related_from")
    with pytest.raises(AlreadyRelated):
        elif_.does(Command.RELATE, other, into=one, link=LinkKind.CHILD)
    elif_.does(Command.RELATE, other, into=one)
    assert linked(world, elif_, one) == [(other, LinkKind.RELATED)]
    elif_.does(Command.UNRELATE, other, into=one)
    assert linked(world, elif_, one) == linked(world, elif_, other) == []
    assert (reads(world, elif_, one)[-1], reads(world, elif_, other)[-1]) == ("line.unrelated_from", "line.unrelated")
    with pytest.raises(Missing):
        elif_.does(Command.UNRELATE, other, into=one)
    assert world.count(ticket_link) == 0
    assert ali.hears() + veli.hears() == heard, "customers hear nothing of it"


def test_what_is_not_an_agents_business_is_not_there(world: World, two: tuple[CustomerOf, CustomerOf]) -> None:
    (ali, veli), elif_, zeynep = two, world.agent("elif"), world.agent("zeynep")
    one, other = ali.ref, veli.ref
    zeynep.does(Command.RELATE, one, into=other)
    world.app.store.run(lambda tx: tx.execute(update(ticket).where(ticket.c.ref == other).values(queue="network")))
    assert linked(world, elif_, one) == []
    assert linked(world, zeynep, one) == [(other, LinkKind.RELATED)]
    for command in (Command.RELATE, Command.UNRELATE):
        for ref in (other, "A2A2A2", one, "saçma"):
            with pytest.raises(CannotRelate):
                elif_.does(command, one, into=ref)
    stranger = world.customer("can", "web/kamu")
    stranger.says("ekranım titriyor", "destek uzmanı istiyorum")
    with pytest.raises(CannotRelate):
        zeynep.does(Command.RELATE, one, into=stranger.ref)
    assert world.count(ticket_link) == 2


def test_a_foreign_number_finds_its_ticket_until_it_is_taken_away(
    world: World, two: tuple[CustomerOf, CustomerOf]
) -> None:
    (ali, veli), elif_, mert = two, world.agent("elif"), world.agent("mert")
    elif_.does(Command.RELATE, ali.ref, foreign="INC0012345", provider="Örnek Telekom")
    elif_.does(Command.RELATE, ali.ref, foreign="SR-2026/77 ığdır")
    elif_.does(Command.RELATE, veli.ref, foreign="INC0099999")
    for words in ("inc0012345", "INC00123", "sr-2026/77", "IĞDIR", "ekranım inc0012345"):
        assert found(world, elif_, words) == {ali.ref}, words
    assert found(world, elif_, "inc00") == {ali.ref, veli.ref}
    assert found(world, elif_, "provider") == found(world, elif_, "text") == set()
    assert found(world, mert, "inc0012345") == (set() if not mert.agent.serves(ali.ticket.queue) else {ali.ref})
    elif_.notes(ali.ref, "Telekom aradı.")
    elif_.does(Command.UNRELATE, ali.ref, foreign="inc0012345")
    assert found(world, elif_, "inc0012345") == set()
    assert found(world, elif_, "sr-2026/77") == {ali.ref}
    assert reads(world, elif_, ali.ref).count("line.foreign") == 2
    assert reads(world, elif_, ali.ref)[-1] == "line.foreign_gone"
