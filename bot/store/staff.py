"""Agents come and go: who is let in by a command or a page, what he may, and how all of it ends at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.store import absence, people
from bot.store.tables import agent, agent_queue, person, session
from core.errors import BadInput
from core.messages import Language
from core.people import Role

FROM_FILE, FROM_COMMAND, FROM_TOKEN = "file", "cli", "token"

_KNOWN = select(agent.c.person, agent.c.source, agent.c.active).where(agent.c.key == bindparam("key"))
_BY_EMAIL = select(agent.c.key).where(agent.c.email == bindparam("email"))
_KEY_OF = select(agent.c.key).where(agent.c.person == bindparam("number"))
_NEW = insert(agent)
_NEW_QUEUES = insert(agent_queue)
_OFF = (
    update(agent)
    .where(agent.c.person == bindparam("number"))
    .values(active=False, away_since=None, away_until=None, substitute=None)
)
_ON = update(agent).where(agent.c.person == bindparam("number")).values(active=True)
_END_SESSIONS = delete(session).where(session.c.person == bindparam("number"))
_DROP_QUEUES = delete(agent_queue).where(agent_queue.c.person == bindparam("number"))
_RIGHTS = (
    update(agent)
    .where(agent.c.person == bindparam("number"))
    .values(role=bindparam("new_role"), organization=bindparam("whose"))
)
_CALLED = update(person).where(person.c.id == bindparam("number")).values(name=bindparam("named"))
_SPEAKS = update(person).where(person.c.id == bindparam("number")).values(language=bindparam("lang"))


class OwnedByFile(BadInput):
    """The configuration names this agent, and the next start would undo the change."""

    code = "error.agent_of_file"


class NoSuchAgent(BadInput):
    """There is no agent with this key."""

    code = "error.agent_unknown"


class IsProgram(BadInput):
    """The key is that of a program, which has a token instead."""

    code = "error.agent_program"


class KeyTaken(BadInput):
    """There is an agent with this key already."""

    code = "error.agent_key_taken"


class EmailTaken(BadInput):
    """The address is that of another agent."""

    code = "error.agent_email_taken"


def add(
    tx: Connection,
    key: str,
    *,
    name: str,
    email: str,
    role: Role,
    queues: Collection[str],
    organization: str | None,
    language: Language,
    now: datetime,
) -> int:
    """Record an agent, who has no password yet, and return the person. Raises `BadInput` for a key or mail in use."""
    if tx.execute(_KNOWN, {"key": key}).first() is not None:
        raise KeyTaken(agent=key)
    _require_free(tx, email)
    number = people.add(tx, name, language, now)
    made = {"person": number, "key": key, "email": email.lower() or None, "role": role, "organization": organization}
    tx.execute(_NEW, {**made, "active": True, "source": FROM_COMMAND})
    _give(tx, number, queues)
    return number


def change(tx: Connection, number: int, *, role: Role, queues: Collection[str], organization: str | None) -> None:
    """Give an agent other rights; what may not be his any more goes back to its queue."""
    tx.execute(_RIGHTS, {"number": number, "new_role": role, "whose": organization})
    tx.execute(_DROP_QUEUES, {"number": number})
    _give(tx, number, queues)
    absence.mark(tx, number, "unfit")


def switch_off(tx: Connection, number: int) -> None:
    """End an agent's rights and sessions at once, and let his cases go back to their queues. Twice is as once."""
    tx.execute(_OFF, {"number": number})
    tx.execute(_END_SESSIONS, {"number": number})
    absence.mark(tx, number, "unfit")


def switch_on(tx: Connection, number: int) -> None:
    """Let an agent work again, by the rights he had."""
    tx.execute(_ON, {"number": number})


def call(tx: Connection, number: int, name: str) -> None:
    """Let an agent be known by `name`."""
    tx.execute(_CALLED, {"number": number, "named": name})


def speak(tx: Connection, number: int, language: Language) -> None:
    """Let an agent read the console in `language`."""
    tx.execute(_SPEAKS, {"number": number, "lang": language})


def own(tx: Connection, key: str) -> int:
    """Return the person of the agent `key`, who is not the file's. Raises `BadInput` and `OwnedByFile`."""
    found = tx.execute(_KNOWN, {"key": key}).one_or_none()
    if found is None:
        raise NoSuchAgent(agent=key)
    if found.source == FROM_FILE and found.active:
        raise OwnedByFile(agent=key)
    if found.source not in {FROM_FILE, FROM_COMMAND}:
        raise IsProgram(agent=key)
    return int(found.person)


def active(tx: Connection, key: str) -> int | None:
    """Return the person of the agent `key`, who is on and no program, wherever he was named; else None."""
    found = tx.execute(_KNOWN, {"key": key}).one_or_none()
    return int(found.person) if found is not None and found.active and found.source != FROM_TOKEN else None


def key_of(tx: Connection, number: int) -> str | None:
    """Return the key of the agent who is the person `number`, None for nobody's."""
    return tx.execute(_KEY_OF, {"number": number}).scalar()


def _require_free(tx: Connection, email: str) -> None:
    taken = tx.execute(_BY_EMAIL, {"email": email.lower()}).scalar() if email else None
    if taken is not None:
        raise EmailTaken(email=email, agent=taken)


def _give(tx: Connection, number: int, queues: Collection[str]) -> None:
    if queues:
        tx.execute(_NEW_QUEUES, [{"person": number, "queue": key} for key in sorted(queues)])
