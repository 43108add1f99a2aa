"""`onkapi agent`: who may enter the console."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from getpass import getpass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.given import (
    DEFAULT_CONFIG,
    MISTAKE,
    ConfigOption,
    configuration,
    failed,
    group,
    opened,
    require_rights,
    show_table,
    told,
    user,
)
from core.messages import clean
from core.people import Role

if TYPE_CHECKING:
    from bot.config import Config
    from bot.rights import Rights
    from bot.staffing import By
    from bot.store.engine import Tx
    from bot.store.people import Registered

app = group("See who the agents are, let them into the console, and say who is away.")

KeyArgument = Annotated[str, typer.Argument(help="The key of the agent; see `onkapi agent list`.")]


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
    show_table(rows)


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
    from bot import staffing

    with told():
        said = configuration(config)
        if any(each.key == key for each in said.agents):
            raise failed(f"{key}: the configuration names it; the next start of onkapi run will make it known", MISTAKE)
        rights, language = _rights(said, role, queues, organization), said.desk.language

        def enter(tx: Tx) -> None:
            staffing.add(tx, _by(), key, name=name, email=email, rights=rights, language=language)

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
    from bot import staffing

    with told():
        said = configuration(config)
        given = _rights(said, role, queues, organization)
        with opened(said) as store:
            store.run(lambda tx: staffing.change(tx, _by(), key, given))
    print(f"{key} is {role} now" + (f", for {' '.join(given.queues)}" if given.queues else ""))


@app.command()
def off(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """End an agent's rights and sessions at once; the running desk gives the open cases back to their queues."""
    from bot import staffing

    with told(), opened(configuration(config)) as store:
        left = sum(store.run(lambda tx: staffing.switch_off(tx, _by(), key)).values())
    print(f"{key} is off" + (f"; {left} open cases go back to their queues" if left else ""))


@app.command()
def on(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Let an agent who is off work again, by the rights and the password of before."""
    from bot import staffing

    with told(), opened(configuration(config)) as store:
        store.run(lambda tx: staffing.switch_on(tx, _by(), key))
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
    from bot import staffing

    with told():
        said = configuration(config)
        given: dict[str, Any] = {"until": until, "substitute": substitute, "pass_on": pass_on}
        with opened(said) as store:
            store.run(lambda tx: staffing.leave(tx, _by(), key, zone=said.desk.timezone, **given))
    print(f"{key} is away" + (f" until {until}" if until else "") + (f"; {substitute} stands in" if substitute else ""))


@app.command()
def back(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Say that an agent is there again."""
    from bot import staffing

    with told(), opened(configuration(config)) as store:
        store.run(lambda tx: staffing.come_back(tx, _by(), key))
    print(f"{key} is back")


@app.command()
def link(key: KeyArgument, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Print a code for an agent: whoever sends it to the bot on a channel is that agent there. It is told once."""
    from bot import pairing, staffing
    from core.dialogue.pairing import DAY

    with told(), opened(configuration(config)) as store:
        by = _by()
        code = store.run(lambda tx: pairing.for_agent(tx, staffing.require_active(tx, key), by.now))
        store.run(lambda tx: by.note(tx, key, "link"))
    print(f"{code}   for {key}, once, until {by.now + DAY:%Y-%m-%d %H:%M} UTC")


@app.command()
def password(
    key: KeyArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input.")] = False,
) -> None:
    """Set the password with which an agent signs in to the console, and end the sessions that are open."""
    from bot import staffing
    from bot.console.passwords import hash_password
    from bot.store import people

    with told():
        said = configuration(config)
        with opened(said) as store:
            agents = store.run(people.registered)
            chosen = next((each for each in agents if each.key == key), None)
            if chosen is None:
                raise failed(f"{key}: there is no such agent; {_known(said, key, agents)}", MISTAKE)
            hashed, number = hash_password(_typed(stdin=stdin)), chosen.person

            def change(tx: Tx) -> list[Registered]:
                staffing.set_password(tx, _by(), key, number, hashed)
                return people.registered(tx)

            present = next(each for each in store.run(change) if each.key == key)
    hindrance = _hindrance(present)
    print(f"{key} has a new password" + (f", but cannot sign in: {hindrance}" if hindrance else ""))


def _by() -> By:
    """Return who gives the command."""
    from bot.clock import Clock
    from bot.staffing import By

    return By(who=user(), surface="cli", now=Clock().now())


def _rights(said: Config, role: Role, queues: str, organization: str) -> Rights:
    """Return the rights that options give, if there are such."""
    from bot.rights import Rights

    served = tuple(each.strip() for each in queues.split(",") if each.strip())
    given = Rights(role=role, queues=served, organization=organization or None)
    require_rights(said, given)
    return given


def _typed(*, stdin: bool) -> str:
    """Return the new password as a form of the console would send it."""
    from bot.rights import require_password

    if stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = getpass("New password: ")
    else:
        raise failed("there is no terminal to ask at; give the password by --stdin", MISTAKE)
    require_password(typed)
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
