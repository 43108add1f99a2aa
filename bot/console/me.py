"""An agent's own page: how he is called, his password, whether he is there, and where he is signed in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import staffing
from bot.console import forms
from bot.console.attempts import Attempt, minutes
from bot.console.clients import called
from bot.console.failures import status_of
from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.rights import LONGEST, LONGEST_NAME, SHORTEST, require_password
from bot.staffing import By, WrongPassword
from bot.store import audit, members, sessions
from bot.store.engine import Tx
from core.errors import BadInput, NotFound, OnkapiError
from core.messages import Text, clean
from core.texts import LANGUAGES

PAGE = f"{HOME}/me"
DONE = frozenset({"name", "password", "away", "back", "ended"})
"""What the page says was done."""


class MePages:
    """What an agent sees and changes of himself."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{HOME}/sessions", self.moved, methods=["GET"], include_in_schema=False)
        for way, act in (
            ("name", self.rename), ("password", self.change), ("away", self.leave), ("back", self.come_back),
            ("sessions/end", self.end), ("sessions/end-others", self.end_others),
        ):  # fmt: skip
            router.add_api_route(f"{PAGE}/{way}", act, methods=["POST"], include_in_schema=False)
        return router

    async def moved(self, request: Request) -> Response:
        """Lead to where the sessions are listed now."""
        return RedirectResponse(f"{PAGE}#sessions", 303)

    async def show(self, request: Request) -> Response:
        """Show the page; `?done=` names what has just been changed."""
        done = request.query_params.get("done", "")
        return await self._page(await self._console.visit(request, reads=True), done=done if done in DONE else "")

    async def rename(self, request: Request) -> Response:
        """Take another name or language."""
        visit, form = await self._posted(request)
        name, language = form.get("name", ""), next((each for each in LANGUAGES if each == form.get("language")), None)

        def write(tx: Tx) -> None:
            staffing.rename(tx, self._by(visit), visit.agent.key, name=name, language=language)

        return await self._do(visit, write, "name")

    async def change(self, request: Request) -> Response:
        """Take another password, if the present one is right; every other session ends."""
        visit, form = await self._posted(request)
        fresh, by, store = form.get("new", ""), self._by(visit), self._console.services.store
        if fresh != form.get("again", ""):
            return await self._page(visit, wrong=self._reader(visit).label("me.password.differ"), status=422)
        email, hashed = await store.read(lambda tx: sessions.password_of(tx, visit.agent.person))
        client = request.client.host if request.client else ""
        attempt = Attempt(email=email, client=client, at=by.now, what="password")
        wait = await store.read(attempt.wait) or await store.write(attempt.count)
        if wait:
            slow = self._reader(visit).label("sign_in.slow", minutes=minutes(wait))
            return await self._page(visit, wrong=slow, status=429)
        try:
            if not await self._console.checker.verify(hashed, form.get("old", "")[:LONGEST]):
                await store.write(attempt.failed)
                raise WrongPassword
            require_password(fresh)
        except BadInput as error:
            return await self._refuse(visit, error)
        made = await self._console.checker.hash(clean(fresh))

        def write(tx: Tx) -> None:
            attempt.succeeded(tx, visit.agent.key)
            staffing.set_password(tx, by, visit.agent.key, visit.agent.person, made, but=visit.token)

        return await self._do(visit, write, "password")

    async def leave(self, request: Request) -> Response:
        """Say that he is away, and who stands in."""
        visit, form = await self._posted(request, reads=False)
        given: dict[str, Any] = {
            "until": form.get("until", "").strip(),
            "substitute": form.get("substitute", ""),
            "pass_on": form.get("pass_on", "") == "yes",
        }
        zone = self._console.services.catalogue().timezone
        return await self._do(
            visit, lambda tx: staffing.leave(tx, self._by(visit), visit.agent.key, zone=zone, **given), "away"
        )

    async def come_back(self, request: Request) -> Response:
        """Say that he is there again."""
        visit, _ = await self._posted(request, reads=False)
        return await self._do(visit, lambda tx: staffing.come_back(tx, self._by(visit), visit.agent.key), "back")

    async def end(self, request: Request) -> Response:
        """End the session that the form names; one that is over already is no error."""
        visit, form = await self._posted(request)
        by, who = self._by(visit), audit.by(visit.agent)

        def end(tx: Tx) -> None:
            for each in sessions.open_of(tx, visit.agent.person, by.now):
                if mark_of(each.token) == form.get("session", ""):
                    sessions.end(tx, each.token)
                    audit.record(tx, by.now, who=who, surface="console", what="session.end", subject=who)

        return await self._do(visit, end, "ended")

    async def end_others(self, request: Request) -> Response:
        """End every session but this one."""
        visit, _ = await self._posted(request)
        by, who = self._by(visit), audit.by(visit.agent)

        def end(tx: Tx) -> None:
            ended = sessions.end_all(tx, visit.agent.person, but=visit.token)
            if ended:
                audit.record(tx, by.now, who=who, surface="console", what="session.end", subject=who, ended=ended)

        return await self._do(visit, end, "ended")

    async def _posted(self, request: Request, *, reads: bool = True) -> tuple[Visit, Mapping[str, str]]:
        visit = await self._console.visit(request, reads=reads)
        form = await forms.posted(request, visit.csrf)
        return visit, form

    async def _do(self, visit: Visit, work: Any, done: str) -> Response:
        """Do it and lead back to the page; or say on the page why not."""
        try:
            await self._console.services.store.write(work)
        except BadInput as error:
            return await self._refuse(visit, error)
        self._console.services.hub.poke(["desk"])
        return RedirectResponse(f"{PAGE}?done={done}", 303)

    async def _refuse(self, visit: Visit, error: OnkapiError) -> Response:
        wrong = self._reader(visit).say(Text(error.code, error.values))
        return await self._page(visit, wrong=wrong, status=status_of(error))

    def _by(self, visit: Visit) -> By:
        return By(who=audit.by(visit.agent), surface="console", now=self._console.services.clock.now())

    def _reader(self, visit: Visit) -> Any:
        return self._console.reader(visit.agent.language)

    async def _page(self, visit: Visit, *, done: str = "", wrong: str = "", status: int = 200) -> Response:
        now, reader = self._console.services.clock.now(), self._reader(visit)

        def look(tx: Tx) -> Mapping[str, Any]:
            me = members.member(tx, visit.agent.key, now)
            if me is None:
                raise NotFound
            return {
                "me": me,
                "stand_ins": staffing.stand_ins(tx, me.agent, now),
                "kept": [
                    (mark_of(each.token), called(each.client), each, each.token == visit.token)
                    for each in sessions.open_of(tx, visit.agent.person, now)
                ],
            }

        catalogue = self._console.services.catalogue()
        known = await self._console.services.store.read(look)
        values = {
            **self._console.frame(visit, reader),
            "done": done,
            "wrong": wrong,
            "tomorrow": (now.astimezone(reader.home) + timedelta(days=1)).date().isoformat(),
            "queues": [
                reader.name(catalogue.queues[key].name) for key in sorted(visit.agent.queues & set(catalogue.queues))
            ],
            "limits": {"least": SHORTEST, "most": LONGEST, "name": LONGEST_NAME},
            **known,
        }
        return self._console.pages.page("me.html", reader, values, status)


def mark_of(token: str) -> str:
    """Return how a page names a session: it tells nothing of what the database keeps of its cookie."""
    return hashlib.sha256(f"session {token}".encode()).hexdigest()[:24]
