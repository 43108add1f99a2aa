"""The privacy notice: told once in each conversation, and again when the organization has a new version of it.

It informs, and asks for nothing: a question with a button would mix it with consent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from core.contracts import Organization
from core.dialogue.facts import Conversation
from core.effects import Effect, Say
from core.messages import Text

Wish = TypeVar("Wish", bound=Effect)


def give_notice(
    effects: tuple[Wish, ...], conversation: Conversation, organization: Organization
) -> tuple[tuple[Wish | Say, ...], Conversation]:
    """Return `effects` with the notice after the bot's first words, and the conversation that has seen it.

    The answer comes first, as it would from a person; a ticket's number stays the last line. Nothing changes when
    the organization has no notice, when this version was shown here, or when the bot says nothing: an agent's words
    stay the agent's.
    """
    version = organization.notice_version
    if not organization.notice_link or conversation.notice >= version:
        return effects, conversation
    spoken = next((effect for effect in effects if isinstance(effect, Say) and effect.person is None), None)
    if spoken is None:
        return effects, conversation
    notice = Text("privacy.notice", {"link": organization.notice_link})
    *answer, last = spoken.texts
    told = replace(spoken, texts=(*answer, notice, last) if last.key == "ticket.opened" else (*answer, last, notice))
    return (
        tuple(told if effect is spoken else effect for effect in effects),
        replace(conversation, notice=version),
    )
