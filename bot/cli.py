"""The command `onkapi`. Every command imports what it needs when it runs, so that help comes at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging import WARNING, getLevelNamesMapping
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands import agent, audit, customer, kb, letters, read, token
from bot.commands.given import DEFAULT_CONFIG, TROUBLE, ConfigOption, configuration, failed, fit, require_schema, told

if TYPE_CHECKING:
    import socket

    from bot.app import App
    from bot.config import Config

app = typer.Typer(
    name="onkapi",
    help="The front door of IT support desks.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(kb.app, name="kb")
app.add_typer(agent.app, name="agent")
app.add_typer(token.app, name="token")
app.add_typer(customer.app, name="customer")
app.add_typer(letters.app, name="letters")
app.command("read")(read.command)
app.command("audit")(audit.command)

PortOption = Annotated[int | None, typer.Option(help="Listen here instead of where the configuration says.")]


@app.command()
def demo(port: PortOption = None) -> None:
    """Run on SQLite under var/, with sample knowledge, queues and agents."""
    from bot import demo as house
    from bot.server import address_of

    with told():
        config = house.peopled(configuration(house.CONFIG, port))
        _logs(config, "text")
        with fit(config.desk.language), _listening(config) as bound:
            _run(house.furnish(config), bound, house.welcome(config, address_of(bound)))


@app.command()
def run(
    config: ConfigOption = DEFAULT_CONFIG,
    port: PortOption = None,
    only: Annotated[
        str, typer.Option(help="Do only these parts, with commas: web, channels, worker. Others do the rest.")
    ] = "",
) -> None:
    """Run what the configuration says, all of it or in parts."""
    from bot.app import App
    from bot.parts import Part, parts_of, require_whole
    from bot.server import address_of
    from bot.store import knowledge
    from bot.welcome import doors

    with told():
        parts = parts_of(only)
        said = configuration(config, port)
        require_whole(parts, said.database.url)
        _logs(said, "json")
        require_schema(said)
        told_parts = f"Önkapı does its part: {', '.join(sorted(parts))}"
        if Part.WEB not in parts and port is None:
            _run(App(said, parts=parts), None, told_parts)
            return
        with _listening(said) as bound:
            server, address = App(said, parts=parts), address_of(bound)
            if Part.WEB not in parts:
                _run(server, bound, f"{told_parts}; monitors ask at {address}")
                return
            if not server.store.run(knowledge.is_published):
                print("no knowledge yet: onkapi kb import PATH", file=sys.stderr)
            _run(server, bound, "\n".join([f"Önkapı listens on {address}", *doors(said, address)]))


@app.command()
def chat(
    config: ConfigOption = DEFAULT_CONFIG,
    url: Annotated[str, typer.Option(help="The running server, if it is not where the configuration says.")] = "",
    account: Annotated[str, typer.Option(help="The terminal account to write to.")] = "",
    lang: Annotated[Literal["tr", "en"] | None, typer.Option(help="The language of the chat.")] = None,
) -> None:
    """Talk to the bot in the terminal: to the running server, or to an engine of its own."""
    from bot.commands.chat import talk
    from bot.log import set_up

    with told():
        said = configuration(config)
        set_up(machine=False, level=WARNING)  # the terminal belongs to the talk
        talk(said, url.rstrip("/"), account, lang)


@app.command()
def check(
    config: ConfigOption = DEFAULT_CONFIG,
    online: Annotated[bool, typer.Option("--online", help="Ask the platforms, too: tokens, rights, rooms.")] = False,
    lang: Annotated[Literal["tr", "en"] | None, typer.Option(help="The language of what is found online.")] = None,
) -> None:
    """Validate the configuration; each mistake names its line."""
    from bot.commands.examining import examine

    with told():
        said = configuration(config)
        if online:
            examine(said, lang or said.desk.language)
    print(f"{config}: good ({len(said.organizations)} organizations, {len(said.queues)} queues)")


@app.command("migrate")
def migrate_(
    config: ConfigOption = DEFAULT_CONFIG,
    source: Annotated[
        str, typer.Option("--from", help="Then move everything here from an SQLite database: sqlite:///var/onkapi.db")
    ] = "",
) -> None:
    """Bring the database to this version."""
    from bot.store import fitness, migrate, moving

    with told():
        said = configuration(config)
        url = said.database.url
        with fit(said.desk.language):
            if source:
                moving.check(source, url)
            changed = fitness.bring_up_to_date(url)
            print(f"the database is at {migrate.head()} now" if changed else "the database is of this version already")
            if source:
                rows = moving.move(source, url, lambda table, count: print(f"{table}: {count:,}", flush=True))
                print(f"{rows:,} rows have been moved, counted and compared")


def main() -> None:
    """Run the command line."""
    app()


def _logs(config: Config, otherwise: Literal["json", "text"]) -> None:
    from bot.log import set_up

    said = config.log
    set_up(machine=(said.format or otherwise) == "json", level=getLevelNamesMapping()[said.level.upper()])


def _run(server: App, bound: socket.socket | None, greeting: str) -> None:
    from bot import runtime
    from bot.server import serve, work

    def ready() -> None:
        # Whoever reads it may stop the server at once.
        print(greeting, flush=True)

    runtime.run(work(server, ready) if bound is None else serve(server, bound, ready=ready))


@contextmanager
def _listening(config: Config) -> Iterator[socket.socket]:
    from bot.server import listen

    try:
        bound = listen(config.web.host, config.web.port)
    except OSError as error:
        place = f"{config.web.host}:{config.web.port}"
        raise failed(f"cannot listen on {place} ({error.strerror}); try --port 0", TROUBLE) from None
    with bound:
        yield bound
