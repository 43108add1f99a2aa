"""One update, from how it came to what the engine keeps of it; then its press is answered and its chat watched."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Callable
from dataclasses import replace

from telegram import Bot
from telegram.error import TelegramError

from channels.telegram import parse, render
from channels.telegram.client import failed
from channels.telegram.media import Fetching
from channels.telegram.parse import Event
from core.channel import Answer, Host
from core.errors import OnkapiError
from core.messages import File, Inbound, Language, Lost

_SOON = 2.0
"""Seconds after which a press gets an empty answer: the person must not wait for the wheel on the button to stop."""

_log = logging.getLogger(__name__)


class Taking:
    """Takes the updates of one account, in whatever way they come.

    `seen` hears of each chat in which something was said; `ask_language` shows the choice of languages.
    """

    def __init__(
        self, account: str, bot: Bot, seen: Callable[[str], None], ask_language: Callable[[str, Language], None]
    ) -> None:
        self._account, self._bot, self._seen, self._ask_language = account, bot, seen, ask_language
        self._fetching = Fetching(bot)
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, host: Host, raw: object) -> None:
        """Keep what `raw` says. When this raises, nothing was kept, and the platform must bring it again.

        What cannot be read, or breaks the engine, is kept as it is: the next one must be served.
        """
        try:
            event = parse.read(raw, self._account, host.now())
        except Exception as error:  # noqa: BLE001 -- whatever the library raises, the next one must be served
            await self._bury(host, raw, error)
            return
        if event is None:
            return
        try:
            await self._keep(host, event)
        except OnkapiError:
            raise
        except OSError:
            raise  # the disk may have room again
        except Exception as error:  # noqa: BLE001 -- as above
            await self._bury(host, raw, error)

    async def stop(self) -> None:
        """Finish the answers that are on their way."""
        if self._answering:
            await asyncio.wait(self._answering, timeout=_SOON)

    async def _keep(self, host: Host, event: Event) -> None:
        if event.asks_language:
            self._ask_language(event.chat, event.asks_language)
        if event.inbound is None:
            self._later(event.query, Answer())
            return
        inbound = await self._with_files(host, event, event.inbound)
        receiving = asyncio.ensure_future(host.receive(inbound))
        done, _ = await asyncio.wait({receiving}, timeout=_SOON if event.query else None)
        if not done:
            self._later(event.query, Answer())
        answer = await receiving
        if done:
            self._later(event.query, answer)
        self._seen(event.chat)

    async def _with_files(self, host: Host, event: Event, inbound: Inbound) -> Inbound:
        found = [await self._fetching.fetch(host, inbound.address, wanted) for wanted in event.wanted]
        files = tuple(each for each in found if isinstance(each, File))
        lost = tuple(each for each in found if isinstance(each, Lost))
        return replace(inbound, files=files, lost=inbound.lost + lost)

    async def _bury(self, host: Host, raw: object, error: Exception) -> None:
        number = parse.id_of(raw)
        whole = json.dumps(raw, sort_keys=True, default=repr)
        event_id = str(number) if number is not None else hashlib.sha256(whole.encode()).hexdigest()
        kept = raw if isinstance(raw, dict) else {"raw": raw}
        await host.unreadable(self._account, event_id, kept, f"{type(error).__name__}: {error}")
        _log.warning("unreadable: %s on %s", type(error).__name__, self._account)

    def _later(self, query: str, answer: Answer) -> None:
        """Answer a press, and let nobody wait for that."""
        if query:
            task = asyncio.create_task(self._answer(query, answer))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)

    async def _answer(self, query: str, answer: Answer) -> None:
        """Stop the wheel on a button; one that is too old turns no more."""
        try:
            await self._bot.answer_callback_query(query, text=render.toast(answer.text) or None)
        except TelegramError as error:
            _log.info("press not answered: %s on %s", failed(error).reason, self._account)
