"""Puts what was played on a stage into the open transaction: nothing is written before a turn is over."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.catalogue import Catalogue
from bot.events import Webhook, happened
from bot.health import counters
from bot.hub import address_topic
from bot.merging import Beside
from bot.proving import write_proofs
from bot.rooms.following import is_told, tell
from bot.stage import Bubble, News, Stage
from bot.store import (
    banks,
    cards,
    conversations,
    notices,
    options,
    outages,
    outbox,
    promises,
    ratings,
    relations,
    reminders,
    tickets,
    timeline,
    webhooks,
)
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.timeline import Written
from core.effects import Command, Diagnose, Rate, Suggest
from core.messages import Text, pack
from core.notices import notices as notices_of
from core.notices import of_rating
from core.pace import Pace
from core.ticket import LinkKind, Ticket


def write(tx: Tx, stage: Stage, catalogue: Catalogue) -> News:
    """Put what was played into the transaction, and say whom it concerns."""
    number = _write_ticket(tx, stage, catalogue)
    place = stage.place
    _warn(stage)
    conversation = place.conversation if place else None
    written = [line.written if isinstance(line, Bubble) else line for line in stage.lines]
    if stage.for_leads:
        written = [replace(line, audience="leads") if line.audience == "customer" else line for line in written]
    entries = timeline.write(tx, written, ticket=number, conversation=conversation)
    told = [entry for entry, line in zip(entries, written, strict=True) if is_told(line)]
    news = News(entry=next((n for n, line in zip(entries, written, strict=True) if line.author == "agent"), None))
    if place is not None:
        if number is not None and stage.by_customer and not stage.taken_up:
            if stage.for_leads:
                timeline.confide(tx, place.conversation)
            told = [*timeline.adopt(tx, number, place.conversation), *told]
        news.join(_send(tx, stage, place, number, entries, catalogue))
        focus = _focus(stage, place, number)
        pace = _pace(stage, place)
        conversations.keep(tx, place.conversation, stage.conversation, focus=focus, pace=pace, rested=stage.woken)
        if stage.remind_talk_at is not None:
            conversations.wake_later(tx, place.conversation, stage.remind_talk_at)
            news.wake = (place.conversation, stage.remind_talk_at)
        news.topics.add(address_topic(place.address))
        news.words = write_proofs(tx, stage, place) or news.words
    for beside in stage.beside:
        _write_relation(tx, stage, number, beside)
        news.topics.add(_write_beside(tx, stage, beside, catalogue))
    if stage.remind_at is not None and number is not None:
        reminders.arm(tx, number, stage.remind_at)
    _follow_up(tx, stage, number)
    for given in stage.ratings:
        if number is not None and place is not None:
            ratings.keep(tx, number, place.person, given, stage.now)
    for suggested in stage.suggestions:
        _write_suggestion(tx, stage, suggested, number)
    _notice(tx, stage, number)
    _announce(tx, stage, number, catalogue.webhooks)
    if stage.ticket is not None:
        news.topics |= {f"ticket:{stage.ticket.ref}", "desk"}
    _tell_rooms(tx, stage, number, told, catalogue)
    return news


def _tell_rooms(tx: Tx, stage: Stage, number: int | None, told: Sequence[int], catalogue: Catalogue) -> None:
    if stage.ticket is not None and number is not None and not is_quiet(stage):
        tell(tx, number, stage.ticket, told, catalogue, stage.now, but=stage.spoken_at)


def _warn(stage: Stage) -> None:
    """Let people who write to somebody whom nothing reaches know it."""
    gone = stage.place is not None and stage.place.gone
    if gone and any(isinstance(line, Bubble) and line.say.person for line in stage.lines):
        stage.lines.append(unreachable(stage.now))


def unreachable(now: datetime) -> Written:
    """Return the line by which agents hear that nothing reaches the customer where he wrote."""
    note = Text("line.unreachable_here")
    return Written(at=now, audience="agents", author="system", kind="line", key=note.key, body=pack(note))


def _follow_up(tx: Tx, stage: Stage, number: int | None) -> None:
    """Let the desk hear of a ticket that waits on its next date, and of one that waits no longer not at all."""
    before = stage.stored.ticket.next_date if stage.stored else None
    after = stage.ticket.next_date if stage.ticket else None
    if number is None or before == after:
        return
    if after is None:
        reminders.drop(tx, number, reminders.FOLLOW_UP)
    else:
        reminders.arm(tx, number, after, reminders.FOLLOW_UP)


def _notice(tx: Tx, stage: Stage, number: int | None) -> None:
    """Tell people of the desk what they have to know, wherever they are."""
    if stage.ticket is None or number is None:
        return
    for outcome in stage.outcomes:
        if told := notices_of(outcome):
            notices.tell(tx, number, outcome.ticket, told, stage.now, but=outcome.actor.person)
    for given in stage.ratings:
        notices.tell(tx, number, stage.ticket, of_rating(given), stage.now, but=None)


def _announce(tx: Tx, stage: Stage, number: int | None, hooks: Sequence[Webhook]) -> None:
    """Let webhooks know what happened to the ticket, once this is committed."""
    if stage.ticket is None or number is None:
        return
    for body in happened(stage.outcomes, stage.ratings, stage.ticket, stage.now) if hooks else ():
        for hook in hooks:
            if hook.wants(body["type"], stage.ticket):
                webhooks.add(tx, hook.key, number, body, stage.now)


def _pace(stage: Stage, place: Place) -> Mapping[str, Any]:
    """Return how fast the conversation goes, with what the bot said by itself to its customer."""
    if not stage.by_customer:
        return place.pace
    bubbles = sum(isinstance(line, Bubble) and line.say.person is None for line in stage.lines)
    return Pace.of(place.pace).after_answers(bubbles, stage.now).kept_form()


def _focus(stage: Stage, place: Place, number: int | None) -> int | None:
    """Return the ticket that the conversation is about afterwards.

    It is what the customer spoke of last. When another case than that speaks to him, we no longer know which one
    his next words are about, unless it is the only one.
    """
    if number is None or (not stage.by_customer and number == place.focus):
        return place.focus
    if stage.by_customer or not stage.others:
        return number
    spoken = any(isinstance(line, Bubble) for line in stage.lines)
    return None if spoken else place.focus


def _write_ticket(tx: Tx, stage: Stage, catalogue: Catalogue) -> int | None:
    if stage.ticket is None:
        return None
    if stage.stored is None:
        terms = catalogue.terms[stage.ticket.organization]
        home = stage.place.conversation if stage.place else None
        number, revision = tickets.add(tx, stage.ticket, contract=terms, home=home), 1
    else:
        number, revision = stage.stored.id, stage.stored.version + 1
        home = stage.place.conversation if stage.place and stage.by_customer else stage.stored.home
        if stage.ticket == stage.stored.ticket and not stage.outcomes and home == stage.stored.home:
            return number
        tickets.save(tx, number, stage.ticket, stage.now, home=home)
    promises.keep(tx, number, stage.stored.ticket.promises if stage.stored else (), stage.ticket.promises)
    if stage.outcomes:
        tickets.add_moves(tx, number, stage.outcomes, stage.surface, stage.once)
    _write_link(tx, stage, stage.ticket, number)
    if is_quiet(stage):
        return number
    _want_cards(tx, stage, stage.ticket, number, revision, catalogue)
    return number


def _want_cards(tx: Tx, stage: Stage, ticket: Ticket, number: int, revision: int, catalogue: Catalogue) -> None:
    """Let the rooms of the ticket's queue show it once people have it, and those that it left where it went."""
    here = {room.id for room in catalogue.rooms.get(ticket.queue, ())} if ticket.with_people else set()
    shown = {room.id for queue in _queues(stage) for room in catalogue.rooms.get(queue, ())}
    cards.want(tx, number, sorted(here), revision, stage.now)
    cards.renew(tx, number, sorted(shown - here), revision)


