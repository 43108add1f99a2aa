"""A ticket's card, as it reads at this moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.details import details_of
from bot.store.cards import ClaimedCard
from bot.store.outage_lists import Going
from bot.store.tickets import Stored
from core.effects import Command
from core.messages import Button, Localized, Moment, Text
from core.rooms import CardView
from core.texts import Texts
from core.ticket import Status, Ticket

_WORKING = (Command.SOLVE, Command.WAIT_CUSTOMER, Command.TRANSFER, Command.RELEASE)
_WAITING = (Command.RESUME, Command.SOLVE, Command.TRANSFER, Command.RELEASE)
BUTTONS: Mapping[Status, tuple[Command, ...]] = {
    Status.NEW: (Command.CLAIM,),
    Status.QUEUED: (Command.CLAIM,),
    Status.IN_PROGRESS: _WORKING,
    Status.WAITING_CUSTOMER: _WAITING,
    Status.WAITING_PROVIDER: _WAITING,
}
"""What a card offers: taking a case that nobody has, and to who has it what he does most. Everything else is typed."""

_ASKING = (Command.NOTE, Command.WAIT_PROVIDER, Command.CLASSIFY)
MORE: Mapping[Status, tuple[Command, ...]] = {
    Status.NEW: (Command.NOTE,),
    Status.QUEUED: (Command.NOTE,),
    Status.IN_PROGRESS: _ASKING,
    Status.WAITING_CUSTOMER: _ASKING,
    Status.WAITING_PROVIDER: (Command.NOTE, Command.CLASSIFY),
    Status.SOLVED: (Command.NOTE,),
}
"""What a menu offers beside, where the platform has forms."""

_SIGNS: Mapping[Status, str] = {
    Status.NEW: "🆕",
    Status.QUEUED: "🆕",
    Status.IN_PROGRESS: "🛠",
    Status.WAITING_CUSTOMER: "⏳",
    Status.WAITING_PROVIDER: "⏳",
    Status.SOLVED: "✅",
    Status.CLOSED: "🔒",
}

_NAME = 60
"""Letters of a topic's name."""


def card_view(
    stored: Stored,
    claimed: ClaimedCard,
    catalogue: Catalogue,
    texts: Texts,
    now: datetime,
    going: Going | None = None,
    told: Iterable[tuple[Localized, Localized | None]] = (),
) -> CardView:
    """Render the card of a ticket for its room. The payload of a button is `k.<reference>.<command>`.

    `going` is the outage that the ticket is linked to, while it lasts, `told` what was answered to question banks. In
    a room that the ticket has left, the card says where it went.
    """
    ticket, language = stored.ticket, claimed.language
    zone = ZoneInfo(catalogue.organizations[ticket.organization].timezone)

    def words(key: str, **values: object) -> str:
        return texts.render(Text(key, values), language, zone, now)

    left = ticket.queue != claimed.queue
    lines = _lines(ticket, catalogue, words, going, told)
    if left:
        lines = (words("card.went", queue=catalogue.queues[ticket.queue].name),)
    elif ticket.status is Status.CLOSED:
        lines = (*lines[:2], words("card.closed"))
    commands = () if left else BUTTONS.get(ticket.status, ())
    tried, known = claimed.attempt > 1, claimed.message_id is not None
    return CardView(
        room=claimed.room,
        language=language,
        ref=ticket.ref,
        title=ticket.title,
        lines=lines,
        buttons=tuple(Button(words(f"card.button.{command}"), f"k.{ticket.ref}.{command}") for command in commands),
        more=()
        if left
        else tuple(
            Button(words(f"room.form.{command}"), f"k.{ticket.ref}.{command}")
            for command in MORE.get(ticket.status, ())
        ),
        revision=stored.version,
        thread=claimed.thread,
        name=_name(ticket, left=left),
        open=ticket.open and not left,
        again=tried and not known,
        as_of=words("card.as_of", time=Moment(now, "clock")) if (tried or claimed.late) and known else "",
    )


def _name(ticket: Ticket, *, left: bool) -> str:
    sign = "➡️" if left else _SIGNS[ticket.status]
    name = " ".join(f"{sign} {ticket.ref} {ticket.title}".split())
    return name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…"


def _lines(
    ticket: Ticket,
    catalogue: Catalogue,
    words: Callable[..., str],
    going: Going | None,
    told: Iterable[tuple[Localized, Localized | None]],
) -> tuple[str, ...]:
    organization = catalogue.organizations[ticket.organization]
    asked = (words("card.chased", count=ticket.chased),) if ticket.chased else ()
    passed = (words("card.escalated", time=Moment(ticket.escalated_at, "clock")),) if ticket.escalated_at else ()
    return (
        words("card.where", organization=organization.name, queue=catalogue.queues[ticket.queue].name),
        words("card.state", priority=ticket.priority, status=Text(f"card.status.{ticket.status}")),
        words("card.owner", agent=ticket.owner_name) if ticket.owner else words("card.unowned"),
        words("card.opened", time=Moment(ticket.opened_at, "clock")),
        *((words("card.outage", title=going.title, count=going.linked),) if going else ()),
        *asked,
        *passed,
        *(words("card.detail", name=name, value=value) for name, value in details_of(ticket, catalogue.services, told)),
    )
