"""Marks on what agents write in a room: one reaction of the bot for each thing that may become of a message."""

from __future__ import annotations

EMOJI = {"pending": "👀", "held": "🤔", "relayed": "👍", "noted": "✍", "failed": "💔"}
"""By the mark's name. The platform lets bots use a list of its own only (Bot API, ReactionTypeEmoji)."""
