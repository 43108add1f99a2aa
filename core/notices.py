"""Of which moves people of the desk are told, wherever they are: one pure function of what the desk did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.desk import Outcome
from core.effects import Command, Rated
from core.ticket import Status, TransferReason

Whom = Literal["owner", "queue", "lead", "coordinator"]

LOW = 2
"""A score up to this reaches the lead the same day."""


class NoticeKind(StrEnum):
    """What somebody is told."""

    WARNED = "warned"
    BROKEN = "broken"
    ESCALATED = "escalated"
    ASSIGNED = "assigned"
    RETURNED = "returned"
    FREED = "freed"
    ANSWERED = "answered"
    DUE = "due"
    CHASED = "chased"
    BACK = "back"
    SOLVED = "solved"
    LOW_RATING = "low_rating"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Who is told what of a ticket; `about` is the kind of the promise, where it is about one."""

    to: Whom
    kind: NoticeKind
    about: str = ""


def notices(outcome: Outcome) -> tuple[Notice, ...]:
    """Return who is told of a move: who has the case, who follows it, who leads. The shell leaves out who made it."""
    act, ticket = outcome.act, outcome.ticket
    holder: Whom = "owner" if ticket.owner is not None else "queue"
    about = act.promise.value if act.promise else ""
    match act.command:
        case Command.WARN:
            return _told(NoticeKind.WARNED, holder, "coordinator", about=about)
        case Command.BREAK:
            return _told(NoticeKind.BROKEN, "lead", holder, "coordinator", about=about)
        case Command.ESCALATE:
            return _told(NoticeKind.ESCALATED, "lead")
        case Command.TRANSFER if ticket.owner is not None:
            return _told(NoticeKind.ASSIGNED, "owner")
        case Command.TRANSFER if act.reason == TransferReason.RETURNED:
            return _told(NoticeKind.RETURNED, "queue")
        case Command.RETURN:
            stood_in = ticket.owner is not None
            holding = _told(NoticeKind.ASSIGNED, "owner") if stood_in else _told(NoticeKind.FREED, "queue")
            return (*holding, *_told(NoticeKind.FREED, "lead"))
        case Command.HEAR if outcome.before is Status.WAITING_CUSTOMER:
            return _told(NoticeKind.ANSWERED, holder)
        case Command.FOLLOW_UP:
            return _told(NoticeKind.DUE, holder)
        case Command.CHASE if ticket.chased > 1:
            return _told(NoticeKind.CHASED, holder)
        case Command.REFUSE | Command.REOPEN | Command.SEPARATE:
            return _told(NoticeKind.BACK, holder, "coordinator")
        case Command.SOLVE:
            return _told(NoticeKind.SOLVED, "coordinator")
    return ()


def of_rating(given: object) -> tuple[Notice, ...]:
    """Return who is told of what a customer thinks: the lead, where we fell short."""
    low = isinstance(given, Rated) and given.score is not None and given.score <= LOW
    return _told(NoticeKind.LOW_RATING, "lead") if low else ()


def _told(kind: NoticeKind, *whom: Whom, about: str = "") -> tuple[Notice, ...]:
    return tuple(Notice(to=to, kind=kind, about=about) for to in whom)
