"""What a contract says about a ticket, in words for agents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from babel import Locale

from bot.console.reader import Reader
from core.calendar import Calendar, Range, Span
from core.contracts import Contract
from core.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is agreed: what, and how."""

    name: str
    value: str


def terms_of(contract: Contract, ticket: Ticket, reader: Reader) -> Sequence[Term]:
    """Return the level that holds for the ticket's service, the service hours, and the targets of its priority."""
    found = [
        Term(
            reader.label("terms.level"), reader.label(f"terms.level.{contract.level_for(ticket.service).name.lower()}")
        ),
        Term(reader.label("terms.hours"), hours_of(contract.calendar, reader)),
    ]
    for kind in ("respond", "resolve", "inform"):
        budget = contract.budget(ticket.priority, kind)
        if budget is not None:
            found.append(Term(reader.label(f"terms.{kind}"), span_of(budget, reader)))
    return found


def span_of(span: Span, reader: Reader) -> str:
    """Return a budget in words: "2 sa", "15 dk", "3 iş günü"."""
    if span.unit == "d":
        return reader.label("terms.day") if span.amount == 1 else reader.label("terms.days", n=span.amount)
    hours, minutes = divmod(span.amount // 60, 60)
    parts = [reader.label("ago.hours", n=hours)] if hours else []
    parts += [reader.label("ago.minutes", n=minutes)] if minutes or not hours else []
    return " ".join(parts)


def hours_of(calendar: Calendar, reader: Reader) -> str:
    """Return the service hours, days with the same hours together: "Pzt–Cum 09.00–12.30, 13.30–18.00"."""
    if calendar.always_open:
        return reader.label("terms.always")
    names = Locale(reader.language).days["format"]["abbreviated"]
    told = []
    for ranges, group in groupby(enumerate(calendar.weekly), key=lambda day: day[1]):
        days = [number for number, _ in group]
        if ranges:
            first, last = str(names[days[0]]), str(names[days[-1]])
            when = first if len(days) == 1 else f"{first}–{last}"
            told.append(f"{when} {', '.join(_clock(each, reader) for each in ranges)}")
    return "; ".join(told)


def _clock(when: Range, reader: Reader) -> str:
    mark = "." if reader.language == "tr" else ":"
    return "–".join(f"{minute // 60:02d}{mark}{minute % 60:02d}" for minute in when)