def _write_link(tx: Tx, stage: Stage, ticket: Ticket, number: int) -> None:
    """Keep to which outage the ticket is linked now, where that has changed."""
    before = stage.stored.ticket.outage if stage.stored else None
    if ticket.outage == before:
        return
    if ticket.outage is None:
        outages.leave(tx, number, stage.now)
        return
    linked = next(
        outage for done in reversed(stage.outcomes) if (outage := done.act.outage) and outage.number == ticket.outage
    )
    outages.link(tx, number, linked, stage.now)


def is_quiet(stage: Stage) -> bool:
    """Say whether rooms hear nothing of it: one more reports a known outage, or was told of it with all the others.

    Who comes back with more to say than that is shown to people like anybody else.
    """
    if stage.ticket is None or stage.ticket.outage is None:
        return False
    done = {outcome.act.command for outcome in stage.outcomes}
    return Command.LINK in done if stage.stored is None else done == {Command.INFORM}


def _write_beside(tx: Tx, stage: Stage, beside: Beside, catalogue: Catalogue) -> str:
    """Write what was done to another ticket than that of the stage, and return whom it concerns."""
    number, outcome = beside.stored.id, beside.outcome
    tickets.save(tx, number, outcome.ticket, stage.now, home=beside.stored.home)
    promises.keep(tx, number, beside.stored.ticket.promises, outcome.ticket.promises)
    tickets.add_moves(tx, number, [outcome], stage.surface)
    lines = [timeline.as_written(entry, stage.now) for entry in outcome.entries]
    told = timeline.write(tx, lines, ticket=number, conversation=None)
    tell(tx, number, outcome.ticket, told, catalogue, stage.now)
    rooms = sorted(room.id for room in catalogue.rooms.get(outcome.ticket.queue, ()))
    cards.renew(tx, number, rooms, beside.stored.version + 1)
    return f"ticket:{outcome.ticket.ref}"


