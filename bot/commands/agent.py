"""`onkapi agent`: who may enter the console."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.commands.given import (
    DEFAULT_CONFIG,
    MISTAKE,
    ConfigOption,
    configuration,
    failed,
    opened,
    require_rights,
    told,
    user,
)
from core.messages import clean
from core.people import Role

if TYPE_CHECKING:
    from bot.config import Config
    from bot.store.engine import Tx
    from bot.store.people import Registered

app = typer.Typer(
    help="See who the agents are, let them into the console, and say who is away.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

KeyArgument = Annotated[str, typer.Argument(help="The key of the agent; see `onkapi agent list`.")]

LONGEST_NAME = 100
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")

SHORTEST, LONGEST = 10, 1_000
"""Characters of a password; the sign-in reads no more than the latter."""


@app.command("list")
def list_(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Show all agents: key, name, e-mail, role, queues, whether they can sign in, whether they are active."""
    from bot.store import people

    with told(), opened(configuration(config)) as store:
        rows = [("key", "name", "e-mail", "role", "queues", "can sign in", "active")]
        rows += [
            (each.key, each.name, each.email or "-", each.role, " ".join(each.queues) or "-",
             f"no: {hindrance}" if (hindrance := _hindrance(each)) else "yes", "yes" if each.active else "no")
            for each in store.run(people.registered)
        ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(f"{value:{width}}" for value, width in zip(row, widths, strict=True)).rstrip())


