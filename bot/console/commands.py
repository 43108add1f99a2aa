"""What an agent may do on a ticket's page, what a form asks for, and why it was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast, get_args
from zoneinfo import ZoneInfo

from bot.console.reader import Reader
from bot.numbers import number_in
from bot.store.sheets import Earlier
from core.contracts import Priority, Queue
from core.desk import may
from core.effects import Act, Command
from core.errors import BadDate, BadInput, NotFound, OnkapiError
from core.knowledge import Hit, TicketType
from core.messages import File, Text, aware
from core.moves import may_have
from core.people import Actor, Agent
from core.ticket import ClosureCode, LinkKind, Ticket

MAX_WORDS = 20_000
MAX_REFERENCE = 20
MAX_TITLE = 300
MAX_FOREIGN = 100

DIRECT = (Command.CLAIM, Command.RESUME, Command.RELEASE, Command.SEPARATE, Command.GIVE_UP)
"""Commands of one button."""

WRITTEN = (
    Command.REPLY,
    Command.NOTE,
    Command.WAIT_CUSTOMER,
    Command.SOLVE,
    Command.WAIT_PROVIDER,
    Command.APPOINT,
    Command.TRANSFER,
    Command.CALL,
    Command.VISIT,
    Command.CLASSIFY,
    Command.CONFIRM_BY_PHONE,
    Command.SPLIT,
    Command.MERGE,
    Command.RELATE,
    Command.VOID,
    Command.PRIORITIZE,
)
"""Commands with a form of their own, in the order of their tabs."""

USUAL = frozenset({Command.REPLY, Command.NOTE, Command.WAIT_CUSTOMER, Command.SOLVE})
"""The forms that are used all day; the others are a step away."""

SHOWING = frozenset({Command.REPLY, Command.NOTE, Command.WAIT_CUSTOMER, Command.SOLVE})
"""Commands whose words may carry files."""

TICKED = "entry:"
"""How the name of a check box begins that stands for a line; the line's number follows."""

OFFERED: Mapping[str, Command] = {command.value: command for command in (*DIRECT, *WRITTEN, Command.UNRELATE)}
"""Commands that a form gives; what takes a relation away stands beside the relation."""


