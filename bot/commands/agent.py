"""`onkapi agent`: who may enter the console."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from getpass import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.given import (
    DEFAULT_CONFIG,
    MISTAKE,
    ConfigOption,
    configuration,
    failed,
    opened,
    told,
    user,
)
from core.messages import clean
from core.people import Role

if TYPE_CHECKING:
    from bot.config import Config
    from bot.store.people import Registered

app = typer.Typer(
    help="See who the agents are, and let them into the console.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

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
def password(
    key: Annotated[str, typer.Argument(help="The key of the agent; see `onkapi agent list`.")],
    config: ConfigOption = DEFAULT_CONFIG,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input.")] = False,
) -> None:
    """Set the password with which an agent signs in to the console, and end the sessions that are open."""
    from bot.clock import Clock
    from bot.console.passwords import hash_password
    from bot.store import audit, people, sessions
    from bot.store.engine import Tx

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
    if agent.role is Role.CUSTOMER_LEAD:
        return "the console is not open to this role yet"
    if not agent.email:
        return "no e-mail address"
    return "" if agent.has_password else "no password"


def _known(config: Config, key: str, agents: Sequence[Registered]) -> str:
    if any(each.key == key for each in config.agents):
        return "the configuration names it, and the next start of onkapi run will make it known"
    return f"the agents are {', '.join(each.key for each in agents)}" if agents else "name agents in the configuration"
