"""The command `onkapi`. Every command imports what it needs when it runs, so that help comes at once."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.commands import kb
from core.errors import BadInput, OnkapiError

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

ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration.")]
PortOption = Annotated[int | None, typer.Option(help="Listen here instead of where the configuration says.")]
DEFAULT_CONFIG = Path("config.yaml")

MISTAKE, TROUBLE = 2, 1
"""Exit codes: what was given cannot be used; what was given is fine but the world is not."""


@app.command()
def demo(port: PortOption = None) -> None:
    """Run on SQLite under var/, with sample knowledge, queues and agents."""
    from bot import demo as house
    from bot.server import address_of

    with _told():
        config = _load(house.CONFIG, port)
        _logs(machine=False)
        with _listening(config) as bound:
            _run(house.furnish(config), bound, house.welcome(config, address_of(bound)))


@app.command()
def run(config: ConfigOption = DEFAULT_CONFIG, port: PortOption = None) -> None:
    """Run what the configuration says."""
    from bot.app import App
    from bot.server import address_of
    from bot.store import migrate

    with _told():
        said = _load(config, port)
        _logs(machine=True)
        if not migrate.is_current(said.database.url):
            raise _failed("the database is empty or older than this version; run onkapi migrate first", TROUBLE)
        with _listening(said) as bound:
            _run(App(said), bound, f"Önkapı listens on {address_of(bound)}")


@app.command()
def chat(
    config: ConfigOption = DEFAULT_CONFIG,
    url: Annotated[str, typer.Option(help="The running server, if it is not where the configuration says.")] = "",
    account: Annotated[str, typer.Option(help="The terminal account to write to.")] = "",
    lang: Annotated[Literal["tr", "en"] | None, typer.Option(help="The language of the chat.")] = None,
) -> None:
    """Talk to the bot in the terminal: to the running server, or to an engine of its own."""
    from bot.commands.chat import talk

    with _told():
        said = _load(config, None)
        _logs(machine=False)
        talk(said, url.rstrip("/"), account, lang)


@app.command()
def check(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Validate the configuration; each mistake names its line."""
    with _told():
        said = _load(config, None)
    print(f"{config}: good ({len(said.organizations)} organizations, {len(said.queues)} queues)")


@app.command("migrate")
def migrate_(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """Bring the database to this version."""
    from bot.store import migrate

    with _told():
        said = _load(config, None)
        if migrate.is_current(said.database.url):
            print("the database has the schema of this version already")
            return
        migrate.upgrade(said.database.url)
        print(f"the database is at {migrate.head()} now")


def main() -> None:
    """Run the command line."""
    app()


def _load(path: Path, port: int | None) -> Config:
    from bot.clock import Clock
    from bot.config import load
    from bot.ports import settings_models

    environ = dict(os.environ) if port is None else {**os.environ, "ONKAPI_WEB__PORT": str(port)}
    return load(path, environ, today=Clock().now().date(), settings=settings_models())


def _logs(*, machine: bool) -> None:
    from bot.log import set_up

    set_up(machine=machine)


def _run(server: App, bound: socket.socket, greeting: str) -> None:
    import asyncio

    from bot.server import serve

    print(greeting, flush=True)
    asyncio.run(serve(server, bound))


@contextmanager
def _listening(config: Config) -> Iterator[socket.socket]:
    from bot.server import listen

    try:
        bound = listen(config.web.host, config.web.port)
    except OSError as error:
        place = f"{config.web.host}:{config.web.port}"
        raise _failed(f"cannot listen on {place} ({error.strerror}); try --port 0", TROUBLE) from None
    with bound:
        yield bound


@contextmanager
def _told() -> Iterator[None]:
    """Tell what is wrong in plain lines instead of a stack."""
    from bot.store.engine import StoreUnavailable

    try:
        yield
    except StoreUnavailable as trouble:
        raise _failed(f"the database cannot be used: {trouble.values['reason']}", TROUBLE) from None
    except BadInput as mistake:
        raise _failed(f"{mistake.values['value']}: {mistake.values['reason']}", MISTAKE) from None
    except OnkapiError as mistake:
        raise _failed(str(mistake), MISTAKE) from None


def _failed(words: str, code: int) -> SystemExit:
    """Tell what is wrong; raise what comes back."""
    print(words, file=sys.stderr)
    return SystemExit(code)
