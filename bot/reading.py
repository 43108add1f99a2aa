"""What an event means before the dialogue hears of it: its words, its press, the ticket it is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from bot.stage import Stage, conversation_at
from bot.store import options, tickets, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.inbox import Kept
from bot.store.options import OptionSet
from bot.store.tickets import Stored
from bot.store.timeline import Written
from core.contracts import Service
from core.dialogue import Case, Pressed, Said, Talk, aiming
from core.dialogue.codes import without_codes, without_pairings
from core.dialogue.intents import references
from core.dialogue.presses import awaits
from core.messages import File, Inbound, Kind
from core.people import Actor, ActorKind
from core.plain import pick
from core.secrets import find, masked
from core.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Aimed:
    """The ticket that an event is about, the person's other open ones, and whether we cannot tell which is meant."""

    stored: Stored | None
    others: tuple[Ticket, ...] = ()
    unaimed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A press, and what it is about."""

    event: Pressed
    aimed: Aimed


def joined(rows: list[Kept]) -> Said:
    """Make one message of several: a line each, in the order of the platform, without the secrets in it."""
    words = "\n".join(text for row in rows if (text := row.inbound.text))
    secrets = find(words)
    return Said(
        words=masked(words, secrets),
        files=tuple(file for row in rows for file in without_secrets(row.inbound.files)),
        lost=tuple(replace(each, name=masked(each.name)) for row in rows for each in row.inbound.lost),
        hidden=frozenset(secret.kind for secret in secrets),
    )


def hide_across(tx: Tx, place: Place, rows: list[Kept], said: Said, now: datetime) -> None:
    """Mask on the timeline what is a secret only together with the line before: "şifrem", then "Kedi2024!".

    `said` are the rows joined. Nobody but the person has seen these lines yet.
    """
    lines = iter(said.words.split("\n"))
    for row in rows:
        if text := row.inbound.text:
            shown = "\n".join(islice(lines, text.count("\n") + 1))
            if shown != masked(text):
                kept = hidden(place, shown, now)
                timeline.rewrite(tx, address=place.address_id, message_id=row.inbound.message_id, text=kept)


def aim(tx: Tx, place: Place, said: Said, services: Sequence[Service], reply_to: str = "") -> Aimed:
    """Return what words are about; `reply_to` is the message of the chat that they answer, if any."""
    known = {stored.ticket.ref: stored for stored in (tickets.open_of(tx, place.person) if place.has_open else ())}
    focus = next((stored for stored in known.values() if stored.id == place.focus), None)
    if focus is None and place.focus is not None:
        focus = tickets.living(tx, tickets.by_id(tx, place.focus))
    named = {ref: stored for ref in references(said.words) if (stored := tickets.living(tx, tickets.by_ref(tx, ref)))}
    replied = _replied_to(tx, place, reply_to) if reply_to else None
    for stored in (focus, replied, *named.values()):
        if stored is not None and stored.ticket.requester == place.person:
            known.setdefault(stored.ticket.ref, stored)
    found = aiming.aim(
        said,
        [stored.ticket for stored in known.values()],
        services,
        focus=focus.ticket.ref if focus else None,
        reply_to=replied.ticket.ref if replied else None,
        merged={ref: stored.ticket.ref for ref, stored in named.items()},
        talk=Talk.of(place.talk),
    )
    return _aimed(known.values(), known[found.ticket.ref] if found.ticket else None, unaimed=found.unaimed)


def aim_at(tx: Tx, place: Place, stored: Stored | None, *, unaimed: bool = False) -> Aimed:
    """Return that an event is about `stored`, beside the person's other open tickets."""
    return _aimed(tickets.open_of(tx, place.person) if place.has_open else (), stored, unaimed=unaimed)


def _aimed(known: Iterable[Stored], stored: Stored | None, *, unaimed: bool) -> Aimed:
    others = (each.ticket for each in known if each.ticket.open and (stored is None or each.id != stored.id))
    return Aimed(stored=stored, others=tuple(others), unaimed=unaimed)


def _replied_to(tx: Tx, place: Place, message_id: str) -> Stored | None:
    number = timeline.ticket_of(tx, place.address_id, message_id)
    return tickets.living(tx, tickets.by_id(tx, number)) if number is not None else None


