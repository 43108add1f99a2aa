"""One update, from how it came to what the engine keeps of it; then its press is answered and its chat watched."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from typing import Any

from telegram import Bot, ReplyParameters, User
from telegram.error import TelegramError

from channels.telegram import groups, parse, render
from channels.telegram.client import failed
from channels.telegram.groups import News
from channels.telegram.media import Fetching
from channels.telegram.parse import Event
from core.errors import OnkapiError
from core.host import Answer, Host
from core.messages import File, Inbound, Language, Lost

_SOON = 2.0
"""Seconds after which a press gets an empty answer: the person must not wait for the wheel on the button to stop."""

_PATIENCE = 10
"""Times that an answer in a room waits for room in its budget."""

_REMEMBERED = 2_000
"""People of rooms whose names are known: the platform tells who is named by the name alone."""

_log = logging.getLogger(__name__)


class Taking:
    """Takes the updates of one account, in whatever way they come.

    `seen` hears of each private chat in which something was said, `heard` of news of groups; `ask_language` shows the
    choice of languages. `me` is the bot as the platform tells it, once that is known.
    """

    def __init__(
        self,
        account: str,
        bot: Bot,
        seen: Callable[[str], None],
        ask_language: Callable[[str, Language], None],
        heard: Callable[[Host, News], Awaitable[None]],
    ) -> None:
        self._account, self._bot, self._seen, self._ask_language = account, bot, seen, ask_language
        self._heard = heard
        self.me: User | None = None
        self._numbers: OrderedDict[str, str] = OrderedDict()
        self._fetching = Fetching(bot)
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, host: Host, raw: object) -> None:
        """Keep what `raw` says. When this raises, nothing was kept, and the platform must bring it again.

        What cannot be read, or breaks the engine, is kept as it is: the next one must be served.
        """
        try:
            event = parse.read(raw, self._account, host.now(), host.rooms(self._account), self.me)
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
        if event.news:
            await self._heard(host, event.news)
        if event.inbound is None:
            self._later(event.query, Answer())
            return
        inbound = await self._with_files(host, event, self._known(event, event.inbound))
        receiving = asyncio.ensure_future(host.receive(inbound))
        done, _ = await asyncio.wait({receiving}, timeout=_SOON if event.query else None)
        if not done:
            self._later(event.query, Answer())
        answer = await receiving
        if done:
            self._later(event.query, answer)
        if not event.in_room:
            self._seen(event.chat)
        elif answer.text and not event.query:
            self._under_way(self._tell(host, inbound, answer.text))

    def _known(self, event: Event, inbound: Inbound) -> Inbound:
        """Return what was said with the numbers of the people it names, and remember the name of who said it."""
        if event.called.strip("@"):
            self._numbers[event.called] = inbound.sender.external_id
            self._numbers.move_to_end(event.called)
            if len(self._numbers) > _REMEMBERED:
                self._numbers.popitem(last=False)
        return replace(inbound, mentions=groups.known(inbound.mentions, self._numbers))

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
            self._under_way(self._answer(query, answer))

    def _under_way(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _tell(self, host: Host, inbound: Inbound, text: str) -> None:
        """Answer what was typed in a room where it stands: the platform shows nothing to one person alone there."""
        address = inbound.address
        try:
            for _ in range(_PATIENCE):
                if not (wait := host.more(address)):
                    break
                await asyncio.sleep(wait)
            else:
                return
            await self._bot.send_message(
                int(address.chat),
                render.uncalling(text)[: render.MOST_TEXT // 2],
                message_thread_id=int(address.thread) if address.thread else None,
                reply_parameters=ReplyParameters(int(inbound.message_id), allow_sending_without_reply=True),
                disable_notification=True,
            )
        except (TelegramError, ValueError) as error:
            _log.info("not answered: %s on %s", type(error).__name__, self._account)

    async def _answer(self, query: str, answer: Answer) -> None:
        """Stop the wheel on a button; one that is too old turns no more."""
        try:
            text = render.toast(answer.text)
            await self._bot.answer_callback_query(query, text=text or None, show_alert=render.is_long(text) or None)
        except TelegramError as error:
            _log.info("press not answered: %s on %s", failed(error).reason, self._account)
