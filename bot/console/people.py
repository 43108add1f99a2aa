"""The people of the desk: leads see who may what, is there and has how much; admins change it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import staffing
from bot.console import forms
from bot.console.failures import status_of
from bot.console.headers import HOME
from bot.console.reader import Reader
from bot.console.visits import Console, Visit
from bot.rights import LONGEST_EMAIL, LONGEST_NAME, Rights
from bot.staffing import By, may_change, may_know
from bot.store import audit, members
from bot.store.engine import Tx
from bot.store.members import Member
from core.errors import BadInput, NotAllowed, NotFound
from core.messages import Text
from core.people import Role

PAGE = f"{HOME}/people"
MOST_FIELDS = 500
"""A form has a field for each queue."""

DEEDS = ("rights", "off", "on", "away", "back", "password")
_OF_OTHERS = frozenset({"rights", "off", "on", "password"})
"""What nobody does to himself here; his password he changes on his own page."""

_BYTES = 12
"""Of a password that is made up: 96 bits, sixteen characters."""


class PeoplePages:
    """The list, and a page for each. To who leads nobody they are not there."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        for path, act, method in (
            (PAGE, self.show_all, "GET"),
            (PAGE, self.add, "POST"),
            (f"{PAGE}/{{key}}", self.show, "GET"),
            (f"{PAGE}/{{key}}/{{deed}}", self.act, "POST"),
        ):
            router.add_api_route(path, act, methods=[method], include_in_schema=False)
        return router

    async def show_all(self, request: Request) -> Response:
        """List everybody who works at the desk."""
        return await self._list(await self._console.lead(request))

    async def add(self, request: Request) -> Response:
        """Let somebody in whom the file does not name."""
        visit, form = await self._admin(request)
        key, catalogue = form.get("key", "").strip(), self._console.services.catalogue()
        given = {"name": form.get("name", ""), "email": form.get("email", "").strip()}

        def write(tx: Tx) -> None:
            rights = self._rights(visit, form)
            language = visit.agent.language if form.get("language") not in {"tr", "en"} else form["language"]
            staffing.add(tx, self._by(visit), key, **given, rights=rights, language=language)  # type: ignore[arg-type]

        try:
            self._rights(visit, form).require(catalogue.queues, catalogue.organizations)
            await self._console.services.store.write(write)
        except BadInput as error:
            return await self._list(visit, form, self._why(visit, error), status_of(error))
        return RedirectResponse(f"{PAGE}/{key}?done=add", 303)

    async def show(self, request: Request) -> Response:
        """Show one of them; `?done=` names what has just been done, `?cases=` how many went back."""
        visit, done = await self._console.lead(request), request.query_params.get("done", "")
        cases = request.query_params.get("cases", "")
        number = int(cases) if cases.isascii() and cases.isdigit() and len(cases) < 7 else 0
        key = request.path_params["key"]
        return await self._page(visit, key, done=done if done in {"add", *DEEDS} else "", gone=number)

    async def act(self, request: Request) -> Response:
        """Do what a form on the page of an agent asks."""
        visit, form = await self._admin(request)
        key, deed = request.path_params["key"], request.path_params["deed"]
        if deed not in DEEDS:
            raise NotFound
        said = ""
        try:
            if deed == "password":
                said = secrets.token_urlsafe(_BYTES)
            hashed = await self._console.checker.hash(said) if said else ""
            cases = await self._console.services.store.write(self._deed(visit, key, deed, form, hashed))
        except BadInput as error:
            return await self._page(visit, key, wrong=self._why(visit, error), status=status_of(error))
        self._console.services.hub.poke(["desk"])
        if said:
            return await self._page(visit, key, password=said)
        return RedirectResponse(f"{PAGE}/{key}?done={deed}" + (f"&cases={cases}" if cases else ""), 303)

    def _deed(self, visit: Visit, key: str, deed: str, form: Mapping[str, str], hashed: str) -> Callable[[Tx], int]:
        """Return what to do in a transaction, which gives the number of cases that go back."""
        catalogue, by = self._console.services.catalogue(), self._by(visit)

        def write(tx: Tx) -> int:
            one = staffing.changeable_by(tx, visit.agent, key, by.now, of_others=deed in _OF_OTHERS)
            match deed:
                case "rights":
                    rights = self._rights(visit, form)
                    rights.require(catalogue.queues, catalogue.organizations)
                    staffing.change(tx, by, key, rights)
                case "off":
                    return sum(staffing.switch_off(tx, by, key).values())
                case "on":
                    staffing.switch_on(tx, by, key)
                case "away":
                    given = {"until": form.get("until", "").strip(), "substitute": form.get("substitute", "")}
                    passed = form.get("pass_on", "") == "yes"
                    staffing.leave(tx, by, key, zone=catalogue.timezone, pass_on=passed, **given)
                case "back":
                    staffing.come_back(tx, by, key)
                case "password":
                    staffing.set_password(tx, by, key, one.agent.person, hashed)
            return 0

        return write

    async def _admin(self, request: Request) -> tuple[Visit, Mapping[str, str]]:
        visit = await self._console.lead(request)
        form = await forms.posted(request, visit.csrf, MOST_FIELDS)
        if visit.agent.role is not Role.ADMIN:
            raise NotAllowed
        return visit, form

    def _rights(self, visit: Visit, form: Mapping[str, str]) -> Rights:
        """Return the rights that a form gives; who is limited to an organization gives none beyond it."""
        queues = tuple(name.removeprefix("queue.") for name, value in form.items() if name[:6] == "queue." and value)
        role = next((each for each in Role if each == form.get("role", "")), Role.AGENT)
        return Rights(
            role=role, queues=queues, organization=visit.agent.organization or form.get("organization") or None
        )

    def _by(self, visit: Visit) -> By:
        return By(who=audit.by(visit.agent), surface="console", now=self._console.services.clock.now())

    def _why(self, visit: Visit, error: BadInput) -> str:
        return self._console.reader(visit.agent.language).say(Text(error.code, error.values))

    async def _list(
        self, visit: Visit, draft: Mapping[str, str] | None = None, wrong: str = "", status: int = 200
    ) -> Response:
        now, values = self._console.services.clock.now(), self._base(visit)

        def look(tx: Tx) -> list[Member]:
            return [each for each in members.members(tx, now) if may_know(visit.agent, each.agent)]

        known = await self._console.services.store.read(look)
        values |= {"known": known, "draft": draft or {}, "wrong": wrong, "names": _names(values)}
        return self._console.pages.page("people.html", values["reader"], values, status)

    async def _page(
        self, visit: Visit, key: str, *, done: str = "", gone: int = 0, wrong: str = "", password: str = "",
        status: int = 200,
    ) -> Response:  # fmt: skip
        now, values = self._console.services.clock.now(), self._base(visit)
        reader: Reader = values["reader"]

        def look(tx: Tx) -> dict[str, Any]:
            one = staffing.known_to(tx, visit.agent, key, now)
            leaving = staffing.leaving(tx, one.agent.person)
            return {"one": one, "leaving": leaving, "stand_ins": staffing.stand_ins(tx, one.agent, now)}

        values |= await self._console.services.store.read(look)
        changes = may_change(visit.agent, values["one"].agent)
        values |= {
            "changes": changes and visit.agent.role is Role.ADMIN,
            "own": values["one"].agent.person == visit.agent.person,
            "tomorrow": (now.astimezone(reader.home) + timedelta(days=1)).date().isoformat(),
            "names": _names(values),
            "done": done,
            "gone": gone,
            "wrong": wrong,
            "password": password,
        }
        return self._console.pages.page("person.html", reader, values, status)

    def _base(self, visit: Visit) -> dict[str, Any]:
        reader, catalogue = self._console.reader(visit.agent.language), self._console.services.catalogue()
        organizations = [
            each for each in catalogue.organizations.values() if visit.agent.organization in {None, each.key}
        ]
        queues = [
            each
            for each in catalogue.queues.values()
            if visit.agent.organization is None or each.organization in {None, visit.agent.organization}
        ]
        return {
            **self._console.frame(visit, reader),
            "reader": reader,
            "queues": queues,
            "organizations": organizations,
            "roles": tuple(Role),
            "limits": {"name": LONGEST_NAME, "email": LONGEST_EMAIL},
        }


def _names(values: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of queues and organizations by "queue:l1" and "organization:ornek"."""
    reader: Reader = values["reader"]
    found = {f"queue:{each.key}": reader.name(each.name) for each in values["queues"]}
    return found | {f"organization:{each.key}": each.name for each in values["organizations"]}
