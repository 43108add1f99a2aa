"""A desk of real parts whose customers write by Slack: real sockets, at a stand-in of the platform."""

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
from channels.slack.channel import Slack
from core.host import Line
from core.messages import Address, Language
from tests.channels.slack.served import ACCOUNT, brings, settings_at
from tests.standins.slack import Person, Place, SlackApi, buttons_of
from tests.standins.slack_rules import JsonObject, shown
from tests.world import SHIPPED, CustomerOf, World

_PAUSE = timedelta(milliseconds=300)
_LOCALES = {"tr": "tr-TR", "en": "en-US"}


def with_slack(api: SlackApi, folder: Path, **more: Any) -> Path:
    """Write a configuration into `folder` that is the shipped one with an app at the stand-in."""
    file = folder / "with_slack.yaml"
    said = {"include": [str(SHIPPED)], "channels": {"slack": settings_at(api, **more)}}
    file.write_text(json.dumps(said), encoding="utf-8")
    return file


def with_rooms(
    api: SlackApi, folder: Path, rooms: Mapping[str, Sequence[str]], agents: Mapping[str, Person], **more: Any
) -> Path:
    """Write the shipped configuration with rooms of queues at the stand-in, and agents who are known there."""
    said: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    said["channels"]["slack"] = settings_at(api, **more)
    for queue in said["queues"]:
        queue["rooms"] = [{"account": ACCOUNT, "chat": chat} for chat in rooms.get(queue["key"], ())]
    for agent in said["agents"]:
        if agent["key"] in agents:
            agent["identities"] = {"slack": agents[agent["key"]].id}
    file = folder / "with_rooms.yaml"
    file.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return file


class SlackDesk(World):
    """A desk of which stories are told; who is a customer there writes to the app."""

    def __init__(
        self,
        url: str,
        api: SlackApi,
        folder: Path,
        *,
        draw: Callable[[int], int] | None = None,
        config: Path | None = None,
        **more: Any,
    ) -> None:
        super().__init__(url, config=config or with_slack(api, folder, **more), draw=draw)
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


class RoomDesk(SlackDesk):
    """A desk whose level 1 works in a channel of Slack: Elif and Mert are known there, nobody else is."""

    ELIF, MERT = Person("U0ELIF", "Elif Demir"), Person("U0MERT", "Mert Kaya")

    def __init__(self, url: str, api: SlackApi, folder: Path, **more: Any) -> None:
        self.room: Place = api.channel("C0DESTEK", "group")
        agents = {"elif": self.ELIF, "mert": self.MERT}
        for each in agents.values():
            api.person(each)
        rooms = {"l1": [self.room.id]}
        super().__init__(url, api, folder, config=with_rooms(api, folder, rooms, agents, **more))

    def card(self, ref: str) -> JsonObject:
        """Return the newest card of a ticket, as it is once nothing is on its way."""
        self.run(asyncio.sleep(0.2))
        there = self.api.shown_in(self.room)
        return [each for each in there if not each.get("thread_ts") and each["text"].startswith(ref)][-1]

    def reads(self, ref: str) -> list[str]:
        """Return what the thread of a ticket shows below its card."""
        thread = self.card(ref)["ts"]
        return [shown(each["text"]) for each in self.api.shown_in(self.room, thread)]

    def writes(self, who: Person, ref: str, text: str, **more: Any) -> JsonObject:
        """Let somebody write in the thread of a ticket, or in the room itself without one; return the payload."""
        payload = self.api.says(who, text, self.room, self.card(ref)["ts"] if ref else "", **more)
        self.settles(payload)
        return payload

    def settles(self, *payloads: JsonObject) -> None:
        """Return when all of `payloads` are taken, and what follows at once is shown."""
        self.takes(*payloads)
        self.waits(seconds=0)
        self.run(asyncio.sleep(0.15))

    def pushes(self, who: Person, label: str, ref: str) -> list[str]:
        """Let somebody press the newest button with this label in the thread; return what he is told alone by that."""
        before = len(self.api.told_alone(who))
        for message in reversed([self.card(ref), *self.api.shown_in(self.room, self.card(ref)["ts"])]):
            for block, button in buttons_of(message):
                if button["text"]["text"] == label:
                    self.settles(self.api.presses(who, message, button, block))
                    return self.api.told_alone(who)[before:]
        raise AssertionError(f"no button says {label!r}: {self.api.shown_in(self.room)[-3:]}")

    def chooses(self, who: Person, label: str) -> None:
        """Let somebody press a button of what only he was shown last."""
        whisper = [each for each in self.api.whispers if each["person"] == who.id and buttons_of(each)][-1]
        self.settles(self.api.presses_whisper(who, whisper, label))

    def opens(self, who: Person, ref: str, command: str) -> JsonObject:
        """Let somebody ask for the form of a command on a card; return the view that he sees then."""
        card = self.card(ref)
        payload = f"k.{ref}.{command}"
        for block in card["blocks"]:
            for element in block.get("elements", ()) if block["type"] == "actions" else ():
                options = [each for each in element.get("options", ()) if each["value"] == payload]
                if element.get("value") == payload or options:
                    action = {**element, **({"selected_option": options[0]} if options else {})}
                    return self._opened(self.api.presses(who, card, action, block["block_id"]))
        raise AssertionError(f"no way to {command}: {card['blocks']}")

    def _opened(self, pressed: JsonObject) -> JsonObject:
        self.settles(pressed)
        self.until(lambda: list(self.api.views.values())[-1]["callback_id"] != "loading")
        return list(self.api.views.values())[-1]

    def submits(self, who: Person, view: JsonObject, **values: str) -> Any:
        """Let somebody send a form; return what the platform is told."""
        sent = self.api.submits(who, view, values)
        self.settles(sent)
        return self.api.delivery(sent).answer


def kept(desk: World, payload: JsonObject) -> int:
    """Return how many events of the inbox have the id of `payload`."""
    return desk.count(inbox, inbox.c.event_id == payload["event_id"])
