"""What the platform refuses while something is shown, as the engine understands it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from telegram.error import ChatMigrated, RetryAfter, TelegramError

from channels.telegram.budget import Refusals
from channels.telegram.client import failed, seconds, trouble
from core.channel import SendFailed

_log = logging.getLogger(__name__)


class Understanding:
    """Reads the refusals of one bot.

    `moved` hears of a group that has another number by now, `report` in a few words what troubles the bot as a whole,
    or "" when the platform answers.
    """

    def __init__(self, moved: Callable[[str, str], None], report: Callable[[str], None]) -> None:
        self._refusals = Refusals()
        self._moved = moved
        self._report = report

    @contextmanager
    def of(self, chat: str) -> Iterator[None]:
        """Turn what is raised while something is sent to `chat` into `SendFailed`."""
        try:
            yield
        except RetryAfter as slow:
            self._report(trouble(slow))
            bucket = self._refusals.bucket(chat, asyncio.get_running_loop().time())
            raise SendFailed(failed(slow).reason, retry_after=seconds(slow), bucket=bucket) from None
        except ChatMigrated as error:
            self._moved(chat, str(error.new_chat_id))
            raise failed(error) from None
        except TelegramError as error:
            refused = failed(error)
            # What is refused for good is a matter of one chat: the platform did answer.
            self._report("" if refused.permanent else trouble(error))
            raise refused from None
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            # The library fails so on an answer of a newer platform: the message is there, and must not come again.
            _log.exception("answer not read on %s", chat)
            raise SendFailed(f"the platform's answer cannot be read ({type(error).__name__})", permanent=True) from None
        self._report("")
