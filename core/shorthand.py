"""What an agent types after a slash in a room, read into what the desk understands.

One table of words in both languages, however they are typed; what stands after the word is read by the command.
Names of groups, colleagues and services may have several words: the longest that fits is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from core.contracts import Priority
from core.effects import Act, Command
from core.errors import Missing
from core.knowledge import TicketType
from core.language import fold
from core.messages import Localized, Text
from core.people import Agent
from core.ticket import CODES, ClosureCode, Ticket, TransferReason

T = TypeVar("T")


class Word(StrEnum):
    """What a command asks for."""

    CLAIM = "claim"
    RELEASE = "release"
    SEND = "send"
    NOTE = "note"
    ASK = "ask"
    BANK = "bank"
    PROVIDER = "provider"
    RESUME = "resume"
    SOLVE = "solve"
    TRANSFER = "transfer"
    GIVE_BACK = "give_back"
    CLASSIFY = "classify"
    PRIORITY = "priority"
    CALL = "call"
    QUEUE = "queue"
    STATE = "state"
    DUTY = "duty"
    AWAY = "away"
    BACK = "back"
    HELP = "help"


WORDS: Mapping[Word, tuple[str, ...]] = {
    Word.CLAIM: ("al", "uzerime_al", "claim", "take"),
    Word.RELEASE: ("birak", "release"),
    Word.SEND: ("gonder", "yaz", "send", "reply"),
    Word.NOTE: ("not", "note"),
    Word.ASK: ("bekle", "sor", "ask", "wait"),
    Word.BANK: ("sorular", "banka", "questions", "bank"),
    Word.PROVIDER: ("saglayici", "provider"),
    Word.RESUME: ("devam", "resume"),
    Word.SOLVE: ("coz", "cozuldu", "solve", "solved"),
    Word.TRANSFER: ("aktar", "devret", "transfer"),
    Word.GIVE_BACK: ("iade", "return"),
    Word.CLASSIFY: ("sinif", "classify"),
    Word.PRIORITY: ("oncelik", "priority"),
    Word.CALL: ("arama", "call"),
    Word.QUEUE: ("kuyruk", "queue"),
    Word.STATE: ("durum", "status"),
    Word.DUTY: ("mesai", "duty"),
    Word.AWAY: ("yokum", "away"),
    Word.BACK: ("geldim", "back"),
    Word.HELP: ("yardim", "help"),
}
"""How each is typed, in Turkish and English; the first of each language is the one that people are told."""

_MEANT = {typed: word for word, all_typed in WORDS.items() for typed in all_typed}
_COMMAND = re.compile(r"\s*/([^\s/]+)(?:\s+(.*))?", re.DOTALL)
_CODE = re.compile(r"#(\S+)\s*(.*)", re.DOTALL)
_CODES: Mapping[str, ClosureCode] = {
    "bilinen": ClosureCode.KNOWN_SOLUTION,
    "known": ClosureCode.KNOWN_SOLUTION,
    "yeni": ClosureCode.NEW_SOLUTION,
    "new": ClosureCode.NEW_SOLUTION,
    "gecici": ClosureCode.WORKAROUND,
    "ariza_yok": ClosureCode.NO_FAULT,
    "bilgi": ClosureCode.USER_GUIDANCE,
    "guidance": ClosureCode.USER_GUIDANCE,
    "tamam": ClosureCode.FULFILLED,
    "kapsam": ClosureCode.OUT_OF_SCOPE,
    "saglayici": ClosureCode.PROVIDER,
    **{code.value: code for code in ClosureCode if code is not ClosureCode.DUPLICATE},
}
_USUAL: Mapping[TicketType, ClosureCode] = {
    "incident": ClosureCode.NEW_SOLUTION,
    "request": ClosureCode.FULFILLED,
}
_TYPES: Mapping[str, TicketType] = {
    "olay": "incident", "sorun": "incident", "incident": "incident", "istek": "request", "talep": "request",
    "request": "request",
}  # fmt: skip
_REACHED = {"ulasildi": True, "reached": True, "ulasilamadi": False, "missed": False}
_PLAIN: Mapping[Word, Command] = {
    Word.CLAIM: Command.CLAIM,
    Word.RELEASE: Command.RELEASE,
    Word.RESUME: Command.RESUME,
    Word.SEND: Command.REPLY,
    Word.NOTE: Command.NOTE,
    Word.ASK: Command.WAIT_CUSTOMER,
}
_REASONS = {Word.TRANSFER: TransferReason.NEEDS_SKILL, Word.GIVE_BACK: TransferReason.RETURNED}
_AWAY, _BACK = {"yok", "yokum", "off", "cik", "bitti"}, {"var", "geldim", "on", "basla"}
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Typed:
    """A command, and what stands after it; the word is None where there is no such command."""

    word: Word | None
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a command may name: groups, services and question banks by key, with their names, and colleagues."""

    queues: Mapping[str, Localized] = field(default_factory=dict)
    services: Mapping[str, Localized] = field(default_factory=dict)
    banks: Mapping[str, Localized] = field(default_factory=dict)
    colleagues: Sequence[Agent] = ()


