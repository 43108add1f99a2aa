"""A desk of real parts whose customers write by Telegram: real polling, at a stand-in of the platform."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.store.tables import inbox
from core.host import Line
from core.messages import Address, Language
from tests.channels.telegram.served import ACCOUNT, FAST, settings_at
from tests.standins.telegram import BotApi, JsonObject, User
from tests.standins.telegram_groups import Group, Topic
from tests.world import SHIPPED, CustomerOf, World

_PAUSE = timedelta(milliseconds=300)


def with_telegram(api: BotApi, folder: Path, mode: str = "polling", **more: Any) -> Path:
    """Write a configuration into `folder` that is the shipped one with a bot at the stand-in."""
    file = folder / "with_telegram.yaml"
    said = {"include": [str(SHIPPED)], "channels": {"telegram": settings_at(api, mode, **more)}}
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def with_rooms(
    api: BotApi,
    folder: Path,
    rooms: Mapping[str, Sequence[str]],
    agents: Mapping[str, User],
    mode: str = "polling",
    **more: Any,
) -> Path:
    """Write the shipped configuration with rooms of queues at the stand-in, and agents who are known there."""
    said: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    said["channels"]["telegram"] = settings_at(api, mode, **more)
    for queue in said["queues"]:
        queue["rooms"] = [{"account": ACCOUNT, "chat": chat} for chat in rooms.get(queue["key"], ())]
    for agent in said["agents"]:
        if agent["key"] in agents:
            agent["identities"] = {"telegram": str(agents[agent["key"]].id)}
    file = folder / "with_rooms.yaml"
    file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return file


class TelegramDesk(World):
    """A desk of which stories are told; who is a customer there writes to the bot."""

    def __init__(
        self,
        url: str,
        api: BotApi,
        folder: Path,
        *,
        draw: Callable[[int], int] | None = None,
        config: Path | None = None,
        **more: Any,
    ) -> None:
        super().__init__(url, config=config or with_telegram(api, folder, **more), draw=draw)
        self.api = api
        self._people: dict[str, User] = {}
        self.run(self.app.channels["telegram"].start(self.app.host))

    def customer(self, name: str, account: str = ACCOUNT, language: Language = "tr") -> Writer:
        """Return a customer who writes to the bot, wherever the story has him write."""
        number = 1001 + len(self._people)
        user = self._people.setdefault(name, User(number, name.title(), "", language))
        return Writer(self, name, ACCOUNT, language, user)

    def takes(self, *updates: JsonObject) -> None:
        """Return when all of `updates` are kept."""
        ids = [str(update["update_id"]) for update in updates]

        async def kept() -> None:
            async with asyncio.timeout(20):
                while self.count(inbox, inbox.c.event_id.in_(ids)) < len(set(ids)):  # noqa: ASYNC110 -- a row of a database
                    await asyncio.sleep(0.01)

        self.run(kept())

    def close(self) -> None:
        """Stop listening, and close the database."""
        self.run(self.app.channels["telegram"].stop())
        super().close()


@dataclass(frozen=True, slots=True)
class Writer(CustomerOf):
    """A customer in a story who has Telegram in his hand."""

    world: TelegramDesk
    user: User

    @property
    def address(self) -> Address:
        """His private chat with the bot."""
        return Address(ACCOUNT, str(self.user.id))

    def says(self, *lines: str) -> list[Line]:
        """Write `lines` in quick succession, wait for the answer, and return what is new to read."""
        before = self.sees()
        for line in lines:
            self.world.takes(self.world.api.says(self.user, line))
            self.world.clock.move(_PAUSE)
        self.world.waits(seconds=5)
        return self._news(before)

    def presses(self, label: str) -> list[Line]:
        """Press the newest button with this label that the platform shows, and return what is new to read."""
        before = self.sees()
        self.world.takes(self.world.api.picks(self.user, label))
        self.world.waits(seconds=0)
        return self._news(before)

    def _revises(self, kind: object, before: str, after: str) -> list[Line]:
        seen = self.sees()
        messages = [message for (chat, _), message in self.world.api.messages.items() if chat == self.user.id]
        said = next(message for message in reversed(messages) if message.get("text") == before)
        self.world.takes(self.world.api.edits(self.user, {"message": said}, after))
        self.world.waits(seconds=5)
        return self._news(seen)


class RoomDesk(TelegramDesk):
    """A desk whose level 1 works in a forum of Telegram: Elif and Mert are known there, nobody else is."""

    ELIF, MERT = User(2001, "Elif", "Demir"), User(2002, "Mert", "Kaya")

    def __init__(
        self, url: str, api: BotApi, folder: Path, mode: str = "polling", group: Group | None = None, **more: Any
    ) -> None:
        self.group = group or api.groups.open()
        agents = {"elif": self.ELIF, "mert": self.MERT}
        fast = {**FAST, "group_per_minute": 1_000} | more.pop("rates", {})
        file = with_rooms(api, folder, {"l1": [str(self.group.id)]}, agents, mode, rates=fast, **more)
        super().__init__(url, api, folder, config=file)

    def topic(self, ref: str) -> Topic:
        """Return the topic of a ticket, as it is once nothing is on its way."""
        self.run(asyncio.sleep(0.2))
        return self.group.named(ref)

    def reads(self, ref: str) -> list[str]:
        """Return what the topic of a ticket shows below its card."""
        return self.api.groups.texts_in(self.group, self.topic(ref).id)[1:]

    def card(self, ref: str) -> JsonObject:
        """Return the card of a ticket as the platform shows it."""
        return self.api.groups.said_in(self.group, self.topic(ref).id)[0]

    def writes(self, who: User, ref: str, text: str, **more: Any) -> JsonObject:
        """Let somebody write in the topic of a ticket; return the update."""
        update = self.api.groups.says(who, self.group, text, self.topic(ref).id, **more)
        self.takes(update)
        self.waits(seconds=0)
        self.run(asyncio.sleep(0.1))
        return update

    def rewrites(self, update: JsonObject, text: str) -> None:
        """Let somebody change what he wrote."""
        self.takes(self.api.groups.edits(update, text))
        self.waits(seconds=0)

    def pushes(self, who: User, label: str, ref: str) -> str:
        """Let somebody press the newest button with this label in a topic; return what is shown to him alone."""
        for message in reversed(self.api.groups.said_in(self.group, self.topic(ref).id)):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        self.takes(self.api.presses(who, message, button["callback_data"]))
                        self.waits(seconds=0)
                        self.run(asyncio.sleep(0.1))
                        return str(self.api.called("answerCallbackQuery")[-1].values.get("text", ""))
        raise AssertionError(f"no button says {label!r}: {self.api.groups.said_in(self.group)[-3:]}")
