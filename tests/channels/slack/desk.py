"""A desk of real parts whose customers write by Slack: real sockets, at a stand-in of the platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.store.tables import inbox
from channels.slack.channel import Slack
from core.channel import Line
from core.messages import Address, Language
from tests.channels.slack.served import ACCOUNT, brings, settings_at
from tests.standins.slack import Person, SlackApi
from tests.standins.slack_rules import JsonObject
from tests.world import SHIPPED, CustomerOf, World

_PAUSE = timedelta(milliseconds=300)
_LOCALES = {"tr": "tr-TR", "en": "en-US"}


def with_slack(api: SlackApi, folder: Path, **more: Any) -> Path:
    """Write a configuration into `folder` that is the shipped one with an app at the stand-in."""
    file = folder / "with_slack.yaml"
    said = {"include": [str(SHIPPED)], "channels": {"slack": settings_at(api, **more)}}
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


class SlackDesk(World):
    """A desk of which stories are told; who is a customer there writes to the app."""

    def __init__(
        self, url: str, api: SlackApi, folder: Path, *, draw: Callable[[int], int] | None = None, **more: Any
    ) -> None:
        super().__init__(url, config=with_slack(api, folder, **more), draw=draw)
        self.api = api
        self._people: dict[str, Person] = {}
        channel = self.app.channels["slack"]
        assert isinstance(channel, Slack)
        self.run(channel.start(self.app.host))
        brings(api, "socket")
        self.until(lambda: len(api.listening()) == 2)

    def customer(self, name: str, account: str = ACCOUNT, language: Language = "tr") -> Writer:
        """Return a customer who writes to the app, wherever the story has him write."""
        known = Person(f"U0{name.upper()}", name.title(), locale=_LOCALES[language])
        return Writer(self, name, ACCOUNT, language, self._people.setdefault(name, self.api.person(known)))

    def until(self, true: Callable[[], Any]) -> None:
        """Let the server work until something is true."""

        async def looking() -> None:
            async with asyncio.timeout(20):
                while not true():  # noqa: ASYNC110 -- set from another thread
                    await asyncio.sleep(0.01)

        self.run(looking())

    def takes(self, *payloads: JsonObject) -> None:
        """Return when all of `payloads` are acknowledged."""
        self.until(lambda: all(self.api.delivery(each).done for each in payloads))

    def close(self) -> None:
        """Stop listening, and close the database."""
        self.run(self.app.channels["slack"].stop())
        super().close()


@dataclass(frozen=True, slots=True)
class Writer(CustomerOf):
    """A customer in a story who has Slack open."""

    world: SlackDesk
    person: Person

    @property
    def address(self) -> Address:
        """His conversation with the app."""
        return Address(ACCOUNT, self.world.api.dm(self.person).id)

    def says(self, *lines: str) -> list[Line]:
        """Write `lines` in quick succession, wait for the answer, and return what is new to read."""
        before = self.sees()
        for line in lines:
            self.world.takes(self.world.api.says(self.person, line))
            self.world.clock.move(_PAUSE)
        self.world.waits(seconds=5)
        return self._news(before)

    def presses(self, label: str) -> list[Line]:
        """Press the newest button with this label that the platform shows, and return what is new to read."""
        before = self.sees()
        self.world.takes(self.world.api.picks(self.person, label))
        self.world.waits(seconds=0)
        return self._news(before)

    def _revises(self, kind: object, before: str, after: str) -> list[Line]:
        seen, api = self.sees(), self.world.api
        said = next(
            message
            for (channel, _), message in sorted(api.messages.items(), reverse=True)
            if channel == self.address.chat and message.get("user") == self.person.id and message["text"] == before
        )
        self.world.takes(api.edits({"event": said}, after) if after else api.deletes({"event": said}))
        self.world.waits(seconds=5)
        return self._news(seen)


def kept(desk: World, payload: JsonObject) -> int:
    """Return how many events of the inbox have the id of `payload`."""
    return desk.count(inbox, inbox.c.event_id == payload["event_id"])
