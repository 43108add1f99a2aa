"""Where an agent's line goes that he writes in the thread of a case: to the customer, or to colleagues.

Theory of operation. The owner talks to the customer there, so what he writes goes to the customer, after a moment in
which he can take it back. Some of it is meant for a colleague; where that is likely, he is asked. Nobody else's words
ever reach the customer, and a line that begins with `//` never does. Before anybody has the case, who could take it is
asked whether that is what he means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from core.desk import may
from core.effects import Command
from core.people import Actor
from core.ticket import Ticket

UNDO = timedelta(seconds=6)
"""How long a line to the customer can be taken back."""

CLOSE = timedelta(minutes=2)
"""How soon after a colleague's line the owner's may be an answer to it."""

FORGOTTEN = timedelta(hours=12)
"""How long a held line waits for its writer."""

_NOTE = "//"


class Way(StrEnum):
    """What is done with a line: send it, ask its writer, offer him the case with it, or keep it as a note."""

    SEND = "send"
    HOLD = "hold"
    OFFER = "offer"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What an agent wrote, and how it stands to what colleagues wrote.

    `answers` says that it is a reply to a colleague's line, `names` that it mentions somebody, `follows` that a
    colleague wrote within `CLOSE` before it.
    """

    words: str
    answers: bool = False
    names: bool = False
    follows: bool = False


def way(line: Line, actor: Actor, ticket: Ticket) -> Way:
    """Say what is done with a line of `actor` in the thread of `ticket`."""
    if line.words.lstrip().startswith(_NOTE):
        return Way.NOTE
    if may(actor, Command.REPLY, ticket):
        return Way.HOLD if line.answers or line.names or line.follows else Way.SEND
    return Way.OFFER if may(actor, Command.CLAIM, ticket) else Way.NOTE


def bare(words: str) -> str:
    """Return the words of a note without the sign that makes them one."""
    words = words.strip()
    return words[len(_NOTE) :].strip() if words.startswith(_NOTE) else words
