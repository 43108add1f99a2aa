"""Where others read along, a person's own affairs are told to that person alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.channel import Abilities, AccountSettings
from core.messages import Address, Inbound, Kind, Outgoing, Sender
from tests.pigeon import Pigeon
from tests.world import World

ACCOUNT = AccountSettings(key="loft", organization="ornek", trust="open")
THREAD = Address("pigeon/loft", "roof", "thread-1")


class Square(Pigeon):
    """A place where everybody reads along, and one person can still be shown something alone."""

    abilities = Abilities(private=True)


@pytest.fixture(params=[Square, Pigeon], ids=["discreet", "open"])
def pigeon(request: pytest.FixtureRequest) -> Pigeon:
    """A channel that can show something to one person alone, and one that cannot."""
    return request.param(ACCOUNT)  # type: ignore[no-any-return]


def tell(world: World, pigeon: Pigeon, *lines: str, shared: bool = True) -> list[Outgoing]:
    """Let Ali write in the thread, and return what was sent there."""
    for number, line in enumerate(lines):
        inbound = Inbound(
            address=THREAD,
            sender=Sender(external_id="U0ALI", realm="T1", name="Ali", language="tr"),
            kind=Kind.TEXT,
            event_id=f"E{number}",
            message_id=f"M{number}",
            at=world.clock.now(),
            order=number,
            text=line,
            shared=shared,
        )
        world.run(world.app.intake.receive(inbound))
        world.waits(seconds=5)
    return pigeon.sent


@pytest.fixture
def square(database_url: str, pigeon: Pigeon) -> Iterator[World]:
    """A desk whose only channel is the pigeon."""
    world = World(database_url, channels={"pigeon": pigeon})
    yield world
    world.close()


def test_the_answer_is_for_everybody_and_the_state_for_one(square: World, pigeon: Pigeon) -> None:
    answered, state = tell(square, pigeon, "vpn bağlanmıyor", "çağrım ne durumda")
    assert answered.reader == ""
    if pigeon.abilities.private:
        assert state.reader == "U0ALI"
        assert "vpn bağlanmıyor" in state.plain
    else:
        assert state.reader == ""
        assert "vpn" not in state.plain
        assert state.plain.startswith("Bunu burada, herkesin önünde paylaşmayayım")


def test_where_a_person_is_alone_nothing_is_hidden(square: World, pigeon: Pigeon) -> None:
    state = tell(square, pigeon, "vpn bağlanmıyor", "çağrım ne durumda", shared=False)[-1]
    assert replace(state, reader="") == state
    assert "vpn bağlanmıyor" in state.plain
