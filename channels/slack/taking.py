"""One payload, from how it came to what the engine keeps of it; then its press is answered, its buttons replaced."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any

from channels.lanes import Lanes
from channels.slack import parse, render, rooms
from channels.slack.asking import Asking, Told, Wish, wish_of
from channels.slack.client import Client, Installed
from channels.slack.files import Fetching
from channels.slack.forms import TEXTS
from channels.slack.parse import Pressed, Said
from channels.slack.people import People
from channels.slack.places import Places
from channels.slack.settings import Account
from channels.slack.working import Working
from core.channel import SendFailed
from core.errors import OnkapiError
from core.host import Answer, Host
from core.messages import File, Inbound, Kind, Language, Lost, Sender

_SECRETS = frozenset({"token", "response_url", "response_urls", "authorizations", "event_context", "trigger_id"})
"""What a payload carries that opens something, or tells nothing."""

_HOLD = 0.1
"""Seconds for which the first of a conversation waits for others that were said before it and come after it."""

_HELP: Mapping[Language, str] = {"tr": "/yardim", "en": "/help"}
_log = logging.getLogger(__name__)

Raw = Mapping[str, Any]


class Taking:
    """Takes the payloads of one account, in whatever way they come."""

    def __init__(
        self,
        account: Account,
        name: str,
        client: Client,
        us: Installed,
        places: Places,
        fetching: Fetching,
        api_base: str,
    ) -> None:
        self._account, self._name, self._client, self._us = account, name, client, us
        self._places, self._fetching = places, fetching
        self._people = People(client, us)
        self._asking = Asking(name, client, us, places, self._people, self._of_form)
        self._working = Working(name, client, us, api_base, self._of_agent, self._afterwards)
        self._lanes = Lanes(_HOLD)
        self._later: set[asyncio.Task[None]] = set()

    async def take(self, host: Host, body: Raw) -> Told:
        """Keep what `body` says. When this raises, nothing was kept, and the platform must bring it again.

        Return what the platform is told beside that.

        What cannot be read, or breaks the engine, is kept as it is: the next one must be served.
        """
        try:
            return await self._take(host, body)
        except (OnkapiError, SendFailed):
            raise
        except OSError:
            raise  # the disk may have room again
        except Exception as error:  # noqa: BLE001 -- whatever a strange payload raises, the next one must be served
            await self.bury(host, body, error)
            return None

    async def stop(self) -> None:
        """Finish the answers that are on their way."""
        if self._later:
            await asyncio.wait(self._later, timeout=2.0)

    async def _take(self, host: Host, body: Raw) -> Told:
        if isinstance(event := body.get("event"), dict):
            if parse.is_of(body, self._us):
                await self._event(host, body, event)
            else:
                _log.info("told to the app in another workspace on %s", self._name)
            return None
        if self._working.concerns(body):
            return await self._working.take(host, body)
        if (wish := wish_of(body, self._us.user)) is not None:
            return await self._open(host, wish, by_command="command" in body)
        if body.get("type") == "view_submission":
            return await self._asking.sent(host, body)
        if body.get("type") == "block_actions":
            for action in body.get("actions") or ():
                if isinstance(action, dict) and not await self._press(host, body, action):
                    await self._asking.wishes(host, body, action)
        return None

    async def _open(self, host: Host, wish: Wish, *, by_command: bool) -> Told:
        """Open the form before anything else; who typed a command is told when that does not work."""
        try:
            view = await self._asking.opens(host, wish)
        except SendFailed as failed:
            _log.warning("form not opened: %s on %s", failed.reason, self._name)
            said = TEXTS[host.desk(self._name).language]["form_failed"]
            return {"text": said} if by_command else None
        self._afterwards(self._asking.fills(host, wish, view))
        return None

    async def _event(self, host: Host, body: Raw, event: Raw) -> None:
        if self._leaves(host, event):
            return
        self._client.sign_in()
        in_rooms = host.rooms(self._name)
        match event.get("type"):
            case "message" | "app_mention":
                said = parse.message(body, event, self._name, self._us)
                if said is not None and said.inbound.address.chat in in_rooms:
                    said = rooms.in_room(said, event, self._us)
                if said is not None:
                    inbound = said.inbound
                    lane = f"{inbound.address.chat}:{inbound.address.thread}"
                    await self._lanes.take(lane, inbound.order, lambda: self._said(host, said))
            case "app_home_opened" if event.get("tab") == "home":
                self._afterwards(self._asking.shows_home(host, str(event.get("user") or "")))
            case "reaction_added" if self._account.emoji and event.get("reaction") == self._account.emoji:
                if (event.get("item") or {}).get("channel") not in in_rooms:
                    await self._mark(host, body, event)
            case "user_change" if isinstance(user := event.get("user"), dict):
                self._people.changed(str(user.get("id") or ""))
                if user.get("deleted"):
                    await host.left(self._name, Sender(external_id=str(user.get("id") or ""), realm=self._us.realm))
            case "channel_id_changed" if event.get("old_channel_id") in in_rooms:
                await host.moved(self._name, str(event["old_channel_id"]), str(event["new_channel_id"]))

    def _leaves(self, host: Host, event: Raw) -> bool:
        """Say whether the app was removed: then what there is to say waits until it is heard from again."""
        match event:
            case {"type": "app_uninstalled"}:
                trouble = "the app was removed from the workspace"
            case {"type": "tokens_revoked", "tokens": {"bot": [_, *_]}}:
                trouble = "the token of the app was revoked"
            case {"type": "tokens_revoked"}:
                return True  # somebody's own
            case _:
                return False
        self._client.sign_out()
        host.report(self._name, "sending", trouble)
        return True

    async def _mark(self, host: Host, body: Raw, event: Raw) -> None:
        """Take the message that the desk's emoji was put on as said to us by its author."""
        found = await self._asking.marked(event)
        said = parse.message(body, found, self._name, self._us) if found is not None else None
        if said is not None:
            await self._said(host, replace(said, called=True))

    async def _said(self, host: Host, said: Said) -> None:
        """Let the engine keep words, if they are for us and of a person."""
        if not (said.in_room or await self._concerns_us(host, said)):
            return
        place = {"foreign_place": said.foreign_place, "in_room": said.in_room}
        inbound = await self._introduced(said.inbound, said.team, **place)
        if inbound is None:
            return
        if inbound.kind is Kind.TEXT and not (inbound.text or said.wanted or inbound.lost):
            # Who says nothing but our name wants to know what we can do.
            inbound = replace(inbound, text=_HELP[inbound.sender.language or host.desk(self._name).language])
        if said.direct:
            self._places.meets(inbound.sender.external_id, inbound.address.chat)
            self._places.writes_in(inbound.address.chat, inbound.reply_to)
        answer = await host.receive(await self._with_files(host, inbound, said))
        if said.in_room and answer.text:
            self._afterwards(self._working.tell(inbound, answer))

    async def _concerns_us(self, host: Host, said: Said) -> bool:
        """Say whether words are for us: said to us alone, with our name, as a request, or where we talk already."""
        address, new = said.inbound.address, said.inbound.kind is Kind.TEXT
        if said.direct or (new and (said.called or (said.top and address.chat in self._account.requests))):
            return True
        if new and said.top:
            return False
        if not self._places.talks_at(address) and await host.transcript(address):
            self._places.talks(address)
        return self._places.talks_at(address)

    async def _of_form(self, inbound: Inbound, team: str) -> Inbound | None:
        return await self._introduced(inbound, team, foreign_place=False)

    async def _of_agent(self, inbound: Inbound, team: str) -> Inbound | None:
        return await self._introduced(inbound, team, foreign_place=False, in_room=True)

    async def _introduced(
        self, inbound: Inbound, team: str, *, foreign_place: bool, in_room: bool = False
    ) -> Inbound | None:
        """Return an event with who its sender is; None if that is a robot. In a room a guest is a stranger, too."""
        known = await self._people.known(inbound.sender.external_id)
        if known.robot:
            return None
        stranger = self._people.is_stranger(known, team, foreign_place=foreign_place)
        realm = team if stranger and team else self._us.realm
        sender = Sender(
            external_id=inbound.sender.external_id,
            realm=realm,
            name=known.name,
            language=known.language,
            foreign=stranger or (in_room and known.guest),
        )
        return replace(inbound, sender=sender, raw=_without_secrets(inbound.raw))

    async def _with_files(self, host: Host, inbound: Inbound, said: Said) -> Inbound:
        found = [await self._fetching.fetch(host, inbound.address, wanted) for wanted in said.wanted]
        files = tuple(each for each in found if isinstance(each, File))
        lost = tuple(each for each in found if isinstance(each, Lost))
        limit = host.file_limit >> 20
        return replace(inbound, files=files, lost=tuple(replace(each, limit=limit) for each in (*inbound.lost, *lost)))

    async def _press(self, host: Host, body: Raw, action: Raw) -> bool:
        """Hand in a press under a message of ours; say whether it is one."""
        message = body.get("message")
        label = render.label_of(message, str(action.get("value") or "")) if isinstance(message, dict) else ""
        pressed = parse.pressed(body, action, self._name, self._us, host.now(), label)
        if pressed is None:
            return False
        inbound = await self._introduced(pressed.inbound, pressed.team, foreign_place=False)
        if inbound is not None:
            answer = await host.receive(inbound)
            self._afterwards(self._answer(pressed, answer))
        return True

    async def _answer(self, pressed: Pressed, answer: Answer) -> None:
        """Say to who pressed what became of it; where all is well, his choice takes the place of the buttons."""
        if answer.text:
            await self._client.call(
                "chat.postEphemeral",
                channel=pressed.channel,
                user=pressed.inbound.sender.external_id,
                thread_ts=pressed.thread or None,
                text=render.fallback(answer.text),
            )
        elif (words := render.used(pressed.message, pressed.inbound.payload)) is not None:
            await self._client.call(
                "chat.update",
                channel=pressed.channel,
                ts=pressed.ts,
                text=words.text,
                blocks=list(words.blocks),
                link_names=False,
                parse="none",
            )

    def _afterwards(self, work: Coroutine[Any, Any, None]) -> None:
        """Do what may be lost, and let nobody wait for that."""
        task = asyncio.create_task(self._safely(work))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _safely(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except SendFailed as failed:
            _log.info("not answered: %s on %s", failed.reason, self._name)

    async def bury(self, host: Host, body: Raw, error: Exception) -> None:
        """Keep what cannot be read as a dead letter; when this raises, it is not kept."""
        whole = json.dumps(body, sort_keys=True, default=repr)
        event_id = str(body.get("event_id") or hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest())
        await host.unreadable(self._name, event_id, _without_secrets(body), f"{type(error).__name__}: {error}")
        _log.warning("unreadable: %s on %s", type(error).__name__, self._name)


def _without_secrets(body: Raw) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in _SECRETS}
