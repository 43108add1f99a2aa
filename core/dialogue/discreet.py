"""What others must not read along: in a shared place the bot says it to the customer alone."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.facts import Conversation
from core.effects import Effect, Say

PERSONAL = frozenset({"status", "pair", "escalated", "identity", "rating", "reminder", "ref", "secret", "button"})
"""The groups of texts that tell of a person's own affairs: the state of a ticket, a code, an opinion, a secret."""

TELLING = frozenset({"matter.which", "matter.same_or_new", "matter.about"})
"""Other texts that do: they name what else a person has open."""


def kept_private(effects: tuple[Effect, ...], conversation: Conversation) -> tuple[Effect, ...]:
    """Mark the bot's bubbles that only the customer may read; where he is alone with the bot, that is none."""
    if not conversation.shared:
        return effects
    return tuple(
        replace(effect, private=True) if isinstance(effect, Say) and _is_personal(effect) else effect
        for effect in effects
    )


def _is_personal(said: Say) -> bool:
    return said.person is None and any(
        text.key.partition(".")[0] in PERSONAL or text.key in TELLING for text in said.texts
    )
