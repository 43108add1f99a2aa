"""The door for dead letters: what could not be worked on is played once more when somebody says that it is mended.

Who asks for it writes one row, from wherever: the console, a command, in another process. It is played as what came in
at that place, in order with what waits there. An event that its channel could not read is read anew first. What fails
again is a dead letter again, and nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import structlog

from bot.border import washed
from bot.clock import Clock
from bot.intake import Intake
from bot.store import letters
from bot.store.engine import Store, is_transient
from bot.store.letters import Letter
from core.channel import Channel, Rereads
from core.secrets import masked

log = structlog.get_logger(__name__)


class Replaying:
    """Plays what is asked for; `channels` read what they could not read."""

    def __init__(self, store: Store, intake: Intake, channels: Mapping[str, Channel], clock: Clock) -> None:
        self._store = store
        self._intake = intake
        self._channels = channels
        self._clock = clock

    async def sweep(self) -> None:
        """Play all that is asked for, oldest first."""
        for number in await self._store.read(letters.asked):
            try:
                await self._play(number)
            except Exception as error:
                if is_transient(error):
                    raise
                log.exception("letter_failed_again", inbox=number)
                reason = masked(f"{type(error).__name__}: {error}"[:2_000])
                await self._store.write(partial(letters.fail, number=number, error=reason))

    async def _play(self, number: int) -> None:
        letter = await self._store.read(partial(letters.one, number=number))
        if letter is not None and letter.unread and not await self._read(letter):
            return
        await self._intake.replay(number)

    async def _read(self, letter: Letter) -> bool:
        """Read anew what could not be read; say whether there is something to play."""
        channel: object = self._channels.get(letter.account.partition("/")[0])
        if not isinstance(channel, Rereads) or not letter.inbound.raw:
            raise LookupError("what the platform sent is not kept, or its channel reads nothing anew")
        found = channel.reread(letter.account, letter.inbound.raw, self._clock.now())
        if found is None:
            await self._store.write(partial(letters.says_nothing, number=letter.id))
            return False
        await self._store.write(partial(letters.read_anew, number=letter.id, inbound=washed(found)))
        return True
