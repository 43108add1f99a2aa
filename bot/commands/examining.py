"""`onkapi check --online`: how every account stands at its platform, each finding with the way out."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.commands.given import TROUBLE

if TYPE_CHECKING:
    from bot.config import Config
    from core.channel import Around, Finding
    from core.messages import Language

_SIGNS = {"good": "+", "poor": "!", "bad": "x"}


def examine(config: Config, language: Language) -> None:
    """Ask the platforms and print what was found; end the command where something does not work."""
    from core.channel import Around

    rooms: dict[str, list[str]] = defaultdict(list)
    for queue in config.queues:
        for room in queue.rooms:
            rooms[room.account].append(room.chat)
    around = Around(language=language, rooms=rooms, public_url=config.web.public_url)
    found = asyncio.run(_found(config, around))
    for finding in found:
        print(f"{_SIGNS[finding.state]} {finding.account}: {finding.text}")
    if any(finding.state == "bad" for finding in found):
        raise SystemExit(TROUBLE)


async def _found(config: Config, around: Around) -> Sequence[Finding]:
    from bot.ports import create_channels
    from core.channel import Examined

    found: list[Finding] = []
    for channel in create_channels(config).values():
        if isinstance(channel, Examined):
            found += await channel.examine(around)
    return found
