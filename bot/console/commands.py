"""What an agent may do on a ticket's page, what a form asks for, and why it was refused."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.console.reader import Reader
from core.contracts import Priority, Queue
from core.desk import may
from core.effects import Act, Command
from core.errors import BadInput, NotFound, OnkapiError
from core.knowledge import Hit
from core.messages import File, Text
from core.people import Actor, Agent
from core.ticket import ClosureCode, Ticket

MAX_WORDS = 20_000
MAX_REFERENCE = 20

DIRECT = (Command.CLAIM, Command.RESUME, Command.RELEASE, Command.SEPARATE, Command.GIVE_UP)
"""Commands of one button."""

WRITTEN = (
    Command.REPLY,
    Command.NOTE,
    Command.WAIT_CUSTOMER,
    Command.SOLVE,
    Command.WAIT_PROVIDER,
    Command.TRANSFER,
    Command.CALL,
    Command.CONFIRM_BY_PHONE,
    Command.MERGE,
    Command.VOID,
    Command.PRIORITIZE,
)
"""Commands with a form of their own, in the order of their tabs."""

USUAL = frozenset({Command.REPLY, Command.NOTE, Command.WAIT_CUSTOMER, Command.SOLVE})
"""The forms that are used all day; the others are a step away."""

SHOWING = frozenset({Command.REPLY, Command.NOTE, Command.WAIT_CUSTOMER, Command.SOLVE})
"""Commands whose words may carry files."""

OFFERED: Mapping[str, Command] = {command.value: command for command in (*DIRECT, *WRITTEN)}


class TooLong(BadInput):
    """More words than one line of a timeline should hold."""

    code = "bad.long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The commands an agent may give now. `queues` are those the ticket may go to; `shape` changes with all of it."""

    direct: tuple[Command, ...]
    written: tuple[Command, ...]
    usual: frozenset[Command]
    queues: tuple[Queue, ...]
    shape: str


def panel(agent: Agent, ticket: Ticket, queues: Mapping[str, Queue], csrf: str, *, reachable: bool) -> Panel:
    """Return what `agent` may do on `ticket` now. Nobody answers for a customer who is `reachable` in a chat."""
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
    seen = (*direct, *written, *(goal.key for goal in goals), ticket.status, ticket.priority, ticket.owner_name, csrf)
    return Panel(
        direct=direct,
        # Nowhere to go: no form.
        written=tuple(command for command in written if command is not Command.TRANSFER or goals),
        usual=USUAL,
        queues=goals,
        shape=hashlib.sha256(" ".join(seen).encode()).hexdigest()[:16],
    )


def read(
    name: str, form: Mapping[str, str], files: tuple[File, ...] = (), article: Hit | None = None
) -> tuple[Act, ...]:
    """Return the wishes behind a posted form, in their order: a transfer may bring a note.

    An `article` is sent as a reply. Raises `NotFound` for a command that has no form, and `BadInput` for its values.
    """
    command = Command.REPLY if article is not None else OFFERED.get(name)
    if command is None:
        raise NotFound(command=name)
    words = form.get("words", "").strip()
    if len(words) > MAX_WORDS:
        raise TooLong
    code = form.get("closure_code", "")
    if code and code not in set(ClosureCode):
        raise BadInput(value=code)
    priority = form.get("priority", "")
    if priority and priority not in set(Priority):
        raise BadInput(value=priority)
    wish = Act(
        command=command,
        words="" if command is Command.TRANSFER else words,
        reason=form.get("reason", "").strip()[:MAX_WORDS],
        queue=form.get("queue") or None,
        priority=Priority(priority) if priority else None,
        closure_code=ClosureCode(code) if code else None,
        into=form.get("into", "").strip()[:MAX_REFERENCE],
        reached=form.get("reached") == "yes",
        files=files if command in SHOWING else (),
        article=article,
    )
    # The note comes last: a transfer that is refused leaves none, and who has passed a ticket on may still write one.
    noted = command is Command.TRANSFER and words
    return (wish, Act(command=Command.NOTE, words=words)) if noted else (wish,)


def why(error: OnkapiError, reader: Reader) -> str:
    """Return the sentence that tells why a command was refused."""
    if isinstance(error, TooLong):
        return reader.label("bad.long", limit=MAX_WORDS)
    if error.code in {"bad.files", "bad.article"}:
        return reader.label(error.code)
    return reader.say(Text(error.code, error.values))
