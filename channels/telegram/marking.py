"""Marks on what agents write in a room: one reaction of the bot for each thing that may become of a message."""

from __future__ import annotations

import logging

from telegram import Bot
from telegram.error import BadRequest

from core.rooms import Mark

EMOJI = {"pending": "👀", "held": "🤔", "relayed": "👍", "noted": "✍", "failed": "💔"}
"""By the mark's name. The platform lets bots use a list of its own only (Bot API, ReactionTypeEmoji)."""

_log = logging.getLogger(__name__)


async def mark(bot: Bot, chat: str, message_id: str, what: Mark) -> None:
    """Let a message say what became of it; a mark that this group does not allow is left out."""
    emoji = EMOJI.get(what.value)
    try:
        await bot.set_message_reaction(int(chat), int(message_id), emoji)
    except BadRequest as refused:
        _log.info("not marked: %s in %s", refused.message, chat)