def _write_relation(tx: Tx, stage: Stage, number: int | None, beside: Beside) -> None:
    """Keep what the other ticket is to that of the stage now, if that is what was told to it."""
    told = beside.outcome.act
    if number is None or told.command not in {Command.RELATED, Command.UNRELATED}:
        return
    if told.command is Command.UNRELATED:
        relations.unrelate(tx, number, beside.stored.id)
    else:
        kind = (told.link or LinkKind.RELATED).seen_from_there
        relations.relate(tx, number, beside.stored.id, kind, by=stage.actor.person, now=stage.now)


def _send(
    tx: Tx, stage: Stage, place: Place, number: int | None, entries: Collection[int], catalogue: Catalogue
) -> News:
    """Queue the bubbles for the conversation's address, or show them at once where they are read here."""
    guards: dict[int, tuple[int, int]] = {}
    sent: list[int] = []
    for line, entry in zip(stage.lines, entries, strict=True):
        if not isinstance(line, Bubble):
            continue
        sent.append(entry)
        if line.say.guarded and number is not None and stage.ticket is not None:
            guards[entry] = (number, stage.ticket.owner_epoch)
        if line.options is not None:
            options.add(tx, replace(line.options, ticket=number), stage.now)
    if not sent:
        return News()
    account = place.address.account
    if account.partition("/")[0] in catalogue.read_here and not outbox.waits(tx, place.address_id):
        outbox.show(tx, address=place.address_id, entries=sent, now=stage.now)
        counters.sent(account, "sent")
        return News(shown=place.address)
    outbox.add(tx, address=place.address_id, entries=sent, now=stage.now, guards=guards)
    return News(words=True)


def _write_suggestion(tx: Tx, stage: Stage, suggested: Suggest | Rate | Diagnose, number: int | None) -> None:
    match suggested:
        case Suggest():
            lang = stage.conversation.language
            counters.suggested(suggested.decision)
            tickets.suggest(tx, number, suggested, lang=lang, revision=stage.revision, now=stage.now)
        case Rate() if number is not None:
            tickets.rate(tx, number, suggested, stage.now)
        case Diagnose() if number is not None:
            banks.step(tx, number, suggested, stage.now)


def _queues(stage: Stage) -> set[str]:
    """The queues whose rooms show the ticket: where it is now, and where it was before."""
    found = {stage.ticket.queue} if stage.ticket else set()
    return found | ({stage.stored.ticket.queue} if stage.stored else set())
