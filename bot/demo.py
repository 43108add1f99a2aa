"""A desk to look at: the shipped configuration, the sample knowledge, and passwords that anybody may know."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from bot.app import App
from bot.clock import Clock
from bot.config import AgentEntry, Config
from bot.console.passwords import hash_password
from bot.store import fitness, knowledge, people
from bot.store.engine import Tx
from bot.welcome import doors
from core.people import Role
from kb.files import read

_ROOT = Path(__file__).parents[1]
CONFIG = _ROOT / "config.yaml"
ARTICLES = _ROOT / "kb" / "articles"
PASSWORD = "onkapi-demo"  # noqa: S105  # for a server that listens on this computer only


ADMIN = AgentEntry(key="deniz", name="Deniz Ak", email="deniz@ornek.example", role=Role.ADMIN)
"""Somebody who may look at everything, such as dead letters: the shipped configuration names no admin.

With the next start of `onkapi run` on the same database he is deactivated, as every agent whom the file does not name.
"""


def peopled(config: Config) -> Config:
    """Return `config` with an admin beside its agents, unless it has one."""
    if any(each.role is Role.ADMIN for each in config.agents):
        return config
    return replace(config, agents=(*config.agents, ADMIN))


def furnish(config: Config) -> App:
    """Return a server on the database of `config`, furnished at the first start; a later one keeps the data."""
    fitness.bring_up_to_date(config.database.url)
    app = App(config)
    if not app.library.revision:
        sample, now = read(ARTICLES), Clock().now()
        app.store.run(lambda tx: knowledge.replace(tx, sample.articles, sample.banks, now))
        app.library.reload()
    app.store.run(_let_agents_in)
    return app


def welcome(config: Config, address: str) -> str:
    """Return what a person who starts the demo needs to know."""
    agents = [f"  {agent.email:24} {PASSWORD}   ({agent.role}: {agent.name})" for agent in config.agents if agent.email]
    return "\n".join(
        [
            "",
            "Önkapı is open.",
            *doors(config, address),
            *agents,
            f"In a terminal: {_program()} chat",
            "Ctrl-C stops it; what was said stays in var/ for the next start.",
            "",
        ]
    )


def _program() -> str:
    """Return how this program was called, so that what is told can be typed: ".venv/bin/onkapi", "python -m bot"."""
    called = Path(sys.argv[0])
    return f"{Path(sys.executable).name} -m bot" if called.name == "__main__.py" else str(called)


def _let_agents_in(tx: Tx) -> None:
    for number in people.without_password(tx):
        people.set_password(tx, number, hash_password(PASSWORD))
