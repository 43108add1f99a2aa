"""How long a page or an operation may take to begin its answer: a database that stands still takes for ever.

Theory of operation. The application behind works in a task of its own, and a clock runs while it does: not while it
waits for what the other side has yet to send, and not any more once it answers. When the time is over, the request is
answered in its place. What only reads is broken off then. What changes something goes on, unheard: broken off between
two of its steps it would be half done. Who sends it once more with the same mark or key does it once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.ingress import ANSWER_SECONDS
from core.errors import OnkapiError

log = structlog.get_logger(__name__)

SECONDS = ANSWER_SECONDS + 0.5
"""A little longer than the doors of channels take for themselves, whose own sentence is the better one."""

READS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""

Answer = Callable[[Request], Awaitable[Response]]

_late: set[asyncio.Task[Any]] = set()


class Patience:
    """Lets `late` answer what `app` has not begun to answer in time, but for addresses that begin with one of `but`."""

    def __init__(self, app: ASGIApp, late: Answer, but: tuple[str, ...] = ()) -> None:
        self._app = app
        self._late = late
        self._but = but

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back if it comes in time."""
        if scope["type"] != "http" or scope["path"].startswith(self._but):
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})  # what is found out about who asks is known here, too
        watched = _Watched(receive, send)
        work = asyncio.create_task(self._pass_on(scope, watched))
        try:
            await watched.wait(work)
        except asyncio.CancelledError:
            work.cancel()
            raise
        if work.done() or watched.answers.is_set():
            await work
            return
        watched.over = True
        _late.add(work)
        work.add_done_callback(_ended)
        if scope["method"] in READS:
            work.cancel()
        log.info("request_took_too_long", path=scope["path"])
        response = await self._late(Request(scope))
        await response(scope, receive, send)

    async def _pass_on(self, scope: Scope, watched: _Watched) -> None:
        await self._app(scope, watched.receive, watched.send)


class _Watched:
    """One request: what passes between the server and the application, and for how long the latter has worked."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._reading = 0
        self._since = monotonic()
        self.answers = asyncio.Event()
        self.over = False

    async def receive(self) -> Message:
        """Wait for more of the request; when it was answered already, nobody is there any more."""
        if self.over:
            return {"type": "http.disconnect"}
        self._reading += 1
        try:
            return await self._receive()
        finally:
            self._reading -= 1
            self._since = monotonic()

    async def send(self, message: Message) -> None:
        """Send a part of the answer, unless it comes too late."""
        if not self.over:
            self.answers.set()
            await self._send(message)

    async def wait(self, work: asyncio.Task[None]) -> None:
        """Return when `work` answers, has ended, or has taken too long."""
        answers = asyncio.create_task(self.answers.wait())
        try:
            while not (work.done() or answers.done()) and (left := self._left()) > 0:
                await asyncio.wait({work, answers}, timeout=left, return_when=asyncio.FIRST_COMPLETED)
        finally:
            answers.cancel()

    def _left(self) -> float:
        return SECONDS if self._reading else self._since + SECONDS - monotonic()


def _ended(work: asyncio.Task[Any]) -> None:
    """Tell what came of work that nobody heard of, if it is a mistake of ours."""
    _late.discard(work)
    if not work.cancelled() and (error := work.exception()) and not isinstance(error, OnkapiError):
        log.error("late_request_failed", exc_info=error)