def typed(text: str) -> Typed | None:
    """Return the command that `text` begins with; None for what is none."""
    found = _COMMAND.fullmatch(text)
    return Typed(_MEANT.get(fold(found[1])), (found[2] or "").strip()) if found else None


def on_duty(rest: str) -> Typed:
    """Return what DUTY is about: whether somebody goes, comes, or wants to know."""
    first, _, more = rest.partition(" ")
    if fold(first) in _AWAY:
        return Typed(Word.AWAY, more.strip())
    return Typed(Word.BACK if fold(first) in _BACK else Word.DUTY, more.strip())


def wish(word: Word, rest: str, ticket: Ticket, names: Names, soon: datetime | None) -> Act | None:
    """Return what a command wants of `ticket`; None for one that is not about a ticket.

    What is missing, or names nothing, is left out: the desk says what it needs. `soon` is when a provider is asked
    again. Raises `Missing` for a call of which nobody says whether it was answered, and for a question bank that is not
    there.
    """
    match word:
        case Word.CLAIM | Word.RELEASE | Word.RESUME:
            return Act(command=_PLAIN[word])
        case Word.SEND | Word.NOTE | Word.ASK:
            return Act(command=_PLAIN[word], words=rest)
        case Word.BANK:
            return _inquire(rest, names)
        case Word.PROVIDER:
            return Act(command=Command.WAIT_PROVIDER, reason=rest, next_date=soon)
        case Word.SOLVE:
            return _solve(rest, ticket)
        case Word.TRANSFER | Word.GIVE_BACK:
            return _transfer(rest, _REASONS[word], names)
        case Word.CLASSIFY:
            return _classify(rest, names)
        case Word.PRIORITY:
            return _prioritize(rest)
        case Word.CALL:
            return _call(rest)
    return None


def _solve(rest: str, ticket: Ticket) -> Act:
    code: ClosureCode | None = _USUAL[ticket.type]
    if found := _CODE.fullmatch(rest):
        code, rest = _CODES.get(fold(found[1])), found[2]
        code = code if code in CODES[ticket.type] else None
    return Act(command=Command.SOLVE, words=rest.strip(), closure_code=code)


def _inquire(rest: str, names: Names) -> Act:
    banks = {name: key for key, names_ in names.banks.items() for name in (key, *names_.values())}
    bank, _ = _named(rest, banks.items())
    if bank is None:
        raise Missing(field=Text("field.bank"))
    return Act(command=Command.WAIT_CUSTOMER, bank=bank)


def _transfer(rest: str, reason: TransferReason, names: Names) -> Act:
    queues = {name: ("queue", key) for key, names_ in names.queues.items() for name in (key, *names_.values())}
    people: dict[str, tuple[str, str]] = {}
    for each in names.colleagues:
        people |= dict.fromkeys((each.key, each.name), ("agent", str(each.person)))
    goal, rest = _named(rest.removeprefix("@"), {**people, **queues}.items())
    kind, value = goal or ("", "")
    return Act(
        command=Command.TRANSFER,
        reason=reason,
        queue=value if kind == "queue" else None,
        to=int(value) if kind == "agent" else None,
        words=rest,
    )


def _classify(rest: str, names: Names) -> Act:
    kind, rest = _named(rest, _TYPES.items())
    services = {name: key for key, names_ in names.services.items() for name in (key, *names_.values())}
    service, title = _named(rest, services.items())
    return Act(command=Command.CLASSIFY, type=kind, service=service, title=title)


def _prioritize(rest: str) -> Act:
    ranks = {name: each for each in Priority for name in (each.value, each.value.removeprefix("P"))}
    priority, reason = _named(rest, ranks.items())
    return Act(command=Command.PRIORITIZE, priority=priority, reason=reason)


def _call(rest: str) -> Act:
    reached, words = _named(rest, _REACHED.items())
    if reached is None:
        raise Missing(field=Text("field.reached"))
    return Act(command=Command.CALL, reached=reached, words=words)


def _named(rest: str, names: Iterable[tuple[str, T]]) -> tuple[T | None, str]:
    """Return what `rest` begins with the name of, and what comes after it; all names are compared folded."""
    known = {" ".join(fold(name).split()): value for name, value in names}
    words = rest.split(maxsplit=_MOST_WORDS)
    for count in range(min(len(words), _MOST_WORDS), 0, -1):
        found = known.get(fold(" ".join(words[:count])).strip(" ,.:;"))
        if found is not None:
            return found, "".join(rest.split(maxsplit=count)[count:])
    return None, rest
