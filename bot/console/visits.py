"""Who is asking: from the cookie of a request to an agent, with the rights of this moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request

from bot.console import forms
from bot.console.attempts import Checker
from bot.console.pages import Pages
from bot.console.reader import Reader, Words, words
from bot.console.services import Services
from bot.store import sessions
from channels.ingress import preferred
from core.errors import NotFound, OnkapiError
from core.messages import Language
from core.people import Agent, Role

SESSION_COOKIE = "onkapi_desk"
API_COOKIE = "onkapi_api"
"""The same session, shown to the HTTP API."""


class SignInNeeded(OnkapiError):
    """There is no live session behind this request."""

    code = "sign_in.needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request of somebody who is signed in. `csrf` is the mark of the session's forms."""

    agent: Agent
    csrf: str
    token: str


class Console:
    """What every page of the console uses."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.pages = Pages()
        self.checker = Checker()
        self.words: Words = words(services.texts)

    async def visit(self, request: Request, *, reads: bool = False) -> Visit:
        """Return who is signed in, and let the session live on; raise `SignInNeeded` otherwise.

        A customer's lead only `reads`: what is not for readers is not there for him, which `NotFound` says.
        """
        found = await self.look(request)
        if found is None:
            raise SignInNeeded
        visit, session = found
        if visit.agent.reads and not reads:
            raise NotFound(path=request.url.path)
        now = self.services.clock.now()
        if session.due(now):
            await self.services.store.write(lambda tx: sessions.renew(tx, visit.token, now))
        request.state.language = visit.agent.language
        return visit

    async def lead(self, request: Request) -> Visit:
        """Return who is signed in and leads; raise `NotFound` for anybody else, for whom the page is not there."""
        visit = await self.visit(request)
        if not visit.agent.leads:
            raise NotFound(path=request.url.path)
        return visit

    async def admin(self, request: Request, *, of_all: bool = False) -> Visit:
        """Return who is signed in and an admin, `of_all` of the whole desk; raise `NotFound` for anybody else."""
        visit = await self.visit(request)
        if visit.agent.role is not Role.ADMIN or (of_all and visit.agent.organization is not None):
            raise NotFound(path=request.url.path)
        return visit

    async def look(self, request: Request) -> tuple[Visit, sessions.Session] | None:
        """Return the session behind a request, without prolonging it; None when there is none."""
        cookie = request.cookies.get(SESSION_COOKIE, "")
        if not cookie:
            return None
        token, now = forms.hashed(cookie), self.services.clock.now()
        session = await self.services.store.read(lambda tx: sessions.find(tx, token, now))
        if session is None:
            return None
        return Visit(agent=session.agent, csrf=session.csrf, token=token), session

    def reader(self, language: Language) -> Reader:
        """Return a reader in `language`, at the clock of the desk's first organization."""
        catalogue, now = self.services.catalogue(), self.services.clock.now()
        zone = next((each.timezone for each in catalogue.organizations.values()), "UTC")
        home = ZoneInfo(catalogue.timezone)
        return Reader(words=self.words, language=language, zone=ZoneInfo(zone), now=now, home=home)

    def frame(self, visit: Visit, reader: Reader) -> dict[str, Any]:
        """Return what every page needs besides its own values."""
        return {"agent": visit.agent, "csrf": visit.csrf, "desk_name": self.desk_name(reader)}

    def desk_name(self, reader: Reader) -> str:
        """Return how the desk calls itself."""
        return reader.name(self.services.catalogue().desk_name)


def language_of(request: Request) -> Language:
    """Return the language for a request: the agent's once he is known, else the one the browser prefers."""
    known: Language | None = getattr(request.state, "language", None)
    return known or preferred(request, "tr")


def way_back(request: Request) -> str:
    """Return the sign-in's address, which leads back to the page that was asked for."""
    wanted = request.url.path if request.method == "GET" else ""
    return "/desk/sign-in" + (f"?next={quote(wanted)}" if wanted not in {"", "/desk"} else "")
