"""What is done when somebody changes or deletes what he wrote: the timeline follows, and keeps what it was.

While the message still waits for its turn, the turn reads the new words. Afterwards people who have the case
see that it was changed; where the bot has it, new words that say something else are taken as said now. A
deleted message is no longer shown to customers; agents go on seeing it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.hub import address_topic
from bot.reading import Aimed, aim_at, hidden, joined, stage_for, without_secrets
from bot.rooms.following import changed
from bot.stage import News
from bot.store import files, inbox, tickets, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.inbox import Kept
from bot.store.timeline import Original, Written
from bot.turn import Engine
from core.dialogue import Said
from core.dialogue.edits import is_material, without_words
from core.effects import Act, Command
from core.messages import Kind, Text, pack
from core.secrets import masked
from core.ticket import Status

REVISIONS = frozenset({Kind.EDIT, Kind.DELETE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """Whom a revision concerns, and what is to be played because of it: words said now, about what."""

    news: News = field(default_factory=News)
    said: Said | None = None
    aimed: Aimed = field(default_factory=lambda: Aimed(stored=None))


def revise(tx: Tx, engine: Engine, place: Place, kept: Kept, now: datetime) -> Revised | None:
    """Take in an edit or a deletion; None for an edit of what never came, which is a message like any other."""
    inbound = kept.inbound
    original = timeline.original(tx, place.address_id, inbound.message_id)
    if original is None:
        return None if inbound.kind is Kind.EDIT else Revised()
    news = News(topics={address_topic(place.address)})
    after = hidden(place, masked(inbound.text), now)
    if original.author != "customer":
        return Revised(news=news)
    files.attach_new(tx, original.entry, without_secrets(inbound.files), now)
    if inbound.kind is Kind.EDIT and after == original.text:
        return Revised(news=news)
    waiting = [row for row in inbox.pending(tx, place.address_id) if row.inbound.message_id == inbound.message_id]
    waiting = [row for row in waiting if row.id != kept.id]
    if inbound.kind is Kind.DELETE:
        timeline.delete_for_customers(tx, original.entry, now)
        _follow(tx, original, now)
        inbox.done(tx, [row.id for row in waiting])
        return Revised(news=news if waiting else _tell(tx, engine, place, original, "line.deleted", "", now, news))
    timeline.revise(tx, original, after, now)
    _follow(tx, original, now)
    for row in waiting:
        inbox.rewrite(tx, row.id, replace(row.inbound, text=inbound.text, files=inbound.files))
    if waiting:
        return Revised(news=news)
    stored = tickets.by_id(tx, original.ticket) if original.ticket else None
    bots = stored is None or stored.ticket.status is Status.NEW
    if bots and is_material(original.text, after):
        forgotten = replace(stored, ticket=without_words(stored.ticket, original.text)) if stored else None
        return Revised(news=news, said=joined([kept]), aimed=aim_at(tx, place, forgotten))
    return Revised(news=_tell(tx, engine, place, original, "line.edited", after, now, news))


def _tell(
    tx: Tx, engine: Engine, place: Place, original: Original, key: str, words: str, now: datetime, news: News
) -> News:
    """Let who has the case see what was changed; where nobody has it, nobody need know."""
    stored = tickets.by_id(tx, original.ticket) if original.ticket else None
    if stored is None or not stored.ticket.with_people:
        return news
    note = Text(key, {"before": original.text} if words else {})
    stage = stage_for(place, aim_at(tx, place, stored), now)
    stage.lines.append(Written(at=now, audience="agents", author="system", kind="line", key=key, body=pack(note)))
    if words:
        engine.move(tx, stage, Act(command=Command.HEAR, words=words))
    news.join(engine.write(tx, stage))
    return news


def _follow(tx: Tx, original: Original, now: datetime) -> None:
    """Let rooms that show the line show what it says now."""
    if original.ticket is not None:
        changed(tx, original.entry, original.ticket, now)
