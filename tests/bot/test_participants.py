"""In a shared place everybody may speak; the matter is that of who brought it up, on both kinds of database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from bot.matters import open_matters
from bot.store.tables import customer, entry, inbox, ticket
from core.channel import Abilities, AccountSettings
from core.messages import Address, Inbound, Kind, Lost, Sender
from core.ticket import Status
from tests.pigeon import Pigeon
from tests.world import World

ROOF = Address("pigeon/loft", "roof", "thread-1")


class Square(Pigeon):
    """A place where everybody reads along, and one person can still be shown something alone."""

    abilities = Abilities(private=True)


@pytest.fixture
def pigeon() -> Pigeon:
    return Square(AccountSettings(key="loft", organization="ornek", trust="open"))


@pytest.fixture
def square(database_url: str, pigeon: Pigeon) -> Iterator[World]:
    """A desk whose only channel is the pigeon."""
    world = World(database_url, channels={"pigeon": pigeon})
    yield world
    world.close()


def event(
    world: World, who: str, kind: Kind = Kind.TEXT, *, message_id: str = "", foreign: bool = False, **more: object
) -> Inbound:
    number = world.number()
    sender = Sender(external_id=f"U0{who.upper()}", realm="T1", name=who.title(), language="tr", foreign=foreign)
    known = {"address": ROOF, "shared": True, **more}
    return Inbound(
        sender=sender,
        kind=kind,
        event_id=f"E{number}",
        message_id=message_id or f"M{number}",
        at=world.clock.now(),
        order=number,
        **known,  # type: ignore[arg-type]
    )


def happens(world: World, inbound: Inbound) -> str:
    answer = world.run(world.app.intake.receive(inbound))
    world.waits(seconds=5)
    return answer.text


def said(world: World) -> list[tuple[str, str, bool]]:
    """Return what people said: the words, by whom, and whether they are deleted."""
    rows = (
        select(entry.c.text, entry.c.name, entry.c.deleted_at).where(entry.c.author == "customer").order_by(entry.c.id)
    )
    return [
        (row.text, row.name, row.deleted_at is not None)
        for row in world.app.store.run(lambda tx: tx.execute(rows).all())
    ]


def test_others_are_heard_and_decide_nothing(square: World, pigeon: Pigeon) -> None:
    happens(square, event(square, "ali", text="vpn bağlanmıyor"))
    shown = len(pigeon.sent)
    [done] = [button for button in pigeon.sent[-1].buttons if button.label == "Çözüldü"]
    told = happens(square, event(square, "veli", Kind.PRESS, payload=done.payload, text=done.label))
    assert told.startswith("Bu düğme konuyu açan kişi için.")
    happens(square, event(square, "veli", text="çözüldü, kapatın", message_id="V1"))
    happens(square, event(square, "veli", text="", lost=(Lost("ekran.png", 20),), message_id="V2"))
    happens(square, event(square, "veli", Kind.EDIT, text="bende de var", message_id="V1"))
    happens(square, event(square, "veli", Kind.DELETE, message_id="V2"))
    happens(square, event(square, "veli", Kind.DELETE, message_id="never"))
    assert said(square) == [
        ("vpn bağlanmıyor", "Ali", False), ("bende de var", "Veli", False), ("📎 ekran.png", "Veli", True),
    ]  # fmt: skip
    assert (square.count(ticket, ticket.c.status == Status.NEW), len(pigeon.sent)) == (1, shown)
    assert square.count(inbox, inbox.c.state != "done") == 0
    assert happens(square, event(square, "ali", Kind.PRESS, payload=done.payload, text=done.label)) == ""
    assert square.count(ticket, ticket.c.status == Status.NEW) == 0


def test_the_words_of_others_hide_secrets_and_stand_on_the_ticket(square: World, pigeon: Pigeon) -> None:
    happens(square, event(square, "ali", text="vpn bağlanmıyor"))
    happens(square, event(square, "veli", text="kartım 4111 1111 1111 1111"))
    assert "4111" not in repr(said(square))
    assert square.count(entry, entry.c.name == "Veli", entry.c.ticket.is_not(None)) == 1


def test_who_belongs_to_somebody_else_is_not_vouched_for(square: World) -> None:
    happens(square, event(square, "eve", text="vpn bağlanmıyor", foreign=True))
    assert square.app.store.run(lambda tx: tx.execute(select(customer.c.verified)).scalars().all()) == [False]


def test_a_person_s_own_open_tickets_are_told_and_nobody_else_s(square: World) -> None:
    account = square.app.catalogue.accounts["pigeon/loft"]
    for number, words in enumerate(("vpn bağlanmıyor", "yazıcı çalışmıyor")):
        place = Address("pigeon/loft", "roof", f"thread-{number}")
        happens(square, event(square, "ali" if number == 0 else "veli", text=words, address=place))

    def told(who: str) -> list[str]:
        sender = Sender(external_id=f"U0{who.upper()}", realm="T1")
        return [each.title for each in square.app.store.run(lambda tx: open_matters(tx, account, sender))]

    assert (told("ali"), told("veli"), told("eve")) == (["vpn bağlanmıyor"], ["yazıcı çalışmıyor"], [])
