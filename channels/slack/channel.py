"""Slack as a channel: one app in a workspace for each account, over sockets or by HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from channels import ingress
from channels.ingress import Refused
from channels.retrying import pause
from channels.sections import accounts_of
from channels.sending import stopped
from channels.slack import bolt, http
from channels.slack.cards import Cards
from channels.slack.client import NO_SCOPE, SENDING, Client, Installed
from channels.slack.examining import Examining
from channels.slack.files import Fetching
from channels.slack.marking import Marks
from channels.slack.parse import PERSON
from channels.slack.places import Places
from channels.slack.revising import Revising
from channels.slack.sending import Sending
from channels.slack.settings import Account, Settings
from channels.slack.sockets import Sockets
from channels.slack.taking import Taking
from core.channel import Abilities, Around, Finding, Limit, SendFailed
from core.host import Host
from core.messages import Address, Outgoing
from core.rooms import CardView, Mark, Shown

NAME = "slack"
_BURST = 3.0
"""Messages that may follow each other at once in a channel: the platform minds a steady stream, not two bubbles."""

_TOGETHER = 50.0
"""Channels that may be written to in a second; the platform has a limit for all together, and does not tell it."""

_log = logging.getLogger(__name__)


class Slack:
    """People write to an app of their workspace: to itself, or in channels by its name; agents work in channels."""

    name = NAME
    abilities = Abilities(buttons=True, cards=True, private=True, forms=True)

    def __init__(self, settings: Settings) -> None:
        self.accounts = accounts_of(settings.accounts)
        self._settings, self._rate = settings, settings.rates.channel
        self._apps = {account.key: _App(account, settings) for account in settings.accounts}

    async def examine(self, around: Around) -> Sequence[Finding]:
        """Ask the platform how each app stands there and in its channels."""
        found: list[Finding] = []
        for account in self._settings.accounts:
            found += await Examining(account, self._settings, f"{NAME}/{account.key}", around).run()
        return found

    async def start(self, host: Host) -> None:
        """Begin to listen. A platform that cannot be reached now is waited for."""
        for app in self._apps.values():
            await app.start(host)

    async def stop(self) -> None:
        """Stop listening, and finish what is on its way; what was not kept will come again."""
        await asyncio.gather(*(app.stop() for app in self._apps.values()))

    def limits(self, address: Address) -> Sequence[Limit]:
        """Return that a channel takes a message a second; what the platform refuses is a matter of the workspace."""
        return (
            Limit(address.chat, self._rate, max(_BURST, self._rate)),
            Limit(SENDING, _TOGETHER * self._rate, _TOGETHER * max(1.0, self._rate)),
        )

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        """Show `outgoing` where it belongs and return the ids of its messages."""
        return await self._app(outgoing.address.account).send(outgoing)

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        """Show `outgoing` in place of the messages that it was shown by before."""
        return await self._app(outgoing.address.account).change(outgoing, message_ids)

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        """Show a ticket's card in its channel; the answers to it are its thread."""
        return await self._app(card.room.account).show_card(card, message_id)

    async def mark(self, address: Address, message_id: str, mark: Mark) -> None:
        """Put the emoji of the app on a message of an agent."""
        await self._app(address.account).mark(address, message_id, mark)

    def direct(self, account: str, external_id: str) -> Address | None:
        """Return where a person can be told something alone: under his own id, until his conversation is needed."""
        return Address(account, external_id) if PERSON.fullmatch(external_id) else None

    async def find(self, outgoing: Outgoing, since: datetime | None = None) -> Sequence[str] | None:
        """Return the ids of the messages by which `outgoing` is shown already, or None; raise `SendFailed`."""
        return await self._app(outgoing.address.account).find(outgoing, since)

    def routes(self) -> Sequence[BaseRoute]:
        """Return the doors that the platform knocks at."""
        guard = ingress.guarded(lambda request: "en")
        return [Route(f"{http.PATH}/{{account}}/{door}", guard(self._knocked), methods=["POST"]) for door in http.DOORS]

    async def _knocked(self, request: Request) -> Response:
        """Take one request, and say so when it is kept."""
        app = self._apps.get(request.path_params["account"])
        asked = await http.read(request, app.account if app else None)
        answer = await app.dispatch(asked) if app else None
        if answer is None:
            raise Refused(503, "unavailable")
        if answer.status >= 400:
            # The framework has looked at the signature once more.
            raise Refused(503, "unavailable") if answer.status >= 500 else Refused(403, "not_you")
        headers = answer.first_headers_without_set_cookie()
        return Response(answer.body, answer.status, headers) if answer.body else JSONResponse({}, answer.status)

    def _app(self, account: str) -> _App:
        return self._apps[account.partition("/")[2]]


