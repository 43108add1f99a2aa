"""Others who speak where somebody's matter is talked about: they are heard, and decide nothing.

A thread belongs to the person who opened its matter. What somebody else writes there is kept beside the matter, for
the people who work on it; it is no answer, confirms nothing, cancels nothing and rates nothing.
"""

from __future__ import annotations

from datetime import datetime

from bot.hub import address_topic
from bot.reading import without_secrets
from bot.stage import News
from bot.store import inbox, people, tickets, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.inbox import Kept
from bot.store.timeline import Written
from bot.turn import Engine
from core.messages import Inbound, Kind, Text
from core.secrets import masked


def participant(tx: Tx, place: Place, inbound: Inbound, channel: str, now: datetime) -> int | None:
    """Return who speaks in somebody else's matter; None for its own person, and where nobody reads along."""
    if not place.shared:
        return None
    speaker = people.recognise(tx, inbound.sender, channel, place.language, now)
    return speaker if speaker != place.person else None


def hear(tx: Tx, engine: Engine, place: Place, kept: Kept, speaker: int, now: datetime) -> News:
    """Keep what a participant says, changes or deletes; a button is not for him, which he alone is told."""
    inbound = kept.inbound
    inbox.done(tx, [kept.id])
    news = News(topics={address_topic(place.address)})
    stored = tickets.living(tx, tickets.by_id(tx, place.focus)) if place.focus else None
    if stored is not None:
        news.topics |= {f"ticket:{stored.ticket.ref}", "desk"}
    words = masked("\n".join([inbound.text, *(f"📎 {lost.name}" for lost in inbound.lost)]).strip())
    if inbound.kind is Kind.PRESS:
        language = inbound.sender.language or place.language
        news.answer = engine.render(Text("button.of_another"), language, place.organization, now)
    elif original := timeline.original(tx, place.address_id, inbound.message_id):
        if inbound.kind is Kind.DELETE:
            timeline.delete_for_customers(tx, original.entry, now)
        elif inbound.kind is Kind.EDIT and words != original.text:
            timeline.revise(tx, original, words, now)
    elif inbound.kind is not Kind.DELETE and (words or inbound.files):
        line = Written(
            at=now,
            audience="customer",
            author="customer",
            kind="words",
            person=speaker,
            name=inbound.sender.name,
            text=words,
            files=without_secrets(inbound.files),
        )
        number = stored.id if stored is not None else None
        [entry] = timeline.write(tx, [line], ticket=number, conversation=place.conversation)
        timeline.link(tx, address=place.address_id, message_id=inbound.message_id, direction="in", entry=entry)
    return news
