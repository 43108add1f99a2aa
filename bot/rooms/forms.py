"""Forms of commands, for platforms that can ask for several things at once: what they ask, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import cast, get_args
from zoneinfo import ZoneInfo

from bot.numbers import number_in
from core.effects import Act, Command
from core.errors import BadDate, BadInput, Missing, OnkapiError
from core.knowledge import TicketType
from core.messages import Inbound, Text
from core.people import Agent
from core.rooms import Choice, Field, Form
from core.shorthand import Names
from core.ticket import CODES, ClosureCode, Ticket, TransferReason

_MORNING = time(9)
_ABOUT = {"field.closure_code": "code", "field.queue": "goal", "field.agent": "goal", "field.next_date": "day"}
_DEFAULT = "words"


def form_for(command: Command, ticket: Ticket, agent: Agent, names: Names, say: Callable[[Text], str]) -> Form:
    """Return what `command` asks of `agent` about `ticket`; raise `LookupError` for one that has no form."""

    def label(key: str, **values: object) -> str:
        return say(Text(f"room.form.{key}", values))

    def words(key: str, *, required: bool = True) -> Field:
        return Field(key="words", label=label(key), required=required)

    match command:
        case Command.NOTE:
            fields: tuple[Field, ...] = (words("note"),)
        case Command.SOLVE:
            codes = tuple(Choice(code, label(f"code_{code}")) for code in CODES[ticket.type])
            code = Field(key="code", label=label("code"), kind="choice", value=codes[0].value, choices=codes)
            fields = (words("solution"), code)
        case Command.TRANSFER:
            reasons = tuple(Choice(reason, say(Text(f"transfer.{reason}"))) for reason in TransferReason)
            goals = (
                *(
                    Choice(f"queue:{key}", name.get(agent.language) or key)
                    for key, name in names.queues.items()
                    if key != ticket.queue
                ),
                *(
                    Choice(f"agent:{each.person}", each.name)
                    for each in names.colleagues
                    if each.person != ticket.owner
                ),
            )
            fields = (
                Field(key="goal", label=label("goal"), kind="choice", choices=goals),
                Field(key="reason", label=label("reason"), kind="choice", value=reasons[0].value, choices=reasons),
                words("for_colleagues", required=False),
            )
        case Command.WAIT_CUSTOMER:
            fields = (words("question"),)
        case Command.WAIT_PROVIDER:
            fields = (
                Field(key="words", label=label("provider"), kind="line"),
                Field(key="day", label=label("day"), kind="day", required=False),
            )
        case Command.CLASSIFY:
            kinds = tuple(Choice(each, say(Text(f"type.{each}"))) for each in get_args(TicketType))
            services = tuple(Choice(key, name.get(agent.language) or key) for key, name in names.services.items())
            fields = (
                Field(key="type", label=label("type"), kind="choice", value=ticket.type, choices=kinds),
                Field(
                    key="service", label=label("service"), kind="choice", value=ticket.service or "",
                    choices=services, required=False,
                ),
                Field(key="words", label=label("title"), kind="line", value=ticket.title),
            )  # fmt: skip
        case _:
            raise LookupError(command)
    return Form(
        payload=f"k.{ticket.ref}.{command}",
        title=say(Text(f"room.form.{command}")),
        submit=label("submit"),
        language=agent.language,
        fields=fields,
    )


def read(command: Command, values: Mapping[str, str], ticket: Ticket, soon: datetime, zone: str) -> Act:
    """Return the wish behind a form that came back, days by the clock of `zone`; without a day, `soon` is meant.

    Raises `BadInput` for what no form of ours offers.
    """
    words, reason = values.get("words", "").strip(), values.get("reason", "")
    match command:
        case Command.NOTE | Command.WAIT_CUSTOMER:
            return Act(command=command, words=words)
        case Command.SOLVE:
            code = values.get("code", "")
            if code not in set(CODES[ticket.type]):
                raise Missing(field=Text("field.closure_code"))
            return Act(command=command, words=words, closure_code=ClosureCode(code))
        case Command.TRANSFER:
            kind, _, key = values.get("goal", "").partition(":")
            number = number_in(key) if kind == "agent" else None
            return Act(command=command, words=words, reason=reason, to=number, queue=key if kind == "queue" else None)
        case Command.WAIT_PROVIDER:
            return Act(command=command, reason=words, next_date=_morning(values.get("day", ""), soon, zone))
        case Command.CLASSIFY:
            kind = values.get("type", "")
            if kind not in get_args(TicketType):
                raise BadInput(value=kind)
            service = values.get("service") or None
            return Act(command=command, type=cast("TicketType", kind), service=service, title=words)
    raise BadInput(value=command)


def errors_of(error: OnkapiError, filled: Inbound) -> str | None:
    """Return the field of a form that an error is about; None if it is about none."""
    if isinstance(error, BadDate):
        return "day" if "day" in filled.values else None
    if not isinstance(error, Missing):
        return None
    about = error.values.get("field")
    key = _ABOUT.get(about.key, _DEFAULT) if isinstance(about, Text) else _DEFAULT
    return key if key in filled.values else None


def _morning(told: str, soon: datetime, zone: str) -> datetime:
    """Return the morning of the day that is told; without one, `soon`."""
    if not told:
        return soon
    try:
        return datetime.combine(date.fromisoformat(told), _MORNING, ZoneInfo(zone))
    except ValueError:
        raise BadDate from None
