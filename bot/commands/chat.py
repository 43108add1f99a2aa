"""`onkapi chat`: the client of the terminal channel, with a server to talk to."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path

import httpx
from rich.console import Console

from bot.app import App
from bot.commands.given import TROUBLE, failed, fit
from bot.config import Config
from bot.server import address_of, listen, serve
from bot.store import fitness
from channels.terminal.client import ChatRefused, NobodyThere, chat
from core.errors import BadInput
from core.messages import Language

CHANNEL = "terminal"


def talk(config: Config, url: str, account: str, language: Language | None) -> None:
    """Chat through the terminal account `account`, the first one if not named, until the person leaves.

    The server at `url`, or that of `config`, is used where it runs; else an engine is started for this chat
    alone, which sends nothing but its own lane.
    """
    accounts = [each["key"] for each in config.channels.get(CHANNEL, {}).get("accounts", ())]
    if not accounts or (account and account not in accounts):
        known = f"the accounts are {', '.join(accounts)}" if accounts else "add channels.terminal.accounts"
        raise BadInput(value=account or CHANNEL, reason=f"there is no such terminal account; {known}")
    chosen = account or accounts[0]
    organization = next(each["organization"] for each in config.channels[CHANNEL]["accounts"] if each["key"] == chosen)
    home: Language = next(each.language for each in config.organizations if each.key == organization)
    spoken: Language = home if language is None else language
    try:
        _talk(config, url or _running(config), chosen, spoken)
    except ChatRefused as refused:
        raise BadInput(value=chosen, reason=str(refused)) from None
    except NobodyThere as nobody:
        raise failed(str(nobody), TROUBLE) from None


def _talk(config: Config, running: str, account: str, language: Language) -> None:
    if running:
        asyncio.run(chat(running, account, _token(), language, Console()))
    else:
        asyncio.run(_alone(config, account, language))


async def _alone(config: Config, account: str, language: Language) -> None:
    with fit(config.desk.language):
        fitness.bring_up_to_date(config.database.url)
    app = App(config, only={CHANNEL})
    bound = listen("127.0.0.1", 0)
    address = address_of(bound)
    await serve(app, bound, lambda: chat(address, account, _token(), language, Console()))


def _running(config: Config) -> str:
    """Return the address of the server of `config` if it answers, else ""."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(config.web.host, config.web.host)  # noqa: S104
    address = f"http://{host}:{config.web.port}"
    try:
        alive = httpx.get(f"{address}/healthz", timeout=1.0, trust_env=False).is_success
    except httpx.HTTPError:
        return ""
    return address if alive else ""


def _token() -> str:
    """Return what this computer's user is known by; made at the first chat, readable by them alone."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    file = state / "onkapi" / "terminal"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(16), encoding="ascii")
    return file.read_text(encoding="ascii").strip()
