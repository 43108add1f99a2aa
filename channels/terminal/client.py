"""The chat in a terminal: a client of the terminal channel."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any, TextIO

import httpx
from rich.console import Console

from channels.recent import Recent
from channels.sentences import read
from channels.terminal.keyboard import Keyboard
from channels.terminal.picture import notice, picture
from core.messages import Language

_LABELS = read(Path(__file__).parent / "labels")
_LEAVE = frozenset({"/quit", "/exit", "/q"})
_LONG_POLL = 25
"""Seconds the server may keep a question for new lines."""
_GLANCE = 0.2
"""Seconds between two looks at an answer that is being prepared."""
_NEVER_MET = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol)
_PATIENCE = 120.0
"""Seconds after which a piped chat no longer waits for an answer."""


async def chat(
    base_url: str, account: str, token: str, language: Language, console: Console, source: TextIO | None = None
) -> None:
    """Let a person talk to the desk at `base_url` through the terminal account `account`.

    `token` says who the person is: 22 random characters or more. Lines come from `source`, standard input
    if None. From a terminal it is a live chat until `/quit`; from a file or pipe each line waits for its
    answer, and the end of the file is the end of the chat. Raises `ChatRefused`, and `NobodyThere` when the
    desk cannot be reached at first; a desk that goes away later is waited for.
    """
    lines = source or sys.stdin
    async with httpx.AsyncClient(
        base_url=f"{base_url}/hooks/terminal/{account}/",
        headers={"X-Onkapi-Visitor": token, "Accept-Language": language},
        timeout=httpx.Timeout(10.0, read=_LONG_POLL + 10.0),
        # A proxy has no business between two programs of one computer.
        trust_env=False,
    ) as http:
        session = _Session(http, console, language)
        if lines.isatty():
            await session.live()
        else:
            await session.piped(lines)


class _Session:
    """One chat from its first line to its last."""

    def __init__(self, http: httpx.AsyncClient, console: Console, language: Language) -> None:
        self._http, self._console, self._labels = http, console, _LABELS[language]
        self._keyboard: Keyboard | None = None
        self._recent = Recent()
        self._own: set[str] = set()
        self._lost = self._met = False

    async def live(self) -> None:
        self._say(self._labels["welcome"])
        await self._show(await self._ask())
        self._keyboard = Keyboard(self._console)
        listening = asyncio.create_task(self._listen())
        try:
            async for text in self._keyboard:
                if text.strip().lower() in _LEAVE:
                    break
                if text.strip():
                    await self._send(text)
        finally:
            listening.cancel()
            with suppress(asyncio.CancelledError):
                await listening

    async def piped(self, lines: TextIO) -> None:
        await self._settled()
        while line := await asyncio.to_thread(lines.readline):
            text = line.rstrip("\r\n")
            if text.strip().lower() in _LEAVE:
                break
            if text.strip():
                await self._send(text)
                await self._settled()

    async def _listen(self) -> None:
        while True:
            await self._show(await self._ask(wait=_LONG_POLL))

    async def _settled(self) -> None:
        """Show what comes until no answer is on its way any more."""
        try:
            async with asyncio.timeout(_PATIENCE):
                while True:
                    # Only a look that begins when nothing is on its way has seen everything.
                    calm = not (found := await self._ask())["busy"]
                    if not await self._show(found) and calm:
                        return
                    await asyncio.sleep(0 if calm else _GLANCE)
        except TimeoutError:
            self._say(self._labels["still_waiting"])

    async def _show(self, found: Mapping[str, Any]) -> bool:
        """Draw the lines that are new, and say whether there were any."""
        fresh = [line for line in found["lines"] if self._recent.take(line["id"])]
        for line in fresh:
            if self._keyboard is None or not self._own.intersection(line["message_ids"]):
                self._draw(line)
        return bool(fresh)

    async def _ask(self, wait: int = 0) -> Mapping[str, Any]:
        params = {"after": self._recent.floor, "known": len(self._recent), "wait": wait}
        return await self._until_heard("GET", "lines", params=params)

    async def _send(self, text: str) -> None:
        own_id = token_hex(16)
        self._own.add(own_id)
        answer = await self._until_heard("POST", "messages", json={"id": own_id, "text": _sendable(text)})
        if told := answer.get("error") or answer.get("answer"):
            self._say(told)

    async def _until_heard(self, method: str, path: str, **what: Any) -> Mapping[str, Any]:
        """Ask the server until it answers. A message carries its own id, so that it is kept once."""
        pause = 0.5
        while True:
            try:
                response = await self._http.request(method, path, **what)
            except httpx.TransportError as error:
                if not self._met and isinstance(error, _NEVER_MET):
                    raise self._nobody() from error
            else:
                self._met = True
                if response.status_code < 500:
                    if self._lost:
                        self._say(self._labels["back"])
                    self._lost = False
                    return self._heard(method, response)
            if not self._lost:
                self._say(self._labels["lost"])
            self._lost = True
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    def _heard(self, method: str, response: httpx.Response) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = response.json()
        except ValueError as error:
            raise self._nobody() from error
        if method == "GET" and response.is_client_error:
            # Nothing a retry could mend: the account, the token or the computer is wrong.
            raise ChatRefused(str(found.get("error", response.status_code)))
        return found

    def _nobody(self) -> NobodyThere:
        return NobodyThere(self._labels["nobody"].format(url=self._http.base_url.copy_with(path="/")))

    def _draw(self, line: Mapping[str, Any]) -> None:
        drawn = picture(line, you=self._labels["you"], desk=self._labels["desk"], width=self._console.width)
        self._print([drawn])

    def _say(self, sentence: str) -> None:
        self._print([notice(sentence)])

    def _print(self, what: Sequence[Any]) -> None:
        if self._keyboard is None:
            self._console.print(*what)
        else:
            self._keyboard.print_above(*what)


class ChatRefused(Exception):
    """The server refuses this chat; the message is its sentence for the person."""


class NobodyThere(Exception):
    """There is no desk at the address; the message is the sentence for the person."""


def _sendable(text: str) -> str:
    """Replace what a terminal with another encoding smuggled in and JSON over UTF-8 cannot carry."""
    return text.encode("utf-8", "replace").decode("utf-8")
