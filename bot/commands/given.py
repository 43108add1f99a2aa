"""What every command does with what it is given: reads the configuration, and tells mistakes in plain lines."""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from core.errors import BadInput, OnkapiError
from core.messages import Language, Text

if TYPE_CHECKING:
    from bot.config import Config
    from bot.rights import Rights
    from bot.store.engine import Store

ConfigOption = Annotated[Path, typer.Option("--config", help="The configuration.")]
DEFAULT_CONFIG = Path("config.yaml")

MISTAKE, TROUBLE = 2, 1
"""Exit codes: what was given cannot be used; what was given is fine but the world is not."""


def group(about: str) -> typer.Typer:
    """Return a group of commands that says of itself what it is `about`."""
    return typer.Typer(help=about, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


def configuration(path: Path, port: int | None = None) -> Config:
    """Read the configuration at `path`; `port` is where to listen instead of where it says."""
    from bot.clock import Clock
    from bot.config import load
    from bot.ports import settings_models

    environ = dict(os.environ) if port is None else {**os.environ, "ONKAPI_WEB__PORT": str(port)}
    return load(path, environ, today=Clock().now().date(), settings=settings_models())


def require_schema(config: Config) -> None:
    """Stop the command unless the database of `config` is whole and has the schema of this version."""
    from bot.store import fitness

    with fit(config.desk.language):
        fitness.require(config.database.url)


@contextmanager
def fit(language: Language) -> Iterator[None]:
    """Tell in `language` what is wrong with a database, in one line with the way out."""
    from bot.clock import Clock
    from bot.store.fitness import Unfit
    from core.texts import load

    try:
        yield
    except Unfit as unfit:
        sentences = load(Path(__file__).with_name("texts"))
        raise failed(sentences.render(unfit.told, language, ZoneInfo("UTC"), Clock().now()), TROUBLE) from None


def require_rights(config: Config, rights: Rights) -> None:
    """Stop the command if these rights would let nobody do anything, or more than was meant."""
    rights.require({queue.key: queue for queue in config.queues}, [each.key for each in config.organizations])


@contextmanager
def opened(config: Config) -> Iterator[Store]:
    """Open the database of `config`, in which what the configuration names is known."""
    from bot.clock import Clock
    from bot.ports import create_channels
    from bot.store import people, setup
    from bot.store.engine import open_store

    require_schema(config)
    store = open_store(config.database.url)
    try:
        if not store.run(people.registered):
            # No server has run on this database yet: what it would write at its start is written now.
            accounts = {name: channel.accounts for name, channel in create_channels(config).items()}
            store.run(lambda tx: setup.install(tx, config, accounts, Clock().now()))
        yield store
    finally:
        store.close()


@contextmanager
def told() -> Iterator[None]:
    """Tell what is wrong in plain lines instead of a stack."""
    from bot.store.engine import StoreUnavailable

    try:
        yield
    except StoreUnavailable as trouble:
        raise failed(f"the database cannot be used: {trouble.values['reason']}", TROUBLE) from None
    except BadInput as mistake:
        raise failed(_told(mistake), MISTAKE) from None
    except OnkapiError as mistake:
        raise failed(str(mistake), MISTAKE) from None


def _told(mistake: BadInput) -> str:
    """Return what is wrong as a command tells it, in English."""
    if "reason" in mistake.values:
        return f"{mistake.values['value']}: {mistake.values['reason']}"
    from bot.clock import Clock
    from core.texts import load

    return load().render(Text(mistake.code, mistake.values), "en", ZoneInfo("UTC"), Clock().now())


def user() -> str:
    """Return how the audit calls who runs a command: by the name that the system knows."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):  # a container may run as a number without a name
        return f"cli:{os.getuid()}"


def show_table(rows: Sequence[Sequence[str]]) -> None:
    """Print `rows`, the head first, each column as wide as its widest value."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        print("  ".join(f"{value:{width}}" for value, width in zip(row, widths, strict=True)).rstrip())


def failed(words: str, code: int) -> SystemExit:
    """Tell what is wrong; raise what comes back."""
    print(words, file=sys.stderr)
    return SystemExit(code)
