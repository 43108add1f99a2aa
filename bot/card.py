"""A ticket's card, as it reads at this moment."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.catalogue import Catalogue
from bot.details import details_of
from bot.store.outage_lists import Going
from bot.store.tickets import Stored
from core.effects import Command
from core.messages import Address, Button, Language, Moment, Text
from core.rooms import CardView
from core.texts import Texts
from core.ticket import Status

_OPENING_COMMANDS = {Status.NEW: (Command.CLAIM,), Status.QUEUED: (Command.CLAIM,)}


def card_view(
    stored: Stored,
    room: Address,
    language: Language,
    catalogue: Catalogue,
    texts: Texts,
    now: datetime,
    going: Going | None = None,
) -> CardView:
    """Render the card of a ticket for one room. The payload of a button is `k.<reference>.<command>`.

    `going` is the outage that the ticket is linked to, while it lasts.
    """
    ticket = stored.ticket
    organization = catalogue.organizations[ticket.organization]
    zone = ZoneInfo(organization.timezone)

    def words(key: str, **values: object) -> str:
        return texts.render(Text(key, values), language, zone, now)

    asked = (words("card.chased", count=ticket.chased),) if ticket.chased else ()
    passed = (words("card.escalated", time=Moment(ticket.escalated_at, "clock")),) if ticket.escalated_at else ()
    lines = (
        words("card.where", organization=organization.name, queue=catalogue.queues[ticket.queue].name),
        words("card.state", priority=ticket.priority, status=Text(f"card.status.{ticket.status}")),
        words("card.owner", agent=ticket.owner_name) if ticket.owner else words("card.unowned"),
        words("card.opened", time=Moment(ticket.opened_at, "clock")),
        *((words("card.outage", title=going.title, count=going.linked),) if going else ()),
        *asked,
        *passed,
        *(words("card.detail", name=name, value=value) for name, value in details_of(ticket, catalogue.services)),
    )
    commands = _OPENING_COMMANDS.get(ticket.status, ())
    return CardView(
        room=room,
        language=language,
        ref=ticket.ref,
        title=ticket.title,
        lines=lines,
        buttons=tuple(Button(words(f"card.button.{command}"), f"k.{ticket.ref}.{command}") for command in commands),
        revision=stored.version,
    )