class TooLong(BadInput):
    """More words than one line of a timeline should hold."""

    code = "bad.long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The commands an agent may give now, and what their forms offer; `shape` changes with all of it.

    `queues` and `colleagues` are those the ticket may go to, but for who is `away`; `beside` the tickets it may be
    merged into; `dates` those that are named most for a next look.
    """

    direct: tuple[Command, ...]
    written: tuple[Command, ...]
    usual: frozenset[Command]
    queues: tuple[Queue, ...]
    colleagues: tuple[Agent, ...]
    away: Collection[int]
    beside: tuple[Earlier, ...]
    dates: tuple[datetime, ...]
    shape: str


def panel(
    agent: Agent,
    ticket: Ticket,
    queues: Mapping[str, Queue],
    csrf: str,
    *,
    reachable: bool,
    solvers: Iterable[Agent] = (),
    away: Collection[int] = (),
    beside: Iterable[Earlier] = (),
    dates: tuple[datetime, ...] = (),
) -> Panel:
    """Return what `agent` may do on `ticket` now. Nobody answers for a customer who is `reachable` in a chat.

    `solvers` are the people of the desk, `away` those of them who may be given nothing now; `beside` the customer's
    other open tickets.
    """
    actor = Actor.of(agent)
    hidden = {Command.CONFIRM_BY_PHONE} if reachable else set()
    direct, written = (
        tuple(command for command in group if command not in hidden and may(actor, command, ticket))
        for group in (DIRECT, WRITTEN)
    )
    goals = tuple(
        queue
        for queue in queues.values()
        if queue.key != ticket.queue and queue.organization in {None, ticket.organization}
    )
    own = {queue.key for queue in goals} | {ticket.queue}
    colleagues = tuple(
        each for each in solvers if each.person != ticket.owner and any(may_have(each, ticket, key) for key in own)
    )
    beside, takers = tuple(beside), [each.person for each in colleagues]
    names = (
        *(goal.key for goal in goals),
        *(f"{each.person}{'-' * (each.person in away)}" for each in colleagues),
        *(each.ref for each in beside),
    )
    seen = (*direct, *written, *names, ticket.status, ticket.priority, ticket.owner_name, csrf)
    return Panel(
        direct=direct,
        # Nowhere to go: no form.
        written=tuple(
            command for command in written if command is not Command.TRANSFER or goals or set(takers) - set(away)
        ),
        usual=USUAL,
        queues=goals,
        colleagues=colleagues,
        away=away,
        beside=beside,
        dates=dates,
        shape=hashlib.sha256(" ".join(seen).encode()).hexdigest()[:16],
    )


def read(
    name: str, form: Mapping[str, str], zone: str, files: tuple[File, ...] = (), article: Hit | None = None
) -> Act:
    """Return the wish behind a posted form, whose dates are told by the clock of `zone`.

    An `article` is sent as a reply. Raises `NotFound` for a command that has no form, and `BadInput` for its values.
    """
    command = Command.REPLY if article is not None else OFFERED.get(name)
    if command is None:
        raise NotFound(command=name)
    words = form.get("words", "").strip()
    if any(len(form.get(name, "")) > MAX_WORDS for name in ("words", "cause", "steps")):
        raise TooLong
    code = form.get("closure_code", "")
    if code and code not in set(ClosureCode):
        raise BadInput(value=code)
    kind = form.get("type") or None
    if kind is not None and kind not in get_args(TicketType):
        raise BadInput(value=kind)
    priority = form.get("priority", "")
    if priority and priority not in set(Priority):
        raise BadInput(value=priority)
    link = form.get("link", "")
    if link and link not in set(LinkKind):
        raise BadInput(value=link)
    goal, _, chosen = form.get("to", "").partition(":")
    colleague = number_in(chosen) if goal == "agent" else None
    if goal == "agent" and colleague is None:
        raise BadInput(value=chosen)
    return Act(
        command=command,
        words=words,
        reason=form.get("reason", "").strip()[:MAX_WORDS],
        queue=chosen if goal == "queue" else None,
        to=colleague,
        next_date=_moment(form.get("next_date") or form.get("soon", ""), zone),
        priority=Priority(priority) if priority else None,
        closure_code=ClosureCode(code) if code else None,
        into=(form.get("into", "").strip() or form.get("among", ""))[:MAX_REFERENCE],
        link=LinkKind(link) if link else None,
        foreign=form.get("foreign", "").strip()[:MAX_FOREIGN],
        provider=form.get("provider", "").strip()[:MAX_FOREIGN],
        entries=_ticked(form),
        reached=form.get("reached") == "yes",
        title=form.get("title", "").strip()[:MAX_TITLE],
        type=cast("TicketType | None", kind),
        service=form.get("service"),
        affected=form["affected"][:MAX_TITLE] if "affected" in form else None,
        cause=form.get("cause", "").strip(),
        steps=form.get("steps", "").strip(),
        files=files if command in SHOWING else (),
        article=article,
        bank=form.get("bank", "")[:MAX_TITLE] if command is Command.WAIT_CUSTOMER else "",
    )


def _ticked(form: Mapping[str, str]) -> tuple[int, ...]:
    """Return the lines whose boxes are ticked; raise `BadInput` for what names no line."""
    found: list[int] = []
    for name in form:
        if name.startswith(TICKED):
            number = number_in(name.removeprefix(TICKED))
            if number is None:
                raise BadInput(value=name)
            found.append(number)
    return tuple(found)


def _moment(told: str, zone: str) -> datetime | None:
    """Return the moment that a field of date and time tells, None for an empty one; raise `BadDate` for none."""
    if not told:
        return None
    try:
        local = datetime.strptime(told[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 -- the zone is the customer's
        return aware(local.replace(tzinfo=ZoneInfo(zone)))
    except (ValueError, OverflowError):
        raise BadDate from None


def why(error: OnkapiError, reader: Reader) -> str:
    """Return the sentence that tells why a command was refused."""
    if isinstance(error, TooLong):
        return reader.label("bad.long", limit=MAX_WORDS)
    if error.code in {"bad.files", "bad.article"}:
        return reader.label(error.code)
    return reader.say(Text(error.code, error.values))
