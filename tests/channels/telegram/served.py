"""The channel with an engine that records behind it, at a stand-in of the platform; or at a desk of real parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from channels import telegram
from channels.telegram.channel import Telegram
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving
from tests.standins.telegram import BotApi

ACCOUNT, SECRET, PUBLIC = "telegram/ornek", "a-secret-of-the-webhook", "https://desk.example"
QUICK = {"poll_timeout": 1, "timeout": 1.0, "retries": {"first": 0.05, "longest": 0.2}}
FAST = {"overall": 1_000, "chat": 1_000}


def settings_at(api: BotApi, mode: str = "polling", **more: Any) -> dict[str, Any]:
    """Return the section of a channel with one bot at the stand-in."""
    account = {
        "key": "ornek", "organization": "ornek", "token": api.token, "mode": mode, "webhook_secret": SECRET,
        "trust": "open",
    }  # fmt: skip
    return {"accounts": [account], "api_base": api.address, "rates": FAST, **QUICK, **more}


def channel_at(api: BotApi, mode: str = "polling", **more: Any) -> Telegram:
    """Return a channel with one bot at the stand-in."""
    return telegram.create(telegram.Settings.model_validate(settings_at(api, mode, **more)))


@contextmanager
def listening(api: BotApi, host: Recorder, mode: str = "polling", **more: Any) -> Iterator[Telegram]:
    """Let the channel listen, with `host` behind it."""
    host.public_url = PUBLIC
    channel = channel_at(api, mode, **more)
    with serving(channel, host) as address:
        api.reaches[PUBLIC] = address
        yield channel
        host.let_go()
        host.end()
