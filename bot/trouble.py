"""What is done with words that could not be worked on: people get them as they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog

from bot.border import washed
from bot.catalogue import Account
from bot.desk_facts import terms_of
from bot.health import counters
from bot.hub import address_topic
from bot.reading import joined, write_down
from bot.stage import Found, News, Stage, ticket_of
from bot.store import conversations, inbox, tickets, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx, is_transient
from bot.store.inbox import Kept
from bot.store.tickets import Stored
from bot.store.timeline import Written
from bot.turn import Engine
from core import desk
from core.dialogue import Needs, Said
from core.dialogue.hiding import tell_first
from core.dialogue.kinds import kind_of
from core.dialogue.notice import give_notice
from core.dialogue.scene import title_of
from core.effects import Act, Command, OpenTicket, Say
from core.messages import Address, Inbound, Kind, Sender, Text, pack
from core.people import BOT
from core.routing import route
from core.secrets import masked

log = structlog.get_logger(__name__)


def hand_over_unread(tx: Tx, engine: Engine, place: Place, focus: Stored | None, said: Said, now: datetime) -> News:
    """Put what was `said` before people without asking the dialogue, and tell the customer honestly.

    An open case keeps them; else they become a ticket of the queue that takes what names no service. The
    words themselves are on the timeline already.
    """
    open_focus = focus if focus and focus.ticket.open else None
    stage = Stage(place=place, stored=open_focus, now=now, actor=BOT, surface="bot", by_customer=True)
    facts = engine.facts(tx, stage, place, Needs(language=place.language), Found())
    if stage.ticket is None:
        way = route("", place.organization, facts.contract, facts.services, facts.queues)
        wish = OpenTicket(title=title_of(said.words) or "?", type=kind_of(said.words), service=None, queue=way.queue)
        level = facts.level_for(None)
        terms = terms_of(place.organization, None, engine.catalogue)
        opened = desk.open_ticket(wish, facts.customer, ref=facts.fresh_ref, level=level, now=now, terms=terms)
        engine.take(stage, opened)
    if desk.may(BOT, Command.HAND_OVER, ticket_of(stage)):
        engine.move(tx, stage, Act(command=Command.HAND_OVER, reason="trouble"))
    note = Text("line.dead_letter")
    stage.lines.append(Written(at=now, audience="agents", author="system", kind="line", key=note.key, body=pack(note)))
    until = facts.answer_by(ticket_of(stage))
    bubbles = (*tell_first(said), Say(texts=(Text("trouble.own", {"until": until}),)))
    bubbles, stage.conversation = give_notice(bubbles, stage.conversation, facts.organization)
    for bubble in bubbles:
        engine.say(stage, bubble)
    return engine.write(tx, stage)


def keep_unread(tx: Tx, account: Account, event_id: str, raw: Mapping[str, Any], now: datetime, error: str) -> None:
    """Keep what a channel could not read as a dead letter of the account; a copy changes nothing."""
    place = Address(account.name, "")
    nobody = Sender(external_id="")
    event = washed(
        Inbound(address=place, sender=nobody, kind=Kind.TEXT, event_id=event_id, message_id=event_id, at=now, raw=raw)
    )
    where = conversations.address_number(tx, account.id, place)
    number = inbox.keep(tx, event, account_id=account.id, address_id=where, now=now)
    if number is not None:
        log.error("unreadable", inbox=number, account=account.name)
        counters.buried(account.name)
        inbox.bury(tx, [number], masked(error[:2_000]))


def bury(tx: Tx, engine: Engine, place: Place, rows: list[Kept], now: datetime, error: Exception) -> News:
    """Keep what could not be worked on, and let people and the customer know."""
    numbers = [row.id for row in rows]
    log.error("dead_letter", inbox=numbers, conversation=place.conversation, exc_info=error)
    counters.buried(place.address.account)
    inbox.bury(tx, numbers, masked(f"{type(error).__name__}: {error}"[:2_000]))
    if all(row.again for row in rows):  # people and the customer know
        conversations.rest(tx, place.conversation)
        return News(topics={"desk"})
    for row in rows:
        if timeline.entry_of(tx, place.address_id, row.inbound.message_id) is None:
            write_down(tx, place, row.inbound, row.inbound.text, now)
    conversations.rest(tx, place.conversation)
    try:
        with tx.begin_nested():
            focus = tickets.by_id(tx, place.focus) if place.focus else None
            return hand_over_unread(tx, engine, place, focus, joined(rows), now)
    except Exception as second:
        if is_transient(second):
            raise
        log.exception("dead_letter_not_told", conversation=place.conversation)
        return News(topics={address_topic(place.address), "desk"})