class _App:
    """One account at work. `bolt` is there as soon as the platform has said who we are."""

    def __init__(self, account: Account, settings: Settings) -> None:
        self.account, self._settings = account, settings
        self._name = f"{NAME}/{account.key}"
        self._host: Host | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: Sending | None = None
        self._taking: Taking | None = None
        self.bolt: AsyncApp | None = None

    async def start(self, host: Host) -> None:
        self._client = Client(self.account, self._settings)
        await self._client.open()
        self._places = Places(self._client)
        self._host = host
        self._tasks = [asyncio.create_task(self._run(host))]

    async def stop(self) -> None:
        if self._host is None:
            return
        self._host = self.bolt = None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._taking is not None:
            await self._taking.stop()
        if self._sending is not None:
            await self._sending.under_way.stop()
        await self._client.close()

    async def send(self, outgoing: Outgoing) -> Sequence[str]:
        host, sending = self._ready()
        with self._telling(host):
            return await sending.send(host, outgoing)

    async def find(self, outgoing: Outgoing, since: datetime | None) -> Sequence[str] | None:
        return await self._ready()[1].find(outgoing, since)

    async def change(self, outgoing: Outgoing, message_ids: Sequence[str]) -> Sequence[str]:
        host, sending = self._ready()
        with self._telling(host):
            return await Revising(self._client, sending).change(host, outgoing, message_ids)

    async def show_card(self, card: CardView, message_id: str | None) -> Shown:
        host, sending = self._ready()
        async with sending.under_way.one():
            try:
                shown = await self._cards.show(host, card, message_id)
            except SendFailed as failed:
                heard = failed.permanent or failed.gone
                host.report(self._name, "sending", self._client.trouble if heard else failed.reason)
                raise
            host.report(self._name, "sending", self._client.trouble)
            return shown

    async def mark(self, address: Address, message_id: str, what: Mark) -> None:
        host, _ = self._ready()
        with self._telling(host):
            await self._marks.mark(address.chat, message_id, what)

    @contextmanager
    def _telling(self, host: Host) -> Iterator[None]:
        """Report what the app may not do."""
        try:
            yield
        except SendFailed as failed:
            if failed.reason.startswith(NO_SCOPE):
                host.report(self._name, "sending", self._client.trouble)
            raise

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse | None:
        """Return what the platform is answered; None while we do not know yet who we are."""
        return await bolt.dispatch(self.bolt, request, self._unread) if self.bolt is not None else None

    async def _unread(self, body: Mapping[str, Any]) -> None:
        host, taking = self._host, self._taking
        if host is None or taking is None:
            raise stopped()
        await taking.bury(host, body, ValueError("the framework cannot read it"))

    def _ready(self) -> tuple[Host, Sending]:
        if self._host is None:
            raise stopped()
        if self._sending is None:
            raise SendFailed("the platform has not said yet who we are", retry_after=1.0)
        return self._host, self._sending

    async def _run(self, host: Host) -> None:
        """Ask who we are until the platform says it, then listen."""
        us = await self._introduction(host)
        self._cards, self._marks = Cards(self._name, self._client, us.user), Marks(self._client, us.user)
        self._sending = Sending(self._name, self._client, self._places, us.user)
        base = self._settings.api_base
        fetching = Fetching(self._client, base)
        self._taking = Taking(self.account, self._name, self._client, us, self._places, fetching, base)
        self.bolt = bolt.build(self.account, self._client, us, partial(self._take, host, self._taking))
        if self.account.mode == "socket" and host.listens:
            await Sockets(self.account, self._name, self._client, self._settings).run(host, self.dispatch)
        elif self.account.mode == "http":
            host.report(self._name, "listening")

    async def _take(self, host: Host, taking: Taking, body: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return await taking.take(host, body)

    async def _introduction(self, host: Host) -> Installed:
        failures, told = 0, ""
        while True:
            try:
                us = await self._client.installed()
            except SendFailed as failed:
                failures += 1
                host.report(self._name, "listening", failed.reason)
                if failed.reason != told:
                    _log.warning("the platform does not say who we are: %s on %s", failed.reason, self._name)
                told = failed.reason
                await asyncio.sleep(pause(self._settings.retries, failures))
            else:
                if failures:
                    _log.info("the platform says who we are: %s", self._name)
                return us
