"""The platform's own framework: it verifies, dispatches and acknowledges; what is said is taken elsewhere."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from channels.slack.client import QUIET, Client, Installed
from channels.slack.settings import Account

Take = Callable[[Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
Unread = Callable[[Mapping[str, Any]], Awaitable[None]]

_ANY = re.compile(r"", re.DOTALL)
_BROKEN, _NOT_KEPT = 500, 503
"""How the framework answers when it fails itself, and how it does when we have kept nothing."""

_log = logging.getLogger(__name__)


class _NotKept(Exception):
    """What was brought is not kept; the cause says why."""


def build(account: Account, client: Client, us: Installed, take: Take) -> AsyncApp:
    """Return an app that gives every payload to `take` and acknowledges it after that has returned.

    What `take` returns is said with it. What it raises is none: then the platform brings it again.
    """

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # Asked of the platform once, at the start: a question for each event would lose it when it fails.
        return AuthorizeResult(
            enterprise_id=us.enterprise or None, team_id=us.team, bot_user_id=us.user, bot_id=us.bot,
            bot_token=client.token,
        )  # fmt: skip

    app = AsyncApp(
        logger=QUIET,
        name=account.key,
        process_before_response=True,
        signing_secret=account.signing_secret,
        client=client.web,
        authorize=authorize,
        # Over a socket nothing is signed: who has the address is the platform.
        request_verification_enabled=account.mode == "http",
    )

    async def listen(ack: AsyncAck, body: dict[str, Any]) -> None:
        try:
            told = await take(body)
        except Exception as error:  # told apart from what the framework itself fails on
            raise _NotKept from error
        await ack(**told or {})

    for listens in (app.event, app.action, app.shortcut, app.view, app.command):
        listens(_ANY)(listen)

    @app.error
    async def failed(error: Exception) -> BoltResponse:
        if not isinstance(error, _NotKept):
            return BoltResponse(status=_BROKEN, body="")
        # The words of a person do not belong in a log, and an exception's text may quote them.
        _log.warning("not kept: %s on %s", type(error.__cause__).__name__, account.key)
        return BoltResponse(status=_NOT_KEPT, body="")

    return app


async def dispatch(app: AsyncApp, request: AsyncBoltRequest, unread: Unread) -> BoltResponse:
    """Return the app's answer. What nobody listens to is acknowledged, too: it would only come again.

    What the framework fails on is given to `unread`, and acknowledged when that returns.
    """
    answer = await app.async_dispatch(request)
    if answer.status == _BROKEN:
        try:
            await unread(request.body)
        except Exception as error:  # noqa: BLE001 -- then the platform brings it again
            _log.warning("not kept: %s on %s", type(error).__name__, app.name)
            return BoltResponse(status=_NOT_KEPT, body="")
    return BoltResponse(status=200, body="") if answer.status in {404, _BROKEN} else answer
