"""One process wakes the others: pages, sending, typing hints. Without its bell everybody still looks by himself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Iterator

import psycopg
import pytest
from sqlalchemy import make_url

from bot.hub import ANY, Hub, address_topic
from bot.store.bell import Bell
from core.messages import Address
from tests.databases import drop_database, fresh_database
from tests.world import TUESDAY_MORNING

SOON = 10.0
ALI = Address("web/ornek", "chat-of-ali")


@pytest.fixture
def url() -> Iterator[str]:
    made = fresh_database("postgresql")
    yield made
    drop_database(made)


class Ears:
    """What one process hears of the others."""

    def __init__(self, url: str, who: str) -> None:
        self.heard: list[frozenset[str]] = []
        self.bell = Bell(url, who, self._hear)

    def _hear(self, topics: Collection[str]) -> None:
        self.heard.append(frozenset(topics))

    @property
    def topics(self) -> set[str]:
        return {topic for topics in self.heard for topic in topics} - {ANY}


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 -- set by a callback
            await asyncio.sleep(0.01)


def together(url: str, story: Callable[[Ears, Ears], object]) -> None:
    async def run() -> None:
        here, there = Ears(url, "here"), Ears(url, "there")
        running = [asyncio.create_task(each.bell.run()) for each in (here, there)]
        await until(lambda: here.heard and there.heard)
        await story(here, there)  # type: ignore[misc]  # each is a coroutine
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    asyncio.run(run())


def test_what_is_rung_wakes_the_others_at_once_and_not_oneself(url: str) -> None:
    async def story(here: Ears, there: Ears) -> None:
        begun = time.monotonic()
        here.bell.ring(["desk", "ticket:K7M2R9"])
        here.bell.ring(["desk"])
        await until(lambda: there.topics)
        assert time.monotonic() - begun < 1.5
        assert there.heard[1:] == [{"desk", "ticket:K7M2R9"}], "gathered into one"
        assert here.topics == set()

    together(url, story)


def test_a_thousand_topics_and_a_long_one_say_that_anything_may_be_new(url: str) -> None:
    async def story(here: Ears, there: Ears) -> None:
        here.bell.ring(f"ticket:{number}" for number in range(1_000))
        await until(lambda: len(there.heard) > 1)
        here.bell.ring(["x" * 9_000])
        await until(lambda: len(there.heard) > 2)
        assert there.heard[1:] == [{ANY}, {ANY}]
        here.bell.ring(f"address:{'ğ' * 200}:{number}" for number in range(100))
        await until(lambda: len(there.topics) == 100)

    together(url, story)


def test_a_bell_whose_connections_are_cut_comes_back_and_lets_everybody_look(url: str) -> None:
    async def story(here: Ears, there: Ears) -> None:
        parsed = make_url(url).set(drivername="postgresql")
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
        with psycopg.connect(parsed.render_as_string(hide_password=False), autocommit=True) as other:
            other.execute(kill, [parsed.database])
        here.bell.ring(["desk"])
        await until(lambda: len(there.heard) > 1)
        assert there.heard[1] == {ANY}
        await until(lambda: len(here.heard) > 1)
        here.bell.ring(["ticket:K7M2R9"])
        await until(lambda: "ticket:K7M2R9" in there.topics)

    together(url, story)


async def woken(hub: Hub, topic: str, poke: Callable[[], None]) -> None:
    watching = hub.watch(topic)
    await anext(watching)
    waking = asyncio.ensure_future(anext(watching))
    await asyncio.sleep(0)
    poke()
    await asyncio.wait_for(waking, SOON)
    await watching.aclose()


def test_a_page_is_woken_by_what_another_process_passes_on() -> None:
    async def story() -> None:
        here, there = Hub(longest_wait=60), Hub(longest_wait=60)
        here.pass_on = lambda topics: there.hear(topics, TUESDAY_MORNING)
        await woken(there, "ticket:K7M2R9", lambda: here.poke(["ticket:K7M2R9"]))
        await woken(there, "desk", lambda: there.hear([ANY], TUESDAY_MORNING))
        await woken(there, address_topic(ALI), lambda: here.write(ALI, TUESDAY_MORNING))
        await woken(there, address_topic(ALI), lambda: here.arrive(ALI))

    asyncio.run(story())


def test_who_writes_is_seen_in_every_process() -> None:
    here, there = Hub(), Hub()
    here.pass_on = lambda topics: there.hear(topics, TUESDAY_MORNING)
    here.write(ALI, TUESDAY_MORNING)
    assert there.writes(ALI, TUESDAY_MORNING)
    here.arrive(ALI)
    assert not there.writes(ALI, TUESDAY_MORNING)
