"""What an event means before the dialogue hears of it: its words, its press, the ticket it is about."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from bot.store import conversations, tickets, timeline
from bot.store.conversations import Place
from bot.store.engine import Tx
from bot.store.inbox import Kept
from bot.store.tickets import Stored
from bot.store.timeline import Written
from core.dialogue import Case, Conversation, Event, Pressed, Said
from core.dialogue.cues import awaits
from core.dialogue.intents import references
from core.messages import Inbound, Kind
from core.plain import pick
from core.secrets import find, masked


@dataclass(frozen=True, slots=True)
class Choice:
    """A press, and the ticket of the message that was pressed."""

    event: Pressed
    stored: Stored | None


def joined(rows: list[Kept]) -> Said:
    """Make one message of several: a line each, in the order of the platform, without the secrets in it."""
    words = "\n".join(text for row in rows if (text := row.inbound.text))
    return Said(
        words=masked(words),
        files=tuple(replace(file, name=masked(file.name)) for row in rows for file in row.inbound.files),
        hidden=frozenset(secret.kind for secret in find(words)),
    )


def hide_across(tx: Tx, place: Place, rows: list[Kept], said: Said) -> None:
    """Mask on the timeline what is a secret only together with the line before: "şifrem", then "Kedi2024!".

    `said` are the rows joined. Nobody but the person has seen these lines yet.
    """
    lines = iter(said.words.split("\n"))
    for row in rows:
        if text := row.inbound.text:
            shown = "\n".join(islice(lines, text.count("\n") + 1))
            if shown != masked(text):
                timeline.rewrite(tx, address=place.address_id, message_id=row.inbound.message_id, text=shown)


def aim(tx: Tx, place: Place, event: Event) -> Stored | None:
    """Return the ticket that words are about: the one of theirs whose number they name, else the focus."""
    focus = tickets.by_id(tx, place.focus) if place.focus else None
    for ref in references(event.words) if isinstance(event, Said) else ():
        named = tickets.by_ref(tx, ref)
        if named is not None and named.ticket.requester == place.person:
            return named
    return focus


def chosen_by(tx: Tx, place: Place, inbound: Inbound, without_buttons: Collection[str]) -> Choice | None:
    """Read a press, or on a channel without buttons the number or label of an option, as what was chosen."""
    if inbound.kind is Kind.PRESS:
        token, _, index = inbound.payload.removeprefix("o.").rpartition(".")
        shown = conversations.options_of(tx, token)
        chosen = int(index) if index.isascii() and index.isdecimal() and len(index) < 4 else -1
        if shown is None or shown.conversation != place.conversation or not 0 <= chosen < len(shown.options):
            return Choice(Pressed(value="", label=masked(inbound.text), question=None), None)
    elif place.address.account.partition("/")[0] in without_buttons:
        shown = conversations.latest_options(tx, place.conversation)
        picked = pick(inbound.text, [label for _, label in shown.options]) if shown else None
        asked = tickets.by_id(tx, shown.ticket) if shown and shown.ticket else None
        # Once the question is over, "1" is what a person says to a person.
        if shown is None or picked is None or asked is None or not awaits(asked.ticket, shown.question):
            return None
        chosen = picked
    else:
        return None
    value, label = shown.options[chosen]
    stored = tickets.by_id(tx, shown.ticket) if shown.ticket else None
    return Choice(Pressed(value=value, label=label, question=shown.question), stored)


def write_down(tx: Tx, place: Place, inbound: Inbound, words: str, now: datetime) -> None:
    """Put the person's words on the timeline, secrets masked; a press of nothing known, and emptiness, are no words."""
    if not words.strip():
        return
    line = Written(
        at=now,
        audience="customer",
        author="customer",
        kind="words",
        person=place.person,
        name=place.name,
        text=masked(words),
    )
    [entry] = timeline.write(tx, [line], ticket=None, conversation=place.conversation)
    timeline.link(tx, address=place.address_id, message_id=inbound.message_id, direction="in", entry=entry)


def case_of(place: Place, stored: Stored | None) -> Case:
    """Return the case as the dialogue sees it before a turn."""
    conversation = Conversation(language=place.language, greeted=place.greeted)
    return Case(conversation=conversation, ticket=stored.ticket if stored else None)
