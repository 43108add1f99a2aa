"""The platform's own client, pointed at the configured address, and what its errors mean for a message."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from channels.slack.settings import Account, Settings
from core.channel import SendFailed

QUIET = logging.getLogger("channels.slack.library")
"""Where the libraries write: they quote whole bodies, addresses with tickets and what people said."""
QUIET.setLevel(logging.CRITICAL + 1)

_SIGNED_OUT = frozenset(
    {
        "account_inactive", "access_denied", "invalid_auth", "not_authed", "org_login_required",
        "team_access_not_granted", "token_expired", "token_revoked", "two_factor_setup_required",
    }
)  # fmt: skip
_NOWHERE = frozenset(
    {
        "cannot_dm_bot", "channel_not_found", "is_archived", "messages_tab_disabled", "not_in_channel",
        "restricted_action", "thread_not_found", "user_disabled", "user_not_found", "user_not_visible",
        "users_not_found",
    }
)  # fmt: skip
_PASSING = frozenset(
    {
        "accesslimited", "fatal_error", "internal_error", "ratelimited", "rate_limited", "request_timeout",
        "service_unavailable", "team_added_to_org", "timeout",
    }
)  # fmt: skip
_PAUSE_SIGNED_OUT = 60.0
"""Seconds until a token that was refused is tried again: the app may have been installed anew."""

NO_SCOPE = "missing_scope"
"""How the platform calls it that the app was not given the right to a method; the reason begins so."""

SENDING = "chat.postMessage"
"""The bucket of everything that is said in a workspace."""

_SENT_BY = frozenset({SENDING, "files.completeUploadExternal", "files.getUploadURLExternal"})
_WITHOUT_SCOPE = 60.0
"""Seconds until what the app may not say is tried again: somebody may have given it the right."""

_SAYS = frozenset({"chat.postEphemeral", "chat.postMessage", "chat.update", "conversations.open"})
"""Methods without which nothing is said. What needs them waits; of what needs others, the rest can be done."""

_LONGEST_PAUSE = 900.0
"""Seconds for which a pause that the platform asks for is believed."""


@dataclass(frozen=True, slots=True)
class Installed:
    """The app as the platform knows it: its workspace, the enterprise of that ("" for none), its user, its bot."""

    team: str
    enterprise: str
    user: str
    bot: str

    @property
    def realm(self) -> str:
        """Where the ids of people are unique: in the enterprise, else in the workspace."""
        return self.enterprise or self.team


class Client:
    """One app at the platform. All calls share one session; none is repeated by the library.

    `scopes` are those that the platform named with its last answer; None if it named none.
    """

    def __init__(self, account: Account, settings: Settings) -> None:
        self.token, self._base = account.bot_token, settings.api_base.rstrip("/") + "/"
        self._patience = settings.timeout
        self._paused: dict[str, float] = {}
        self._signed_out = 0.0
        # What the app may not do: the method, and the scopes that one needs, of which one would do.
        self._lacks: dict[str, frozenset[str]] = {}
        self.scopes: frozenset[str] | None = None

    async def open(self) -> None:
        """Take up the session; nothing is asked yet."""
        # With a session of ours the library does not look at its own time-out.
        self.session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._patience))
        self.web = self.new_web()

    def new_web(self, token: str | None = None) -> AsyncWebClient:
        """Return a client for another part of the library."""
        return AsyncWebClient(
            token or self.token, self._base, timeout=int(self._patience) + 1, session=self.session, retry_handlers=[],
            logger=QUIET,
        )  # fmt: skip

    async def close(self) -> None:
        """Give the connections back."""
        await self.session.close()

    async def installed(self) -> Installed:
        """Ask who we are, or raise `SendFailed`."""
        found = await self.call("auth.test")
        named = [str(found.get(name) or "") for name in ("team_id", "enterprise_id", "user_id", "bot_id")]
        return Installed(*named)

    async def call(self, method: str, **values: Any) -> Mapping[str, Any]:
        """Ask the platform for something and return its answer; raise `SendFailed`.

        While the platform wants to be left alone with `method`, it is not asked.
        """
        now = asyncio.get_running_loop().time()
        if (wait := self._signed_out - now) > 0 and method != "auth.test":
            raise SendFailed("the app is not installed", retry_after=wait, down=True)
        if (wait := self._paused.get(method, 0.0) - now) > 0:
            raise SendFailed("the platform allows no more now", retry_after=wait, bucket=bucket(method))
        given = {name: value for name, value in values.items() if value is not None}
        try:
            answer = await self.web.api_call(method, json=given) if method in _JSON else await self._form(method, given)
        except SlackApiError as error:
            raise self._refused(method, error, now) from None
        except aiohttp.ClientConnectorError:
            raise SendFailed("the platform cannot be reached", down=True) from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise SendFailed(f"the platform did not answer ({type(error).__name__})", unsure=True) from None
        self._signed_out = 0.0
        if (granted := answer.headers.get("x-oauth-scopes")) is not None:
            self.scopes = _names(granted)
        self._lacks.pop(method, None)
        found: object = answer.data
        return found if isinstance(found, dict) else {}

    @property
    def trouble(self) -> str:
        """What the app may not do for want of a scope, in a few words; "" where it lacks none that it needed."""
        given = self.scopes or frozenset()
        lacking = {method: needed for method, needed in self._lacks.items() if not needed & given}
        return "; ".join(_no_scope(*each) for each in sorted(lacking.items()))

    @property
    def is_signed_out(self) -> bool:
        """Whether the platform has refused the app, or its token, since it last answered."""
        return self._signed_out > 0

    def sign_out(self) -> None:
        """Ask for nothing for a while: the app was removed, or its token is not valid any more."""
        self._signed_out = asyncio.get_running_loop().time() + _PAUSE_SIGNED_OUT

    def sign_in(self) -> None:
        """Go on: the app was heard from."""
        self._signed_out = 0.0

    async def _form(self, method: str, values: Mapping[str, Any]) -> Any:
        """Ask in the way that every method takes."""
        plain = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
        return await self.web.api_call(method, data=plain)

    def _refused(self, method: str, error: SlackApiError, now: float) -> SendFailed:
        """Return what an answer means that is a refusal, or none of the platform."""
        told: Any = error.response
        status = int(getattr(told, "status_code", 0) or getattr(told, "status", 0) or 0)
        headers = getattr(told, "headers", None) or {}
        data = getattr(told, "data", None)
        name = str(data.get("error", "")) if isinstance(data, dict) else ""
        if status == 429 or name in {"ratelimited", "rate_limited"}:
            pause = _seconds(headers.get("Retry-After") or headers.get("retry-after"))
            self._paused[method] = now + pause
            return SendFailed(
                f"429: the platform allows no {method} for {pause:g} s", retry_after=pause, bucket=bucket(method)
            )
        if not name or status >= 500:
            return SendFailed(f"the platform answers with {status or 'nothing that can be read'}", unsure=True)
        if name == NO_SCOPE and isinstance(data, dict):
            needed = self._lacks[method] = _names(str(data.get("needed") or ""))
            waits = _WITHOUT_SCOPE if method in _SAYS else None
            return SendFailed(_no_scope(method, needed), permanent=waits is None, retry_after=waits)
        if name in _SIGNED_OUT:
            self.sign_out()
        return failed(name)


def _names(told: str) -> frozenset[str]:
    return frozenset(name.strip() for name in told.split(",") if name.strip())


def _no_scope(method: str, needed: frozenset[str]) -> str:
    return f"{NO_SCOPE}: {method} needs {' or '.join(sorted(needed)) or 'more'}"


def bucket(method: str) -> str:
    """Return what shares the pause of a method; the platform counts each of them by the workspace."""
    return SENDING if method in _SENT_BY else ""


def failed(name: str) -> SendFailed:
    """Return what an error of the platform means for the message that it refused."""
    if name in _SIGNED_OUT:
        return SendFailed(f"the platform refuses the app ({name})", retry_after=_PAUSE_SIGNED_OUT, down=True)
    if name in _PASSING:
        return SendFailed(name)
    return SendFailed(name, permanent=True, gone=name in _NOWHERE)


def _seconds(told: object) -> float:
    """Return how long the platform wants to be left alone; what makes no sense is a second."""
    try:
        pause = float(str(told))
    except ValueError:
        return 1.0
    return 1.0 if math.isnan(pause) else min(max(pause, 0.0), _LONGEST_PAUSE)


_JSON = frozenset(
    {
        "chat.postEphemeral", "chat.postMessage", "chat.update", "files.completeUploadExternal", "views.open",
        "views.publish", "views.update",
    }
)  # fmt: skip
"""Methods whose values have a structure; all others are asked by a form, which every method takes."""
