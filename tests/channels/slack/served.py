"""The channel with an engine that records behind it, at a stand-in of the platform; or at a desk of real parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from channels import slack
from channels.slack.channel import Slack
from tests.channels.contract.recorder import Recorder
from tests.channels.contract.server import serving
from tests.standins.slack import SlackApi

ACCOUNT, PUBLIC = "slack/ornek", "https://desk.example"
QUICK = {"ping_interval": 0.1, "timeout": 1.0, "retries": {"first": 0.05, "longest": 0.2}}
FAST = {"channel": 1_000}


def settings_at(
    api: SlackApi, mode: str = "socket", account: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """Return the section of a channel with one app at the stand-in; `account` says more of that."""
    whole = {
        "key": "ornek", "organization": "ornek", "bot_token": api.bot_token, "app_token": api.app_token,
        "signing_secret": api.signing_secret, "mode": mode, "trust": "open", **(account or {}),
    }  # fmt: skip
    return {"accounts": [whole], "api_base": f"{api.address}/api/", "rates": FAST, **QUICK, **more}


def channel_at(api: SlackApi, mode: str = "socket", **more: Any) -> Slack:
    """Return a channel with one app at the stand-in."""
    return slack.create(slack.Settings.model_validate(settings_at(api, mode, **more)))


def brings(api: SlackApi, mode: str, address: str = "") -> None:
    """Let the platform bring what happens, over sockets or to the doors at `address`."""
    api.transport = {"socket": "socket", "http": "http"}[mode]
    api.request_url = f"{address}/hooks/slack/ornek"


@contextmanager
def listening(api: SlackApi, host: Recorder, mode: str = "socket", **more: Any) -> Iterator[Slack]:
    """Let the channel listen, with `host` behind it."""
    host.public_url = PUBLIC
    channel = channel_at(api, mode, **more)
    with serving(channel, host) as address:
        api.waits(lambda: channel._apps["ornek"].bolt)
        brings(api, mode, address)
        if mode == "socket":
            api.waits(lambda: len(api.listening()) == 2)
        yield channel
        host.let_go()
        host.end()
        api.transport = ""
