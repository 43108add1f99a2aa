"""A room that the platform calls otherwise: every process knows it at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.app import App
from bot.rooms import places
from bot.store.engine import StoreUnavailable
from tests.channels.telegram.desk import with_rooms
from tests.channels.telegram.served import ACCOUNT
from tests.databases import drop_database, fresh_database
from tests.standins.telegram import BotApi, User, bot_api
from tests.world import shipped_config

ELIF = User(2001, "Elif", "Demir")
OLD, NEW = -42, -1009
SOON = 3.0


@pytest.fixture
def url() -> Iterator[str]:
    made = fresh_database("postgresql", furnished=True)
    yield made
    drop_database(made)


@pytest.fixture
def api() -> Iterator[BotApi]:
    with bot_api() as platform:
        yield platform


def desk_at(url: str, api: BotApi, folder: Path) -> App:
    file = with_rooms(api, folder, {"l1": [str(OLD)]}, {"elif": ELIF})
    return App(shipped_config(url, file))


async def knows(app: App, chat: int, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while list(app.host.rooms(ACCOUNT)) != [str(chat)]:  # noqa: ASYNC110 -- another process does it
            await asyncio.sleep(0.02)


@pytest.mark.timeout(120)
def test_a_group_that_one_process_hears_of_has_moved_for_all(url: str, api: BotApi, tmp_path: Path) -> None:
    group = api.groups.open(OLD, is_forum=False, kind="group")

    async def story() -> None:
        apps = [desk_at(url, api, tmp_path) for _ in range(2)]
        async with AsyncExitStack() as ending:
            for app in apps:
                await app.start()
                ending.push_async_callback(app.stop)
            # One of them asks the platform, and both have begun to listen to the bell.
            await asyncio.to_thread(api.waits, lambda: api.called("getUpdates"))
            await asyncio.sleep(1)
            api.groups.migrates(ELIF, group, NEW)
            await asyncio.to_thread(api.waits, lambda: not api.pending)
            await asyncio.gather(*(knows(app, NEW, SOON) for app in apps))

    asyncio.run(story())
    assert places.POLL > 2 * SOON  # it was the bell


@pytest.mark.timeout(120)
def test_who_missed_the_bell_looks_by_himself(
    url: str, api: BotApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "POLL", 0.1)
    hears, deaf = (desk_at(url, api, tmp_path) for _ in range(2))

    async def gone(work: object) -> None:
        raise StoreUnavailable(reason="it is restarted")

    async def story() -> None:
        with monkeypatch.context() as trouble:
            trouble.setattr(deaf.store, "read", gone)
            following = asyncio.create_task(deaf.places.run())
            await hears.host.moved(ACCOUNT, str(OLD), str(NEW))
            await asyncio.sleep(0.5)
            assert list(deaf.host.rooms(ACCOUNT)) == [str(OLD)]
        await knows(deaf, NEW, SOON)
        following.cancel()

    asyncio.run(story())
    for app in (hears, deaf):
        app.store.close()
