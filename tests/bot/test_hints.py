"""What a customer sees of an agent who is writing to him: that he is, for a moment, and of nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.hub import WRITES
from tests.console_desk import Visitor
from tests.world import CustomerOf, World


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    world = World(sqlite_url)
    yield world
    world.close()


@pytest.fixture
def ali(world: World) -> CustomerOf:
    ali = world.customer("ali")
    ali.says("ekranım titriyor", "destek uzmanı istiyorum")
    return ali


def at_desk(world: World, key: str) -> Visitor:
    visitor = Visitor(world)
    visitor.sign_in(key)
    return visitor


def writes(visitor: Visitor, ref: str, command: str) -> None:
    path = f"/desk/tickets/{ref}"
    mark = re.search(r'name="csrf" value="([^"]+)"', visitor.get(path).text)
    assert mark
    assert visitor.post(f"{path}/typing", csrf=mark[1], command=command).status_code == 204


def does(visitor: Visitor, command: str, ref: str, **fields: str) -> None:
    visitor.does(command, ref, **fields)
    visitor.world.waits(seconds=1)  # until it is delivered


def is_busy(world: World, ali: CustomerOf) -> bool:
    return world.run(world.app.host.busy(ali.address))


def test_a_reply_that_is_being_written_is_seen_until_it_comes_or_rests(world: World, ali: CustomerOf) -> None:
    elif_ = at_desk(world, "elif")
    does(elif_, "claim", ali.ref)
    assert not is_busy(world, ali)
    writes(elif_, ali.ref, "reply")
    assert is_busy(world, ali)
    does(elif_, "reply", ali.ref, words="Bakıyorum.")
    assert not is_busy(world, ali)
    writes(elif_, ali.ref, "reply")
    world.waits(seconds=WRITES.seconds)
    assert not is_busy(world, ali)


def test_nobody_outside_sees_that_agents_write_notes_or_that_another_than_the_owner_writes(
    world: World, ali: CustomerOf
) -> None:
    elif_, mert = at_desk(world, "elif"), at_desk(world, "mert")
    writes(elif_, ali.ref, "reply")  # nobody has claimed it yet
    assert not is_busy(world, ali)
    does(elif_, "claim", ali.ref)
    for who, command in ((elif_, "note"), (elif_, "transfer"), (mert, "reply")):
        writes(who, ali.ref, command)
        assert not is_busy(world, ali)


def test_the_hint_is_at_its_own_address_only(world: World, ali: CustomerOf) -> None:
    veli = world.customer("veli")
    veli.says("yazıcım çalışmıyor", "destek uzmanı istiyorum")
    elif_ = at_desk(world, "elif")
    does(elif_, "claim", ali.ref)
    does(elif_, "claim", veli.ref)
    writes(elif_, veli.ref, "reply")
    assert is_busy(world, veli)
    assert not is_busy(world, ali)
