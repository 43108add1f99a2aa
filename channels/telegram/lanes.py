"""Updates of one chat one after the other, in the platform's order; those of different chats beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from channels.telegram import parse

Take = Callable[[object], Awaitable[None]]

HOLD = 0.3
"""Seconds for which the first update that a webhook brings of a chat waits for others that were sent before it."""


async def take_batch(take: Take, updates: Sequence[object], kept: set[int]) -> None:
    """Take all of `updates`, and remember in `kept` which are; raise for the first that was not kept.

    In a chat nothing is taken after one that was not kept.
    """
    lanes: dict[str, list[object]] = {}
    for update in updates:
        lanes.setdefault(parse.chat_of(update), []).append(update)

    async def lane(chat: list[object]) -> None:
        for update in chat:
            number = parse.id_of(update)
            if number is None or number not in kept:
                await take(update)
                if number is not None:
                    kept.add(number)

    ended = await asyncio.gather(*map(lane, lanes.values()), return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException):
            raise error
