"""A stand-in of Telegram's Bot API on a free port of this machine: it records, and refuses what the platform refuses.

It knows the platform's rules (offsets, one poller, limits, webhooks with retries) after the public documentation,
and nothing of ours. Faults are put into it: see `BotApi.fails`, `is_silent`, `loses_answer`.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.standins import telegram_rules as rules
from tests.standins.telegram_groups import METHODS, Groups
from tests.standins.telegram_rules import Refused, bad

TOKEN = "7001002003:AAHtestTOKENofTheStandIn0123456789abc"
PATIENCE = 10.0
_GLANCE = 0.01

# The real client warns of a type that changes with its next version unless it is told that we know.
os.environ["PTB_TIMEDELTA"] = "true"

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a method, as it came; `done` says whether the platform did what was asked."""

    method: str
    values: JsonObject
    files: Mapping[str, tuple[str, bytes]]
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
    chat: int | None = None


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who writes to the bot in private: the chat has the user's number."""

    id: int
    first_name: str = "Ali"
    last_name: str = "Kaya"
    language_code: str = "tr"

    def shape(self) -> JsonObject:
        """Return the user as the platform tells him."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "language_code": self.language_code,
        }

    def chat(self) -> JsonObject:
        """Return the private chat with the user."""
        return {"id": self.id, "first_name": self.first_name, "last_name": self.last_name, "type": "private"}


@dataclass(slots=True)
class BotApi:
    """The platform with one bot. Used from a test's thread while it answers in its own."""

    token: str = TOKEN
    address: str = ""
    calls: list[Call] = field(default_factory=list)
    pending: dict[int, JsonObject] = field(default_factory=dict)
    messages: dict[tuple[int, int], JsonObject] = field(default_factory=dict)
    queries: dict[str, float] = field(default_factory=dict)
    known: set[int] = field(default_factory=set)
    blocked: set[int] = field(default_factory=set)
    contents: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    commands: dict[str, list[JsonObject]] = field(default_factory=dict)
    webhook: JsonObject = field(default_factory=dict)
    reaches: dict[str, str] = field(default_factory=dict)
    deliveries: list[tuple[int, int]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    parallel: int = 1
    dropped: int = 0
    is_open: bool = True
    reads_groups: bool = False
    query_life: float = 15.0
    clock: Callable[[], float] = time.time
    groups: Groups = field(init=False)
    _numbers: Iterator[int] = field(default_factory=lambda: count(500_000_001))
    _ids: Iterator[int] = field(default_factory=lambda: count(1))
    _poll: int = 0
    _asked_for: frozenset[str] | None = None

    def __post_init__(self) -> None:
        self.groups = Groups(self)

    # What people do.

    def says(self, user: User, text: str, **more: Any) -> JsonObject:
        """Let `user` write `text`; return the update."""
        first = text.split(maxsplit=1)[0] if text.strip() else ""
        entities = [{"type": "bot_command", "offset": 0, "length": len(first)}]
        return self.writes(user, text=text, **({"entities": entities} if text[:1] == "/" else {}), **more)

    def writes(self, user: User, **content: Any) -> JsonObject:
        """Let `user` send a message with `content`."""
        return self.deliver({"message": self.message(user, **content)})

    def edits(self, user: User, update: JsonObject, text: str) -> JsonObject:
        """Let `user` change what he wrote."""
        edited = {**update["message"], "text": text, "edit_date": int(self.clock())}
        self.messages[user.id, edited["message_id"]] = edited
        return self.deliver({"edited_message": edited})

    def presses(self, user: User, message: JsonObject, data: str) -> JsonObject:
        """Let `user` press a button with `data` under a message of the bot."""
        number = f"{next(self._ids) + 4_382_000_000_000}"
        self.queries[number] = self.clock()
        query = {"id": number, "from": user.shape(), "message": message, "chat_instance": "-77", "data": data}
        return self.deliver({"callback_query": query})

    def picks(self, user: User, label: str) -> JsonObject:
        """Let `user` press the newest button that says `label`."""
        for message in reversed(self.said_to(user)):
            rows = message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in rules.flat(rows):
                if button["text"] == label:
                    return self.presses(user, message, button["callback_data"])
        raise AssertionError(f"no button says {label!r}: {[m.get('text') for m in self.said_to(user)]}")

    def message(self, user: User, **content: Any) -> JsonObject:
        """Return a new message of `user`, which is not delivered."""
        self.known.add(user.id)
        number = next(self._ids)
        whole = {"message_id": number, "from": user.shape(), "chat": user.chat(), "date": int(self.clock()), **content}
        self.messages[user.id, number] = whole
        return whole

    def file(self, content: bytes, name: str = "file.bin", size: int | None = None) -> JsonObject:
        """Keep `content` for download; return what a message says of it. `size` is what it claims."""
        number = next(self._ids)
        file_id = f"AgACAgQAAx{number:06}"
        self.contents[file_id] = (f"documents/file_{number}{name[name.rfind('.') :]}", content)
        return {"file_id": file_id, "file_unique_id": f"AQAD{number:06}", "file_size": size or len(content)}

    def deliver(self, update: JsonObject) -> JsonObject:
        """Queue an update; without a number it gets the next one."""
        whole = {"update_id": next(self._numbers), **update}
        if self._asked_for is None or self._asked_for & whole.keys():
            self.pending[whole["update_id"]] = whole
        return whole

    def next_id(self) -> int:
        """Return a number that no message has."""
        return next(self._ids)

    def blocks(self, user: User) -> None:
        """Let `user` block the bot."""
        self.blocked.add(user.id)

    # What goes wrong.

    def fails(
        self, method: str, code: int, description: str, *, times: int = 1, chat: int | None = None, **more: int
    ) -> None:
        """Refuse the next calls of `method`."""
        self.faults.append(Fault(method, times, refusal=Refused(code, description, **more), chat=chat))

    def is_silent(self, method: str, seconds: float, *, times: int = 1) -> None:
        """Do nothing and say nothing for a while."""
        self.faults.append(Fault(method, times, silence=seconds))

    def loses_answer(self, method: str, seconds: float = 60.0, *, times: int = 1) -> None:
        """Do what is asked, and never say so."""
        self.faults.append(Fault(method, times, silence=seconds, done_first=True))

    def stammers(self, method: str, body: bytes, *, status: int = 200, times: int = 1) -> None:
        """Answer with something that is no answer of the platform."""
        self.faults.append(Fault(method, times, raw=(status, body)))

    # What a test looks at.

    def said_to(self, user: User) -> list[JsonObject]:
        """Return what the bot shows to `user`, oldest first."""
        return [message for (chat, _), message in sorted(self.messages.items()) if chat == user.id and _of_bot(message)]

    def texts_to(self, user: User) -> list[str]:
        """Return the texts and captions that the bot shows to `user`."""
        return [str(message.get("text", message.get("caption", ""))) for message in self.said_to(user)]

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

    # The platform.

    async def answer(self, request: Request) -> Response:
        """Answer one call of a method."""
        if request.path_params["bot"] != f"bot{self.token}":
            return _refusal(Refused(401, "Unauthorized"))
        method = request.path_params["method"]
        try:
            values, files = await _read(request)
        except ClientDisconnect:
            return Response(status_code=400)
        try:
            fault = self._fault(method, values)
            if fault is None or fault.done_first:
                result = await self._do(method, values, files, request)
                self.calls.append(Call(method, values, files, time.monotonic()))
            else:
                result = None
                self.calls.append(Call(method, values, files, time.monotonic(), done=False))
            if fault is not None:
                await self._hush(fault.silence, request)
                if fault.raw is not None:
                    return Response(fault.raw[1], fault.raw[0], media_type="text/html")
                raise fault.refusal or Refused(502, "Bad Gateway")
        except Refused as refused:
            if not self.calls or self.calls[-1].values is not values:
                self.calls.append(Call(method, values, files, time.monotonic(), done=False))
            return _refusal(refused)
        return JSONResponse({"ok": True, "result": result})

    async def download(self, request: Request) -> Response:
        """Give out a file by the path that `getFile` returned."""
        if request.path_params["bot"] != f"bot{self.token}":
            return _refusal(Refused(401, "Unauthorized"))
        path = request.path_params["path"]
        self.calls.append(Call("download", {"path": path}, {}, time.monotonic()))
        fault = self._fault("download", {})
        if fault is not None:
            await self._hush(fault.silence, request)
            return _refusal(fault.refusal or Refused(502, "Bad Gateway"))
        found = next((content for known, content in self.contents.values() if known == path), None)
        return (
            Response(found, media_type="application/octet-stream")
            if found is not None
            else _refusal(Refused(404, "Not Found"))
        )

    async def push(self) -> None:
        """Deliver what is pending to the webhook, one after the other, until it answers with 2xx."""
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            while self.is_open:
                await asyncio.sleep(_GLANCE)
                if self.webhook and self.pending:
                    first = sorted(self.pending)[: self.parallel]
                    done = await asyncio.gather(*(self._push(http, number) for number in first))
                    if not all(done):
                        await asyncio.sleep(0.1)

    async def _push(self, http: httpx.AsyncClient, number: int) -> bool:
        url: str = self.webhook["url"]
        for public, local in self.reaches.items():
            url = url.replace(public, local, 1) if url.startswith(public) else url
        if number not in self.pending:
            return True
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if (secret := self.webhook["secret_token"]) else {}
        try:
            status = (await http.post(url, json=self.pending[number], headers=headers)).status_code
        except (httpx.HTTPError, KeyError):
            status = 0
        self.deliveries.append((number, status))
        if 200 <= status < 300:
            self.pending.pop(number, None)
            return True
        self.webhook["last_error_message"] = f"Wrong response from the webhook: {status}"
        self.webhook["last_error_date"] = int(self.clock())
        return False

    def _fault(self, method: str, values: JsonObject) -> Fault | None:
        for fault in self.faults:
            if fault.method in (method, "*") and fault.chat in (None, values.get("chat_id")):
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def _hush(self, seconds: float, request: Request) -> None:
        end = time.monotonic() + seconds
        while self.is_open and time.monotonic() < end and not await request.is_disconnected():  # noqa: ASYNC110 -- set from another thread
            await asyncio.sleep(_GLANCE)

    async def _do(self, method: str, values: JsonObject, files: Mapping[str, Any], request: Request) -> Any:
        self.groups.count(method, values)
        if method in METHODS:
            return self.groups.do(method, values)
        match method:
            case "getMe":
                return self.myself()
            case "getUpdates":
                return await self._updates(values, request)
            case "setWebhook" | "deleteWebhook" | "getWebhookInfo":
                return self._hook(method, values)
            case "sendMessage" | "sendPhoto" | "sendDocument":
                return self._send(method, values, files)
            case "editMessageText" | "editMessageReplyMarkup":
                return self._edit(method, values)
            case "answerCallbackQuery":
                return self._answer_query(values)
            case "sendChatAction":
                return self.groups.place(values) is not None or self.chat(values) is not None
            case "setMyCommands":
                rules.check_commands(values.get("commands"))
                scope = values.get("scope") or {}
                if scope.get("type") == "chat":
                    self.groups.menu(int(scope["chat_id"]), values["commands"])
                else:
                    self.commands[values.get("language_code", "")] = values["commands"]
                return True
            case "getFile":
                return self._file(values)
        raise Refused(404, "Not Found")

    def myself(self) -> JsonObject:
        """Return the bot as the platform tells it."""
        return {
            "id": int(self.token.partition(":")[0]),
            "is_bot": True,
            "first_name": "Örnek BT",
            "username": "ornek_bt_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": self.reads_groups,
            "supports_inline_queries": False,
        }

    async def _updates(self, values: JsonObject, request: Request) -> list[JsonObject]:
        if self.webhook:
            raise Refused(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        self._asked_for = frozenset(values.get("allowed_updates") or ()) or self._asked_for
        self._poll += 1
        mine, offset = self._poll, int(values.get("offset", 0))
        if offset < 0:
            # "All previous updates will be forgotten": what a bot must never ask for.
            kept = sorted(self.pending)[offset:]
            self.dropped += len(self.pending) - len(kept)
            self.pending = {number: self.pending[number] for number in kept}
        for number in [number for number in self.pending if offset > number]:
            self.pending.pop(number, None)
        end = time.monotonic() + int(values.get("timeout", 0))
        while not self.pending and time.monotonic() < end and self.is_open and not await request.is_disconnected():
            await asyncio.sleep(_GLANCE)
            if mine != self._poll:
                raise Refused(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
        return [self.pending[number] for number in sorted(self.pending)[: int(values.get("limit", 100))]]

    def _hook(self, method: str, values: JsonObject) -> Any:
        if method == "getWebhookInfo":
            shown = {name: value for name, value in self.webhook.items() if name != "secret_token"}
            return {"url": "", "has_custom_certificate": False, "pending_update_count": len(self.pending), **shown}
        if values.get("drop_pending_updates"):
            self.dropped += len(self.pending)
            self.pending.clear()
        self.webhook = {}
        if method == "setWebhook" and values.get("url"):
            rules.check_webhook(values["url"], values.get("secret_token", ""))
            allowed = values.get("allowed_updates", [])
            self._asked_for = frozenset(allowed) or self._asked_for
            self.webhook = {
                "url": values["url"], "secret_token": values.get("secret_token", ""), "allowed_updates": allowed,
                "max_connections": values.get("max_connections", 40),
            }  # fmt: skip
        return True

    def chat(self, values: JsonObject) -> int:
        """Return the private chat of a call, or refuse it."""
        chat = int(values.get("chat_id", 0))
        if chat in self.blocked:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat not in self.known:
            raise bad("chat not found")
        return chat

    def _send(self, method: str, values: JsonObject, files: Mapping[str, tuple[str, bytes]]) -> JsonObject:
        place = self.groups.place(values)
        chat = self.chat(values) if place is None else int(values["chat_id"])
        place = place or {"chat": {"id": chat, "type": "private", "first_name": "Ali"}}
        rules.check_keyboard(values.get("reply_markup"))
        shown: JsonObject = {}
        if method == "sendMessage":
            rules.check_text(values.get("text"), values.get("entities"))
            shown = {"text": values["text"].strip(), "entities": values.get("entities", [])}
        else:
            kind = method.removeprefix("send").lower()
            rules.check_text(values.get("caption", ""), values.get("caption_entities"), rules.MOST_CAPTION, empty=True)
            if kind not in files:
                raise bad(f"there is no {kind} in the request")
            name, content = files[kind]
            rules.check_upload(kind, content)
            known = self.file(content, name)
            whole = [{**known, "width": 16, "height": 16}] if kind == "photo" else {**known, "file_name": name}
            shown = {"caption": values.get("caption", ""), kind: whole}
        answered = values.get("reply_parameters") or {}
        replied = self.messages.get((chat, answered.get("message_id", 0)))
        if answered and replied is None and not answered.get("allow_sending_without_reply"):
            raise bad("message to be replied not found")
        message = {
            "message_id": next(self._ids), "from": self.myself(), "date": int(self.clock()), **place, **shown,
            **({"reply_to_message": {**replied, "reply_to_message": None}} if replied else {}),
            **({"reply_markup": values["reply_markup"]} if values.get("reply_markup") else {}),
        }  # fmt: skip
        self.messages[chat, message["message_id"]] = message
        self.groups.notify(values)
        return message

    def _edit(self, method: str, values: JsonObject) -> JsonObject:
        group = self.groups.known.get(int(values.get("chat_id", 0)))
        if group is not None:
            self.groups.standing(group)
        chat = self.chat(values) if group is None else group.id
        message = self.messages.get((chat, int(values.get("message_id", 0))))
        if message is None or not _of_bot(message):
            raise bad("message to edit not found")
        rules.check_keyboard(values.get("reply_markup"))
        before: tuple[Any, ...] = (message.get("text"), message.get("entities", []), message.get("reply_markup"))
        if method == "editMessageText":
            rules.check_text(values.get("text"), values.get("entities"))
            after = (values["text"].strip(), values.get("entities", []), values.get("reply_markup"))
            self.groups.notify(values)
        else:
            after = (message.get("text"), message.get("entities", []), values.get("reply_markup"))
        if before == after:
            raise bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        message.pop("reply_markup", None)
        message |= {"text": after[0], "entities": after[1], **({"reply_markup": after[2]} if after[2] else {})}
        return message

    def _answer_query(self, values: JsonObject) -> bool:
        asked = self.queries.pop(values.get("callback_query_id", ""), None)
        if asked is None or self.clock() - asked > self.query_life:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if rules.units(values.get("text", "")) > rules.MOST_TOAST:
            raise bad("MESSAGE_TOO_LONG")
        return True

    def _file(self, values: JsonObject) -> JsonObject:
        found = self.contents.get(values.get("file_id", ""))
        if found is None:
            raise bad("invalid file_id")
        path, content = found
        if len(content) > rules.DOWNLOAD:
            raise bad("file is too big")
        return {
            "file_id": values["file_id"], "file_unique_id": "AQAD", "file_size": len(content), "file_path": path,
        }  # fmt: skip


def _of_bot(message: JsonObject) -> bool:
    return bool(message["from"]["is_bot"])


def _refusal(refused: Refused) -> JSONResponse:
    body: JsonObject = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return JSONResponse(body, status_code=refused.code)


async def _read(request: Request) -> tuple[JsonObject, dict[str, tuple[str, bytes]]]:
    """Read a call as a form, with or without files, or as JSON; values of a form may be JSON themselves."""
    if request.headers.get("content-type", "").startswith("application/json"):
        found: JsonObject = await request.json()
        return found, {}
    values: JsonObject = {name: _value(name, value) for name, value in request.query_params.items()}
    files: dict[str, tuple[str, bytes]] = {}
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                files[name] = (value.filename or "", await value.read())
            else:
                values[name] = _value(name, value)
    return values, files


def _value(name: str, value: str) -> Any:
    if name in {"text", "caption", "url", "secret_token", "file_id", "callback_query_id", "language_code"}:
        return value
    with suppress(ValueError):
        return json.loads(value)
    return value


@contextmanager
def bot_api(port: int = 0, known: BotApi | None = None) -> Iterator[BotApi]:
    """Serve the platform from a thread of its own; `known` goes on with what it was."""
    api = known or BotApi()
    api.is_open = True

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None, None]:
        pushing = asyncio.create_task(api.push())
        yield
        pushing.cancel()
        with suppress(asyncio.CancelledError):
            await pushing

    routes = [
        Route("/file/{bot}/{path:path}", api.download),
        Route("/{bot}/{method}", api.answer, methods=["GET", "POST"]),
    ]
    config = uvicorn.Config(
        Starlette(routes=routes, lifespan=lifespan), log_config=None, timeout_graceful_shutdown=1, lifespan="on"
    )
    server = uvicorn.Server(config)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])), daemon=True)
        thread.start()
        while not server.started:
            thread.join(_GLANCE)
            assert thread.is_alive(), "the platform did not start"
        api.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            yield api
        finally:
            api.is_open = False
            server.should_exit = True
            thread.join(10)
            assert not thread.is_alive(), "the platform did not end"