@app.command()
def add(
    key: Annotated[str, typer.Argument(help="A short name for the command line.")],
    name: Annotated[str, typer.Option(help="How customers and colleagues know the agent.")],
    email: Annotated[str, typer.Option(help="The address for signing in.")] = "",
    role: Annotated[Role, typer.Option(help="What the agent may do.")] = Role.AGENT,
    queues: Annotated[str, typer.Option(help="Keys of queues, with commas.")] = "",
    organization: Annotated[str, typer.Option(help="Limit the agent to the matters of this organization.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Record an agent whom the configuration does not name. A password is set by `onkapi agent password`."""
    from bot.clock import Clock
    from bot.store import staff

    with told():
        said = configuration(config)
        name, served = clean(name).strip(), tuple(each.strip() for each in queues.split(",") if each.strip())
        if not _KEY.fullmatch(key):
            raise failed(f"{key}: a key has 1 to 40 small letters, digits, - and _", MISTAKE)
        if any(each.key == key for each in said.agents):
            raise failed(f"{key}: the configuration names it; the next start of onkapi run will make it known", MISTAKE)
        if not name or len(name) > LONGEST_NAME:
            raise failed(f"a name has 1 to {LONGEST_NAME} characters", MISTAKE)
        if email and not _EMAIL.fullmatch(email):
            raise failed(f"{email}: this is no e-mail address", MISTAKE)
        require_rights(said, role, served, organization)
        given: dict[str, Any] = {"role": role, "queues": sorted(set(served)), "organization": organization or None}

        def enter(tx: Tx) -> None:
            now = Clock().now()
            staff.add(tx, key, name=name, email=email, language=said.desk.language, now=now, **given)
            _note(tx, key, "add", **given)

        with opened(said) as store:
            store.run(enter)
    print(f"{key} is an agent now; set a password with onkapi agent password {key}")


@app.command()
def rights(
    key: KeyArgument,
    role: Annotated[Role, typer.Option(help="What the agent may do.")] = Role.AGENT,
    queues: Annotated[str, typer.Option(help="Keys of queues, with commas.")] = "",
    organization: Annotated[str, typer.Option(help="Limit the agent to the matters of this organization.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Give an agent other rights; what may not be his any more goes back to its queue."""
    from bot.store import staff

    with told():
        said, served = configuration(config), tuple(each.strip() for each in queues.split(",") if each.strip())
        require_rights(said, role, served, organization)
        given: dict[str, Any] = {"role": role, "queues": sorted(set(served)), "organization": organization or None}

        def change(tx: Tx) -> None:
            staff.change(tx, staff.own(tx, key), **given)
            _note(tx, key, "rights", **given)

        with opened(said) as store:
            store.run(change)
    print(f"{key} is {role} now" + (f", for {' '.join(served)}" if served else ""))


@app.command()
def off(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """End an agent's rights and sessions at once; the running desk gives the open cases back to their queues."""
    from bot.store import absence, staff

    def end(tx: Tx) -> int:
        number = staff.own(tx, key)
        staff.switch_off(tx, number)
        _note(tx, key, "off")
        return len(absence.cases(tx, number))

    with told(), opened(configuration(config)) as store:
        left = store.run(end)
    print(f"{key} is off" + (f"; {left} open cases go back to their queues" if left else ""))


@app.command()
def on(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Let an agent who is off work again, by the rights and the password of before."""
    from bot.store import staff

    def begin(tx: Tx) -> None:
        staff.switch_on(tx, staff.own(tx, key))
        _note(tx, key, "on")

    with told(), opened(configuration(config)) as store:
        store.run(begin)
    print(f"{key} is on")


@app.command()
def away(
    key: KeyArgument,
    until: Annotated[str, typer.Option(help="The day of the return, as 2026-11-30; without it, for now.")] = "",
    substitute: Annotated[str, typer.Option(help="The key of the agent who stands in.")] = "",
    pass_on: Annotated[bool, typer.Option("--pass-on", help="Give the open cases away, too.")] = False,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Say that an agent is away: a customer's no goes to who stands in, or to the queue."""
    from bot.clock import Clock
    from bot.store import absence

    with told():
        said = configuration(config)
        now, end = Clock().now(), _morning(until, said.desk.timezone)
        if end is not None and end <= now:
            raise failed(f"{until}: this day has begun already", MISTAKE)
        if substitute == key:
            raise failed(f"{key}: nobody stands in for himself", MISTAKE)

        def leave(tx: Tx) -> None:
            number, other = _active(tx, key), _active(tx, substitute) if substitute else None
            absence.leave(tx, number, since=now, until=end, substitute=other)
            if pass_on:
                absence.mark(tx, number, "all")
            _note(tx, key, "away", until=until or None, substitute=substitute or None, pass_on=pass_on)

        with opened(said) as store:
            store.run(leave)
    print(f"{key} is away" + (f" until {until}" if until else "") + (f"; {substitute} stands in" if substitute else ""))


@app.command()
def back(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Say that an agent is there again."""
    from bot.store import absence

    def return_(tx: Tx) -> None:
        absence.come_back(tx, _active(tx, key))
        _note(tx, key, "back")

    with told(), opened(configuration(config)) as store:
        store.run(return_)
    print(f"{key} is back")


@app.command()
def password(
    key: KeyArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input.")] = False,
) -> None:
    """Set the password with which an agent signs in to the console, and end the sessions that are open."""
    from bot.clock import Clock
    from bot.console.passwords import hash_password
    from bot.store import audit, people, sessions

    with told():
        said, now = configuration(config), Clock().now()
        with opened(said) as store:
            agents = store.run(people.registered)
            chosen = next((each for each in agents if each.key == key), None)
            if chosen is None:
                raise failed(f"{key}: there is no such agent; {_known(said, key, agents)}", MISTAKE)
            hashed, number = hash_password(_typed(stdin=stdin)), chosen.person

            def change(tx: Tx) -> list[Registered]:
                people.set_password(tx, number, hashed)
                sessions.end_all(tx, number)
                audit.record(tx, now, who=user(), surface="cli", what="agent.password", subject=f"agent:{key}")
                return people.registered(tx)

            present = next(each for each in store.run(change) if each.key == key)
    hindrance = _hindrance(present)
    print(f"{key} has a new password" + (f", but cannot sign in: {hindrance}" if hindrance else ""))


def _note(tx: Tx, key: str, what: str, **details: object) -> None:
    """Let the audit tell what was done to an agent."""
    from bot.clock import Clock
    from bot.store import audit

    audit.record(tx, Clock().now(), who=user(), surface="cli", what=f"agent.{what}", subject=f"agent:{key}", **details)


def _active(tx: Tx, key: str) -> int:
    """Return the person of an agent who is on, wherever he was named."""
    from bot.store import people

    found = next((each for each in people.registered(tx) if each.key == key), None)
    if found is None or not found.active:
        raise failed(f"{key}: there is no such agent, or he is off; see onkapi agent list", MISTAKE)
    return found.person


def _morning(day: str, timezone: str) -> datetime | None:
    """Return when a day begins at the desk; None for no day."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(timezone))
    except ValueError:
        raise failed(f"{day}: a day is written as 2026-11-30", MISTAKE) from None


def _typed(*, stdin: bool) -> str:
    """Return the new password as a form of the console would send it."""
    if stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = getpass("New password: ")
    else:
        raise failed("there is no terminal to ask at; give the password by --stdin", MISTAKE)
    if not SHORTEST <= len(typed) <= LONGEST:
        raise failed(f"a password has {SHORTEST} to {LONGEST} characters, this one has {len(typed)}", MISTAKE)
    if not stdin and getpass("Once more: ") != typed:
        raise failed("the two are not the same; nothing was changed", MISTAKE)
    return clean(typed)


def _hindrance(agent: Registered) -> str:
    """Return why `agent` cannot sign in, or "" who can."""
    if not agent.active:
        return "not active"
    if not agent.email:
        return "no e-mail address"
    return "" if agent.has_password else "no password"


def _known(config: Config, key: str, agents: Sequence[Registered]) -> str:
    if any(each.key == key for each in config.agents):
        return "the configuration names it, and the next start of onkapi run will make it known"
    return f"the agents are {', '.join(each.key for each in agents)}" if agents else "name agents in the configuration"
