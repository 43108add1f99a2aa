"""Who asks: a program by its token, or an agent by the session of the console."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from starlette.requests import Request

from bot.console import forms
from bot.console.services import Services
from bot.console.visits import API_COOKIE
from bot.store import sessions, tokens
from bot.store.engine import Tx
from channels.ingress import preferred
from core.errors import NotFound
from core.messages import Language
from core.people import Agent, Role

CSRF_HEADER = "X-CSRF-Token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

LONGEST_TOKEN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks, with the rights of this moment. `by_cookie` is the browser of somebody who is signed in.

    `trusted` says that a change comes from him, and not from a page of somebody else that uses his cookie.
    """

    agent: Agent
    by_cookie: bool
    trusted: bool


async def find(services: Services, request: Request) -> Caller | None:
    """Return who asks, and note that a token or a session was used; None for a stranger.

    A token that is sent decides alone: a wrong one is not mended by a cookie.
    """
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme:
        return await _by_token(services, given.strip()) if scheme.lower() == "bearer" else None
    cookie = request.cookies.get(API_COOKIE, "")
    return await _by_cookie(services, request, cookie) if cookie else None


async def _by_token(services: Services, given: str) -> Caller | None:
    if not given.startswith(tokens.PREFIX) or len(given) > LONGEST_TOKEN:
        return None
    hashed, now = tokens.hashed(given), services.clock.now()
    found = await services.store.read(lambda tx: tokens.find(tx, hashed, now))
    if found is None:
        return None
    if found.due(now):
        await services.store.write(lambda tx: tokens.note_use(tx, found.id, now))
    return Caller(agent=found.agent, by_cookie=False, trusted=True)


async def _by_cookie(services: Services, request: Request, cookie: str) -> Caller | None:
    token, now = forms.hashed(cookie), services.clock.now()
    session = await services.store.read(lambda tx: sessions.find(tx, token, now))
    # As at the sign-in: the console is not open to this role.
    if session is None or session.agent.role is Role.CUSTOMER_LEAD:
        return None
    if session.due(now):

        def renew(tx: Tx) -> None:
            sessions.renew(tx, token, now)

        await services.store.write(renew)
    mark = request.headers.get(CSRF_HEADER, "")
    trusted = request.method in SAFE or hmac.compare_digest(mark.encode(), session.csrf.encode())
    return Caller(agent=session.agent, by_cookie=True, trusted=trusted)


def caller_of(request: Request) -> Caller:
    """Return who asks, as the gate has found out."""
    caller: Caller = request.state.caller
    return caller


def lead_of(request: Request, *, of_all: bool = False) -> Agent:
    """Return who asks, a lead, `of_all` of the whole desk; raise `NotFound` for anybody else."""
    agent = caller_of(request).agent
    if not agent.leads or (of_all and agent.organization is not None):
        raise NotFound
    return agent


def language_of(request: Request) -> Language:
    """Return the language that the request prefers of those we speak, else that of who asks."""
    caller: Caller | None = getattr(request.state, "caller", None)
    return preferred(request, caller.agent.language if caller else "tr")
