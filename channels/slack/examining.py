"""How an account stands at the platform before anything is started: its tokens, its scopes, its channels."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from channels.sentences import read
from channels.slack.client import NO_SCOPE, Client
from channels.slack.http import PATH
from channels.slack.settings import Account, Settings
from core.channel import Around, Finding, SendFailed

SCOPES = frozenset(
    {
        "app_mentions:read", "channels:history", "chat:write", "commands", "files:read", "files:write",
        "groups:history", "im:history", "im:write", "reactions:read", "reactions:write", "users:read",
    }
)  # fmt: skip
"""What the app may do; the manifest asks for these."""

_TEXTS = read(Path(__file__).parent / "texts")
_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_APP = re.compile(r"xapp-[0-9]+-(A[A-Z0-9]{2,20})-.*")
_CODE = re.compile(r".*\((\w+)\)")
_OUTSIDE = frozenset({"channel_not_found", "not_in_channel"})
"""How the platform refuses to show a channel in which the app is not; of a private one it says that there is none."""


class Examining:
    """Looks at one account and its channels, and changes nothing there."""

    def __init__(self, account: Account, settings: Settings, name: str, around: Around) -> None:
        self._account, self._settings, self._name, self._around = account, settings, name, around
        self._texts = _TEXTS[around.language]
        self._found: list[Finding] = []

    async def run(self) -> Sequence[Finding]:
        """Return what was found, the account itself first, then its channels."""
        client = Client(self._account, self._settings)
        await client.open()
        try:
            if me := await self._introduction(client):
                await self._events(client, str(me.get("bot_id") or ""))
                if self._scopes(client.scopes):
                    await self._channels(client)
        finally:
            await client.close()
        return self._found

    async def _introduction(self, client: Client) -> Mapping[str, Any]:
        """Return who the bot's token is of, or nothing where the platform does not take it."""
        try:
            me = await client.call("auth.test")
        except SendFailed as failed:
            if client.is_signed_out:
                self._say("bad", "token_refused", reason=_named(failed))
            else:
                self._say("bad", "unreachable", reason=_named(failed), base=self._settings.api_base)
            return {}
        if not me.get("user_id"):
            self._say("bad", "unreachable", reason="the answer cannot be read", base=self._settings.api_base)
            return {}
        team, number = (str(me.get(name) or "?") for name in ("team", "team_id"))
        self._say("good", "token", bot=me.get("user") or me["user_id"], team=team, number=number)
        return me

    def _scopes(self, granted: frozenset[str] | None) -> bool:
        """Say whether the app may do all that it does; nothing is said where the platform named no scopes."""
        if granted is None:
            return True
        if missing := SCOPES - granted:
            self._say("bad", "scopes_missing", scopes=", ".join(sorted(missing)))
        elif more := granted - SCOPES:
            self._say("poor", "scopes_more", scopes=", ".join(sorted(more)))
        else:
            self._say("good", "scopes")
        return not missing

    async def _events(self, client: Client, bot: str) -> None:
        """Look whether events can come, by the way that the account has chosen."""
        if self._account.mode == "http":
            base = self._around.public_url.rstrip("/")
            self._say("good", "http", url=f"{base}{PATH}/{self._account.key}/events")
            return
        opening = Client(self._account.model_copy(update={"bot_token": self._account.app_token}), self._settings)
        await opening.open()
        try:
            await opening.call("apps.connections.open")
            other = await self._other_app(client, bot)
        except SendFailed as failed:
            self._say("bad", "sockets_refused", reason=_named(failed))
        else:
            if other:
                self._say("bad", "sockets_elsewhere", **other)
            else:
                self._say("good", "sockets")
        finally:
            await opening.close()

    async def _other_app(self, client: Client, bot: str) -> Mapping[str, str]:
        """Return the two apps whose tokens these are, if they are two: then no event ever comes."""
        named = _APP.fullmatch(self._account.app_token)
        try:
            known: Any = (await client.call("bots.info", bot=bot)).get("bot")
        except SendFailed:  # a scope may be missing, which is told
            client.sign_in()
            return {}
        ours = str(known.get("app_id") or "") if isinstance(known, dict) else ""
        return {"app": named[1], "bot": ours} if named and ours and named[1] != ours else {}

    async def _channels(self, client: Client) -> None:
        for what, channels in (("room", self._around.rooms.get(self._name, ())), ("requests", self._account.requests)):
            for channel in channels:
                await self._channel(client, what, channel)

    async def _channel(self, client: Client, what: str, channel: str) -> None:
        """Look whether the app reads along in a channel; only who is in it may read what is said there."""
        if not _CHANNEL.fullmatch(channel):
            self._say("bad", "no_channel", channel=channel)
            return
        try:
            await client.call("conversations.history", channel=channel, limit=1)
        except SendFailed as failed:
            if failed.reason in _OUTSIDE:
                self._say("bad", "absent", channel=channel)
            elif failed.reason == "is_archived":
                self._say("bad", "archived", channel=channel)
            else:
                self._say("bad", "unseen", channel=channel, reason=_named(failed))
        else:
            self._say("good", what, channel=channel)

    def _say(self, state: Literal["good", "poor", "bad"], what: str, **values: object) -> None:
        self._found.append(Finding(self._name, state, self._texts[f"found_{what}"].format(**values)))


def _named(failed: SendFailed) -> str:
    """Return what the platform itself calls the trouble, if it said so."""
    if failed.reason.startswith(NO_SCOPE):
        return NO_SCOPE
    code = _CODE.fullmatch(failed.reason)
    return code[1] if code else failed.reason
