"""A stand-in of Slack on a free port of this machine: it records, and refuses what the platform refuses.

It knows the platform's rules after its public documentation, and nothing of ours: the Web API, events over signed
HTTP with retries, Socket Mode, interactive payloads, views, files, and who would be notified by a message. Faults are
put into it: see `SlackApi.fails`, `is_silent`, `loses_answer`, `stammers`, and what `tests.standins.slack_sockets` has.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from aiohttp import web

from tests.standins import slack_rules as rules
from tests.standins.slack_push import Push
from tests.standins.slack_rules import JsonObject, Refused, options_of
from tests.standins.slack_sockets import Sockets

BOT_TOKEN = "xoxb-1001002003-4005006007-StandInStandInStandIn"
APP_TOKEN = "xapp-1-A0ONKAPI-1001002003-standinstandinstandin"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
TEAM, APP, BOT, BOT_ID = "T0ORNEK", "A0ONKAPI", "U0ONKAPI", "B0ONKAPI"
PATIENCE = 10.0
_GLANCE = 0.01

SCOPES: Mapping[str, str] = {
    "chat.postMessage": "chat:write", "chat.postEphemeral": "chat:write", "chat.update": "chat:write",
    "chat.delete": "chat:write", "conversations.open": "im:write", "users.info": "users:read",
    "bots.info": "users:read",
    "files.getUploadURLExternal": "files:write", "files.completeUploadExternal": "files:write",
    "files.info": "files:read", "files.delete": "files:write", "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write", "reactions.get": "reactions:read",
}  # fmt: skip
"""The scope that a method needs; those of `conversations.*` depend on the kind of the conversation."""

EVENT_SCOPES: Mapping[str, str] = {
    "message.im": "im:history", "message.channels": "channels:history", "message.groups": "groups:history",
    "app_mention": "app_mentions:read", "reaction_added": "reactions:read", "user_change": "users:read",
    "channel_id_changed": "",
    "app_home_opened": "", "app_uninstalled": "", "tokens_revoked": "", "command": "commands", "shortcut": "commands",
}  # fmt: skip
_KIND_EVENTS = {"im": "message.im", "channel": "message.channels", "group": "message.groups"}
_KIND_SCOPES = {"im": "im", "channel": "channels", "group": "groups"}
_JSON = {"blocks", "view", "metadata", "files", "include_all_metadata", "include_locale", "link_names"}


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method, as it came; `done` says whether the platform did what was asked."""

    method: str
    values: JsonObject
    at: float
    done: bool = True


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next calls of `method` ("*": any), `times` of them."""

    method: str
    times: int
    refusal: Refused | None = None
    silence: float = 0.0
    done_first: bool = False
    raw: tuple[int, bytes] | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the workspace, or of another one that shares a channel with it."""

    id: str
    name: str = "Ali Kaya"
    locale: str = "tr-TR"
    team: str = TEAM
    is_bot: bool = False
    deleted: bool = False
    guest: bool = False
    enterprise: str = ""

    def shape(self) -> JsonObject:
        """Return the person as `users.info` tells him."""
        whole: JsonObject = {
            "id": self.id, "team_id": self.team, "name": self.name.split()[0].lower() if self.name.split() else "x",
            "deleted": self.deleted, "real_name": self.name, "is_bot": self.is_bot, "is_app_user": False,
            "is_restricted": self.guest, "is_ultra_restricted": False,
            "is_stranger": self.team != TEAM and not self.enterprise,
            "locale": self.locale, "profile": {"real_name": self.name, "display_name": self.name, "team": self.team},
        }  # fmt: skip
        if self.enterprise:
            whole["enterprise_user"] = {"id": self.id, "enterprise_id": self.enterprise}
        return whole


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation of the platform: `kind` is "im", "channel" (public) or "group" (private)."""

    id: str
    kind: str = "channel"
    user: str = ""
    shared: bool = False


@dataclass
class SlackApi(Push, Sockets):
    """The platform with one app in one workspace. Used from a test's thread while it answers in its own."""

    bot_token: str = BOT_TOKEN
    app_token: str = APP_TOKEN
    signing_secret: str = SIGNING_SECRET
    address: str = ""
    enterprise: str = ""
    calls: list[Call] = field(default_factory=list)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    messages: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    first_shown: dict[tuple[str, str], JsonObject] = field(default_factory=dict)
    whispers: list[JsonObject] = field(default_factory=list)
    views: dict[str, JsonObject] = field(default_factory=dict)
    homes: dict[str, JsonObject] = field(default_factory=dict)
    triggers: dict[str, float] = field(default_factory=dict)
    contents: dict[str, tuple[JsonObject, bytes]] = field(default_factory=dict)
    reactions: list[tuple[str, str, str]] = field(default_factory=list)
    notified: list[str] = field(default_factory=list)
    archived: set[str] = field(default_factory=set)
    absent: set[str] = field(default_factory=set)
    scopes: set[str] | None = None
    events: set[str] | None = None
    signs_in: bool = False
    faults: list[Fault] = field(default_factory=list)
    is_open: bool = True
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    # What people do.

    def person(self, person: Person) -> Person:
        """Let the platform know `person`, and return him."""
        self.people[person.id] = person
        return person

    def dm(self, person: Person) -> Place:
        """Return the conversation of `person` with the app."""
        self.person(self.people.get(person.id, person))
        return self.places.setdefault(f"D{person.id[1:]}", Place(f"D{person.id[1:]}", "im", person.id))

    def channel(self, name: str, kind: str = "channel", *, shared: bool = False) -> Place:
        """Return a channel in which the app is."""
        return self.places.setdefault(name, Place(name, kind, shared=shared))

    def says(
        self,
        person: Person,
        text: str,
        where: Place | None = None,
        thread: str = "",
        *,
        deliver: bool = True,
        **more: Any,
    ) -> JsonObject:
        """Let `person` write `text`, to the app itself unless it is said where; return the payload."""
        place = where or self.dm(person)
        return self._tell(place, self.message(person, place, rules.escaped(text), thread, **more), deliver=deliver)

    def writes_raw(self, person: Person, text: str, where: Place | None = None, **more: Any) -> JsonObject:
        """Let `person` send a message whose text is already what the platform passes on."""
        place = where or self.dm(person)
        return self._tell(place, self.message(person, place, text, **more))

    def mentions(self, person: Person, text: str, where: Place, thread: str = "") -> tuple[JsonObject, JsonObject]:
        """Let `person` mention the app: two events tell the same message."""
        said = self.message(person, where, f"<@{BOT}> {rules.escaped(text)}", thread)
        return self._tell(where, said), self._tell(where, {**said, "type": "app_mention"}, name="app_mention")

    def edits(self, payload: JsonObject, text: str, *, deliver: bool = True) -> JsonObject:
        """Let the author change what he wrote."""
        before = payload["event"]
        place = self.places[before["channel"]]
        after = {**before, "text": rules.escaped(text), "edited": {"user": before["user"], "ts": self._ts()}}
        self.messages[place.id, before["ts"]] = after
        event = self._hidden("message_changed", place, message=_inner(after), previous_message=_inner(before))
        return self._tell(place, event, deliver=deliver)

    def deletes(self, payload: JsonObject) -> JsonObject:
        """Let the author delete what he wrote."""
        before = payload["event"]
        self.messages.pop((before["channel"], before["ts"]), None)
        place = self.places[before["channel"]]
        event = self._hidden("message_deleted", place, previous_message=_inner(before), deleted_ts=before["ts"])
        return self._tell(place, event)

    def presses(self, person: Person, message: JsonObject, action: JsonObject, block: str = "") -> JsonObject:
        """Let `person` press the button `action` of a message of the app."""
        channel = message["channel"]
        payload = self._interactive(
            person, "block_actions",
            container={"type": "message", "message_ts": message["ts"], "channel_id": channel, "is_ephemeral": False},
            channel={"id": channel, "name": "directmessage" if channel[0] == "D" else "genel"},
            message=_inner(message), state={"values": {}}, actions=[_acted(action, block, self._ts())],
        )  # fmt: skip
        return self.deliver("interactive", payload)

    def presses_whisper(self, person: Person, whisper: JsonObject, label: str) -> JsonObject:
        """Let `person` press a button of a message that only he sees; the payload does not hold that message."""
        block, button = next(each for each in buttons_of(whisper) if each[1]["text"]["text"] == label)
        container = {
            "type": "message", "message_ts": whisper["ts"], "channel_id": whisper["place"], "is_ephemeral": True,
            **({"thread_ts": whisper["thread_ts"]} if whisper.get("thread_ts") else {}),
        }  # fmt: skip
        payload = self._interactive(
            person, "block_actions", container=container, channel={"id": whisper["place"], "name": "destek"},
            actions=[_acted(button, block, self._ts())], response_url=f"{self.address}/actions/{whisper['ts']}",
        )  # fmt: skip
        return self.deliver("interactive", payload)

    def picks(self, person: Person, label: str, where: Place | None = None) -> JsonObject:
        """Let `person` press the newest button that says `label`."""
        for message in reversed(self.shown_in(where or self.dm(person))):
            for block, button in buttons_of(message):
                if button["text"]["text"] == label:
                    return self.presses(person, message, button, block)
        raise AssertionError(f"no button says {label!r}: {self.texts_to(person)}")

    def presses_in_view(self, person: Person, view: JsonObject, action: JsonObject) -> JsonObject:
        """Let `person` press a button of his home, or of a form that is open."""
        container = {"type": "view", "view_id": view["id"]}
        acted = [_acted(action, "", self._ts())]
        return self.deliver(
            "interactive", self._interactive(person, "block_actions", container=container, view=view, actions=acted)
        )

    def commands(self, person: Person, command: str, text: str = "", where: Place | None = None) -> JsonObject:
        """Let `person` type a slash command."""
        place = where or self.dm(person)
        payload = {
            "token": "verification", "team_id": person.team, "team_domain": "ornek", "channel_id": place.id,
            "channel_name": "directmessage" if place.kind == "im" else "genel", "user_id": person.id,
            "user_name": person.shape()["name"], "command": command, "text": text, "api_app_id": APP,
            "is_enterprise_install": "false", "response_url": f"{self.address}/commands/{TEAM}/1/x",
            "trigger_id": self._trigger(),
        }  # fmt: skip
        return self.deliver("slash_commands", payload)

    def shortcut(self, person: Person, callback_id: str, said: JsonObject | None = None) -> JsonObject:
        """Let `person` use a shortcut, on the message of the payload `said` if there is one."""
        if said is None:
            payload = self._interactive(person, "shortcut", callback_id=callback_id, action_ts=self._ts())
        else:
            message = said["event"]
            payload = self._interactive(
                person, "message_action", callback_id=callback_id, action_ts=self._ts(), message_ts=message["ts"],
                channel={"id": message["channel"], "name": "genel"}, message=_inner(message),
            )  # fmt: skip
        return self.deliver("interactive", payload)

    def submits(self, person: Person, view: JsonObject, values: Mapping[str, str]) -> JsonObject:
        """Let `person` send a form with `values`, by the `action_id` of its fields."""
        state: JsonObject = {}
        for block in view["blocks"]:
            if block["type"] != "input":
                continue
            element = block["element"]
            given = values.get(element["action_id"])
            state[block["block_id"]] = {element["action_id"]: _filled(element, given)}
        whole = {**view, "state": {"values": state}}
        return self.deliver("interactive", self._interactive(person, "view_submission", view=whole, response_urls=[]))

    def reacts(self, person: Person, said: JsonObject, emoji: str) -> JsonObject:
        """Let `person` put an emoji on the message of the payload `said`."""
        message = said["event"]
        item = {"type": "message", "channel": message["channel"], "ts": message["ts"]}
        event = {
            "type": "reaction_added", "user": person.id, "reaction": emoji, "item": item,
            "item_user": message["user"], "event_ts": self._ts(),
        }  # fmt: skip
        return self._tell(self.places[message["channel"]], event, name="reaction_added")

    def opens_home(self, person: Person) -> JsonObject:
        """Let `person` open the app's home."""
        place = self.dm(person)
        event = {"type": "app_home_opened", "user": person.id, "channel": place.id, "tab": "home", "event_ts": "1.1"}
        return self._tell(place, event, name="app_home_opened")

    def file(self, content: bytes, name: str, mimetype: str = "application/octet-stream", **more: Any) -> JsonObject:
        """Keep `content` for download; return what a message says of it."""
        number = f"F{next(self._ids):08}"
        url = f"{self.address}/files-pri/{TEAM}-{number}/download"
        shape = {
            "id": number, "name": name, "title": name, "mimetype": mimetype, "filetype": "x", "size": len(content),
            "mode": "hosted", "is_external": False, "url_private": url, "url_private_download": url, **more,
        }  # fmt: skip
        self.contents[number] = (shape, content)
        return shape

    def happens(self, event: JsonObject) -> JsonObject:
        """Let an event happen that belongs to no conversation, such as that the app is uninstalled."""
        return self._tell(Place(""), event, name=event["type"])

    # What goes wrong.

    def fails(self, method: str, error: str, *, times: int = 1, channel: str = "", retry_after: int = 0) -> None:
        """Refuse the next calls of `method`."""
        self.faults.append(Fault(method, times, refusal=Refused(error, retry_after=retry_after), channel=channel))

    def is_silent(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Do nothing and say nothing for a while."""
        self.faults.append(Fault(method, times, silence=seconds))

    def loses_answer(self, method: str, seconds: float = 60.0, *, times: int = 1, channel: str = "") -> None:
        """Do what is asked, and never say so."""
        self.faults.append(Fault(method, times, silence=seconds, done_first=True, channel=channel))

    def stammers(self, method: str, body: bytes, *, status: int = 200, times: int = 1) -> None:
        """Answer with something that is no answer of the platform."""
        self.faults.append(Fault(method, times, raw=(status, body)))

    # What a test looks at.

    def reactions_on(self, channel: str, ts: str) -> list[str]:
        """Return the emoji of the app on a message."""
        return [name for place, moment, name in self.reactions if (place, moment) == (channel, ts)]

    def told_alone(self, person: Person) -> list[str]:
        """Return what only `person` sees where others read along, oldest first."""
        return [rules.shown(each["text"]) for each in self.whispers if each["person"] == person.id]

    def shown_in(self, place: Place, thread: str = "") -> list[JsonObject]:
        """Return what the app shows in `place`, or in one thread of it, oldest first."""
        return [
            message
            for (channel, _), message in sorted(self.messages.items(), key=lambda each: each[0][1])
            if channel == place.id and message.get("bot_id") == BOT_ID and thread in ("", message.get("thread_ts"))
        ]

    def said_to(self, person: Person) -> list[JsonObject]:
        """Return what the app shows to `person` in his own conversation with it."""
        return self.shown_in(self.dm(person))

    def texts_to(self, person: Person) -> list[str]:
        """Return the texts that the app shows to `person`, as people see them."""
        return [rules.shown(message["text"]) for message in self.said_to(person)]

    def called(self, method: str) -> list[Call]:
        """Return the calls of `method` that were done."""
        return [call for call in list(self.calls) if call.method == method and call.done]

    def waits(self, until: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Return what `until` returns as soon as that is true; fail when it never is."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := until():
                return found
            time.sleep(_GLANCE)
        raise AssertionError(f"not in {seconds} s; the last calls were {[call.method for call in self.calls[-12:]]}")

    # How things are told.

    def message(self, person: Person, place: Place, text: str, thread: str = "", **more: Any) -> JsonObject:
        """Return a new message of `person`, which is not delivered."""
        self.people.setdefault(person.id, person)
        ts = self._ts()
        whole = {
            "client_msg_id": f"m-{ts}", "type": "message", "user": person.id, "text": text, "ts": ts,
            "team": person.team, "channel": place.id, "event_ts": ts, "channel_type": place.kind, **more,
            **({"thread_ts": thread} if thread else {}),
        }  # fmt: skip
        self.messages[place.id, ts] = whole
        return whole

    def _hidden(self, subtype: str, place: Place, **more: Any) -> JsonObject:
        ts = self._ts()
        return {
            "type": "message", "subtype": subtype, "channel": place.id, "hidden": True, "ts": ts, "event_ts": ts,
            "channel_type": place.kind, **more,
        }  # fmt: skip

    def _tell(self, place: Place, event: JsonObject, *, name: str = "", deliver: bool = True) -> JsonObject:
        authorization = {
            "enterprise_id": self.enterprise or None, "team_id": TEAM, "user_id": BOT, "is_bot": True,
            "is_enterprise_install": False,
        }  # fmt: skip
        payload = {
            "token": "verification", "team_id": TEAM, "api_app_id": APP, "event": event, "type": "event_callback",
            "event_id": f"Ev{next(self._ids):09}", "event_time": int(time.time()),
            "authorizations": [authorization], "is_ext_shared_channel": place.shared, "event_context": "4-x",
        }  # fmt: skip
        wanted = name or _KIND_EVENTS.get(place.kind, "message.im")
        known = self.events is None or wanted in self.events
        granted = self.scopes is None or EVENT_SCOPES.get(wanted, "") in {*self.scopes, ""}
        return self.deliver("events_api", payload) if deliver and known and granted else payload

    def _interactive(self, person: Person, kind: str, **more: Any) -> JsonObject:
        user = {"id": person.id, "username": person.shape()["name"], "name": person.name, "team_id": person.team}
        return {
            "type": kind, "user": user, "api_app_id": APP, "token": "verification", "trigger_id": self._trigger(),
            "team": {"id": TEAM, "domain": "ornek"}, "enterprise": None, "is_enterprise_install": False, **more,
        }  # fmt: skip

    def _trigger(self) -> str:
        made = f"{next(self._ids)}.{TEAM}.trigger"
        self.triggers[made] = time.monotonic()
        return made

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._ids):06}"

    # The platform.

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        method = request.match_info["method"]
        values = await _read(request)
        try:
            fault = self._fault(method, values)
            result: JsonObject = {}
            if fault is None or fault.done_first:
                self._check_token(method, request, values)
                result = self._do(method, values)
                self.calls.append(Call(method, values, time.monotonic()))
            else:
                self.calls.append(Call(method, values, time.monotonic(), done=False))
            if fault is not None:
                await self._hush(fault.silence, request)
                if fault.raw is not None:
                    return web.Response(body=fault.raw[1], status=fault.raw[0], content_type="text/html")
                raise fault.refusal or Refused("internal_error")
        except Refused as refused:
            if not self.calls or self.calls[-1].values is not values:
                self.calls.append(Call(method, values, time.monotonic(), done=False))
            return _refusal(refused)
        return web.json_response({"ok": True, **result}, headers=self._named_scopes(method))

    def _named_scopes(self, method: str) -> dict[str, str]:
        if method == "apps.connections.open":
            return {"x-oauth-scopes": "connections:write"}
        return {} if self.scopes is None else {"x-oauth-scopes": ",".join(sorted(self.scopes))}

    def _check_token(self, method: str, request: web.Request, values: JsonObject) -> None:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ") or values.get("token", "")
        if shown != (self.app_token if method == "apps.connections.open" else self.bot_token):
            raise Refused("invalid_auth" if shown else "not_authed")
        needed = SCOPES.get(method, "")
        if method in {"conversations.history", "conversations.replies", "conversations.info"}:
            kind = _KIND_SCOPES[self._place(values).kind]
            needed = f"{kind}:read" if method.endswith("info") else f"{kind}:history"
        if needed and self.scopes is not None and needed not in self.scopes:
            raise Refused("missing_scope", messages=[needed])

    def _fault(self, method: str, values: JsonObject) -> Fault | None:
        for fault in self.faults:
            if fault.method in (method, "*") and fault.channel in ("", values.get("channel")):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def _hush(self, seconds: float, request: web.Request) -> None:
        end = time.monotonic() + seconds
        while self.is_open and time.monotonic() < end and request.transport is not None:  # noqa: ASYNC110 -- set from another thread
            await asyncio.sleep(_GLANCE)

    def _do(self, method: str, values: JsonObject) -> JsonObject:
        match method.partition(".")[0]:
            case "reactions":
                return self._reaction(method, values)
            case "files":
                return self._upload(method, values)
        match method:
            case "auth.test":
                return self._installed()
            case "apps.connections.open":
                return {"url": self.new_socket_address()}
            case "chat.postMessage":
                return self._post(values)
            case "chat.postEphemeral":
                return self._whisper(values)
            case "chat.update" | "chat.delete":
                return self._change(method, values)
            case "conversations.open" | "conversations.info":
                return self._conversation(method, values)
            case "conversations.history" | "conversations.replies":
                return self._history(method, values)
            case "users.info" | "bots.info":
                return self._who(method, values)
            case "views.open" | "views.update" | "views.publish":
                return self._view(method, values)
        raise Refused("unknown_method")

    def _installed(self) -> JsonObject:
        return {
            "url": "https://ornek.slack.com/", "team": "Örnek", "user": "onkapi", "team_id": TEAM, "user_id": BOT,
            "bot_id": BOT_ID, "is_enterprise_install": False,
            **({"enterprise_id": self.enterprise} if self.enterprise else {}),
        }  # fmt: skip

    def _who(self, method: str, values: JsonObject) -> JsonObject:
        if method == "users.info":
            return {"user": self._person(values.get("user")).shape()}
        if values.get("bot") != BOT_ID:
            raise Refused("bot_not_found")
        return {"bot": {"id": BOT_ID, "app_id": APP, "user_id": BOT, "name": "onkapi", "deleted": False}}

    def _conversation(self, method: str, values: JsonObject) -> JsonObject:
        if method == "conversations.open":
            return {"channel": {"id": self.dm(self._person(values.get("users"))).id}}
        place = self._place(values)
        return {"channel": {"id": place.id, "is_im": place.kind == "im", "is_ext_shared": place.shared}}

    def _place(self, values: JsonObject) -> Place:
        place = self.places.get(str(values.get("channel", "")))
        if place is None:
            raise Refused("channel_not_found")
        if place.id in self.archived:
            raise Refused("is_archived")
        if place.id in self.absent:
            raise Refused("not_in_channel")
        return place

    def _person(self, number: object) -> Person:
        person = self.people.get(str(number))
        if person is None:
            raise Refused("user_not_found")
        return person

    def _message(self, values: JsonObject, name: str = "ts") -> JsonObject:
        found = self.messages.get((self._place(values).id, str(values.get(name))))
        if found is None:
            raise Refused("message_not_found")
        return found

    def _reaction(self, method: str, values: JsonObject) -> JsonObject:
        message = self._message(values, "timestamp")
        channel, ts = str(values["channel"]), str(values["timestamp"])
        if method == "reactions.get":
            shown = [{"name": name, "users": [BOT], "count": 1} for name in self.reactions_on(channel, ts)]
            return {"type": "message", "channel": channel, "message": {**_inner(message), "reactions": shown}}
        one = (channel, ts, str(values.get("name")))
        if not re.fullmatch(r"[a-z0-9_+'-]{1,100}", one[2]):
            raise Refused("invalid_name")
        if (one in self.reactions) == (method == "reactions.add"):
            raise Refused("already_reacted" if method == "reactions.add" else "no_reaction")
        if method == "reactions.add":
            self.reactions.append(one)
        else:
            self.reactions.remove(one)
        return {}

    def _post(self, values: JsonObject) -> JsonObject:
        place = self._place(values)
        if place.kind == "im" and self.people[place.user].deleted:
            raise Refused("channel_not_found")
        rules.check_message(values)
        thread = values.get("thread_ts")
        if thread and (place.id, thread) not in self.messages:
            raise Refused("thread_not_found")
        self.notified += rules.notified(values)
        if place.kind != "im" and values.get("unfurl_links"):
            raise Refused("a_test_allows_no_unfurling")
        return self._shown(
            place, {name: values[name] for name in ("text", "blocks", "metadata") if name in values}, thread
        )

    def _shown(self, place: Place, content: JsonObject, thread: object = None) -> JsonObject:
        ts = self._ts()
        message = {
            "type": "message", "user": BOT, "bot_id": BOT_ID, "app_id": APP, "team": TEAM, "ts": ts,
            "channel": place.id, "bot_profile": {"id": BOT_ID, "app_id": APP}, "text": "", **content,
            **({"thread_ts": thread} if thread else {}),
        }  # fmt: skip
        self.messages[place.id, ts] = message
        self.first_shown[place.id, ts] = message
        self._tell(place, {**message, "event_ts": ts, "channel_type": place.kind})
        return {"channel": place.id, "ts": ts, "message": _inner(message)}

    def _whisper(self, values: JsonObject) -> JsonObject:
        place, person = self._place(values), self._person(values.get("user"))
        rules.check_message(values)
        self.notified += rules.notified(values)
        ts = self._ts()
        self.whispers.append({**values, "place": place.id, "person": person.id, "ts": ts})
        return {"message_ts": ts}

    async def act(self, request: web.Request) -> web.Response:
        """Do to a message that only one person sees what the address of his press allows."""
        asked = await request.json()
        self.calls.append(Call("response_url", asked, time.monotonic()))
        if asked.get("delete_original"):
            self.whispers = [each for each in self.whispers if each["ts"] != request.match_info["ts"]]
        return web.Response(text="ok")

    def _change(self, method: str, values: JsonObject) -> JsonObject:
        message = self._message(values)
        if message.get("bot_id") != BOT_ID:
            raise Refused("cant_update_message" if method == "chat.update" else "cant_delete_message")
        place = self.places[message["channel"]]
        if method == "chat.delete":
            del self.messages[place.id, message["ts"]]
            return {"channel": place.id, "ts": message["ts"]}
        rules.check_message(values, most=rules.MOST_UPDATED)
        self.notified += rules.notified(values)
        after = {**message, "text": values.get("text", ""), "blocks": values.get("blocks", [])}
        self.messages[place.id, message["ts"]] = after
        self._tell(
            place, self._hidden("message_changed", place, message=_inner(after), previous_message=_inner(message))
        )
        return {"channel": place.id, "ts": message["ts"], "text": after["text"]}

    def _history(self, method: str, values: JsonObject) -> JsonObject:
        place = self._place(values)
        thread = str(values.get("ts", "")) if method.endswith("replies") else ""
        if thread and (place.id, thread) not in self.messages:
            raise Refused("thread_not_found")
        oldest, latest = float(values.get("oldest", 0)), float(values.get("latest", 0) or 1e12)
        edge = str(values.get("inclusive", "")).lower() in {"true", "1"}
        found = [
            message
            for (channel, ts), message in sorted(self.messages.items(), key=lambda each: each[0][1])
            if channel == place.id
            and (thread in (ts, message.get("thread_ts")) if thread else not message.get("thread_ts"))
            and (oldest < float(ts) < latest or (edge and float(ts) in (oldest, latest)))
        ]
        if not values.get("include_all_metadata"):
            found = [{name: value for name, value in each.items() if name != "metadata"} for each in found]
        ordered = found if thread else found[::-1]
        return {"messages": [_inner(each) for each in ordered[: int(values.get("limit", 100))]], "has_more": False}

    def _view(self, method: str, values: JsonObject) -> JsonObject:
        view = rules.check_view(values.get("view"))
        self.notified += rules.notified({"blocks": view["blocks"]})
        if method == "views.publish":
            self.homes[self._person(values.get("user_id")).id] = {"id": f"V{next(self._ids):06}", **view}
            return {"view": self.homes[values["user_id"]]}
        if method == "views.open":
            made = self.triggers.pop(str(values.get("trigger_id")), None)
            if made is None:
                raise Refused("exchanged_trigger_id" if values.get("trigger_id") else "invalid_trigger_id")
            if time.monotonic() - made > 3:
                raise Refused("expired_trigger_id")
            number = f"V{next(self._ids):06}"
        else:
            number = str(values.get("view_id"))
            if number not in self.views:
                raise Refused("not_found")
            if values.get("hash") not in (None, self.views[number]["hash"]):
                raise Refused("hash_conflict")
        self.views[number] = {**view, "id": number, "hash": f"h{next(self._ids)}", "state": {"values": {}}}
        return {"view": self.views[number]}

    def _upload(self, method: str, values: JsonObject) -> JsonObject:
        match method:
            case "files.delete":
                return self._delete_file(str(values.get("file")))
            case "files.completeUploadExternal":
                return self._complete(values)
        if method == "files.getUploadURLExternal":
            if not str(values.get("filename", "")) or int(values.get("length", 0)) < 1:
                raise Refused("invalid_arguments")
            shape = self.file(b"", str(values["filename"]))
            shape["size"] = int(values["length"])
            return {"upload_url": f"{self.address}/upload/v1/{shape['id']}", "file_id": shape["id"]}
        if method == "files.info":
            if str(values.get("file")) not in self.contents:
                raise Refused("file_not_found")
            return {"file": self.contents[str(values["file"])][0]}
        raise Refused("unknown_method")

    def _complete(self, values: JsonObject) -> JsonObject:
        shapes = []
        for each in values.get("files", []):
            if each["id"] not in self.contents or not self.contents[each["id"]][1]:
                raise Refused("file_not_found")
            shape, content = self.contents[each["id"]]
            if shape["size"] != len(content):
                raise Refused("file_upload_size_mismatch")
            shape["title"] = each.get("title", shape["name"])
            shapes.append(shape)
        if values.get("channel_id"):
            place = self._place({"channel": values["channel_id"]})
            self.notified += rules.notified({"text": values.get("initial_comment", "")})
            self._shown(place, {"text": values.get("initial_comment", ""), "files": shapes}, values.get("thread_ts"))
        return {"files": [{"id": each["id"], "title": each["title"]} for each in shapes]}

    def _delete_file(self, number: str) -> JsonObject:
        if self.contents.pop(number, None) is None:
            raise Refused("file_not_found")
        for key, message in list(self.messages.items()):
            if any(each["id"] == number for each in message.get("files", ())):
                del self.messages[key]
        return {}

    async def receive_upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file that was announced."""
        fault = self._fault("upload", {})
        number = request.match_info["number"]
        content = await request.read()
        self.calls.append(Call("upload", {"file": number, "size": len(content)}, time.monotonic(), done=fault is None))
        if fault is not None or number not in self.contents:
            return web.Response(status=500)
        self.contents[number] = (self.contents[number][0], content)
        return web.Response(text=f"OK - {len(content)}")

    async def give_file(self, request: web.Request) -> web.Response:
        """Give out a file to who shows the token; to everybody else a page to sign in, with 200."""
        number = request.match_info["number"].partition("-")[2]
        self.calls.append(Call("download", {"file": number}, time.monotonic()))
        fault = self._fault("download", {})
        if fault is not None:
            await self._hush(fault.silence, request)
            return web.Response(status=502)
        granted = self.scopes is None or "files:read" in self.scopes
        if self.signs_in or not granted or request.headers.get("Authorization") != f"Bearer {self.bot_token}":
            return web.Response(
                text="<!DOCTYPE html><html><title>Slack</title>Sign in</html>", content_type="text/html"
            )
        found = self.contents.get(number)
        return web.Response(status=404) if found is None else web.Response(body=found[1])


def buttons_of(message: Mapping[str, Any]) -> list[tuple[str, JsonObject]]:
    """Return the buttons of a message with the ids of their blocks, in their order."""
    return [
        (block.get("block_id", ""), element)
        for block in message.get("blocks", [])
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def _inner(message: JsonObject) -> JsonObject:
    """Return a message as it stands inside another payload."""
    return {name: value for name, value in message.items() if name not in {"channel", "event_ts", "channel_type"}}


def _acted(action: JsonObject, block: str, ts: str) -> JsonObject:
    known = {"type": action["type"], "action_id": action["action_id"], "block_id": block or "made-up", "action_ts": ts}
    if action["type"] == "overflow":
        return known | {"selected_option": action["selected_option"]}
    return known | ({"text": action["text"], "value": action.get("value", "")} if action["type"] == "button" else {})


def _filled(element: JsonObject, given: str | None) -> JsonObject:
    if element["type"] == "plain_text_input":
        return {"type": element["type"], "value": element.get("initial_value") if given is None else given}
    if element["type"] == "datepicker":
        return {"type": element["type"], "selected_date": given or element.get("initial_date")}
    chosen = next((each for each in options_of(element) if each["value"] == given), element.get("initial_option"))
    return {"type": element["type"], "selected_option": chosen}


def _refusal(refused: Refused) -> web.Response:
    body: JsonObject = {"ok": False, "error": refused.error}
    if refused.error == "missing_scope":
        body["needed"] = ",".join(refused.messages)
    elif refused.messages:
        body["response_metadata"] = {"messages": list(refused.messages)}
    if refused.retry_after:
        return web.json_response(body, status=429, headers={"Retry-After": str(refused.retry_after)})
    return web.json_response(body)


async def _read(request: web.Request) -> JsonObject:
    """Read a call as JSON or as a form; values of a form may be JSON themselves."""
    if request.content_type == "application/json":
        found: JsonObject = await request.json()
        return found
    values: JsonObject = dict(request.query)
    values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    for name in _JSON & set(values):
        with suppress(ValueError):
            values[name] = json.loads(values[name])
    return values


def manifest_of(api: SlackApi, manifest: Mapping[str, Any]) -> None:
    """Let the app be what its manifest says: its scopes, and the events that it hears of."""
    api.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    api.events = set(manifest["settings"]["event_subscriptions"]["bot_events"])


def renamed(person: Person, **changes: Any) -> Person:
    """Return `person` with some of his data changed."""
    return replace(person, **changes)


@contextmanager
def slack_api(port: int = 0, known: SlackApi | None = None) -> Iterator[SlackApi]:
    """Serve the platform from a thread of its own; `known` goes on with what it was."""
    api = known or SlackApi()
    api.is_open = True
    ready, ending = threading.Event(), threading.Event()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        api.address = f"http://127.0.0.1:{listener.getsockname()[1]}"

        async def serve() -> None:
            app = web.Application(client_max_size=64 << 20)
            app.router.add_route("*", "/api/{method}", api.answer)
            app.router.add_post("/upload/v1/{number}", api.receive_upload)
            app.router.add_get("/files-pri/{number}/{name}", api.give_file)
            app.router.add_get("/link/", api.connect)
            app.router.add_post("/actions/{ts}", api.act)
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
            await runner.setup()
            await web.SockSite(runner, listener).start()
            pushing = asyncio.create_task(api.push())
            ready.set()
            while not ending.is_set():  # noqa: ASYNC110 -- set from another thread
                await asyncio.sleep(_GLANCE)
            pushing.cancel()
            with suppress(asyncio.CancelledError):
                await pushing
            await api.hang_up()
            await runner.cleanup()

        thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
        thread.start()
        assert ready.wait(10), "the platform did not start"
        try:
            yield api
        finally:
            api.is_open = False
            ending.set()
            thread.join(10)
            assert not thread.is_alive(), "the platform did not end"