def stage_for(place: Place, aimed: Aimed, now: datetime) -> Stage:
    """Return a stage for what the customer of a conversation says or presses."""
    return Stage(
        place=place,
        stored=aimed.stored,
        now=now,
        actor=Actor(kind=ActorKind.CUSTOMER, person=place.person, name=place.name),
        surface=place.address.account,
        others=aimed.others,
        unaimed=aimed.unaimed,
        by_customer=True,
    )


def chosen_by(tx: Tx, place: Place, inbound: Inbound, without_buttons: Collection[str]) -> Choice | None:
    """Read a press, or on a channel without buttons the number or label of an option, as what was chosen."""
    if inbound.kind is Kind.PRESS:
        token, _, index = inbound.payload.removeprefix("o.").rpartition(".")
        shown = options.of_token(tx, token)
        chosen = int(index) if index.isascii() and index.isdecimal() and len(index) < 4 else -1
        if shown is None or shown.conversation != place.conversation or not 0 <= chosen < len(shown.options):
            unknown = Pressed(value="", label=masked(inbound.text), question=None)
            focus = tickets.by_id(tx, place.focus) if place.focus else None
            return Choice(unknown, aim_at(tx, place, focus))
    elif place.address.account.partition("/")[0] in without_buttons:
        shown = options.latest(tx, place.conversation)
        picked = pick(inbound.text, [label for _, label in shown.options]) if shown else None
        # Once the question is over, "1" is what a person says to a person.
        if shown is None or picked is None or not _awaited(tx, place, shown):
            return None
        chosen = picked
    else:
        return None
    value, label = shown.options[chosen]
    pressed = Pressed(value=value, label=label, question=shown.question)
    if shown.ticket is None:
        return Choice(pressed, aim_at(tx, place, None, unaimed=True))
    return Choice(pressed, aim_at(tx, place, tickets.by_id(tx, shown.ticket)))


def _awaited(tx: Tx, place: Place, shown: OptionSet) -> bool:
    if shown.ticket is None:
        talk = Talk.of(place.talk)
        return bool(talk.asking) and talk.question == shown.question
    asked = tickets.by_id(tx, shown.ticket)
    return asked is not None and awaits(asked.ticket, shown.question)


def introduced(place: Place, inbound: Inbound) -> tuple[Place, Inbound]:
    """Let the one-time code of a link be what its bearer says, as if he had been asked for it.

    It proves nothing more about who has proved who he is: then the words of the message are what he says.
    """
    if not inbound.code or place.verified:
        return place, replace(inbound, code="")
    asked = {**place.talk, "proving": place.talk.get("proving") or "asked"}
    return replace(place, talk=asked), replace(inbound, text=inbound.code)


def write_down(tx: Tx, place: Place, inbound: Inbound, words: str, now: datetime) -> bool:
    """Put the person's words on the timeline, secrets masked, and what came with them.

    A press of nothing known, and emptiness, are no words; a file that did not arrive is its name. Return False, and
    write nothing, for a message whose edit came before it.
    """
    words = "\n".join([*([words] if words.strip() else ()), *(f"📎 {lost.name}" for lost in inbound.lost)])
    if not words and not inbound.files:
        return True
    line = Written(
        at=now,
        audience="customer",
        author="customer",
        kind="words",
        person=place.person,
        name=place.name,
        text=hidden(place, masked(words), now),
        files=without_secrets(inbound.files),
    )
    [entry] = timeline.write(tx, [line], ticket=None, conversation=place.conversation)
    new = timeline.link(tx, address=place.address_id, message_id=inbound.message_id, direction="in", entry=entry)
    if new or inbound.kind is not Kind.TEXT:
        return True
    timeline.take_back(tx, entry)
    return False


def without_secrets(files: tuple[File, ...]) -> tuple[File, ...]:
    """Return `files` with the secrets in their names masked."""
    return tuple(replace(file, name=masked(file.name)) for file in files)


def hidden(place: Place, words: str, now: datetime) -> str:
    """Return words without the codes of somebody who has yet to prove who he is: an invitation may serve others."""
    words = without_pairings(words)
    return words if place.verified else without_codes(words, Talk.of(place.talk), now)


def case_of(place: Place, aimed: Aimed) -> Case:
    """Return the case as the dialogue sees it before a turn."""
    return Case(
        conversation=conversation_at(place),
        ticket=aimed.stored.ticket if aimed.stored else None,
        others=aimed.others,
        unaimed=aimed.unaimed,
    )
