"""Articles as people write them here: what there is, what waits to be published, and a form for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot import authoring
from bot.authoring import ArticleRefused, Draft
from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.store import knowledge
from bot.store.engine import Tx
from bot.store.knowledge import Listed
from core.errors import NotFound
from core.knowledge import TicketType
from core.language import fold
from core.messages import Language
from kb.article import Article, Audience, Status

PAGE = f"{HOME}/knowledge"
ARTICLE = f"{PAGE}/article"
SHOWN = 200
"""Articles on the list; the search finds the others."""

_ORDER: Mapping[Status, int] = {"review": 0, "draft": 0, "published": 1, "retired": 2}


class ArticlePages:
    """The list of articles, and the form of one."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.list, methods=["GET"], include_in_schema=False)
        router.add_api_route(ARTICLE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(ARTICLE, self.keep, methods=["POST"], include_in_schema=False)
        return router

    async def list(self, request: Request) -> Response:
        """Show the articles that the agent may read, those that wait to be published first; `?q=` narrows them."""
        visit = await self._console.visit(request)
        reader = self._console.reader(visit.agent.language)
        sought = request.query_params.get("q", "").strip()[:200]
        state = request.query_params.get("status", "")

        def look(tx: Tx) -> Sequence[Listed]:
            words = fold(sought).split()
            return [
                each
                for each in knowledge.listed(tx)
                if authoring.may_read(visit.agent, each.organizations)
                and state in {"", each.status}
                and all(word in fold(f"{each.title} {each.topic}") for word in words)
            ]

        found = await self._console.services.store.read(look)
        values = self._values(visit) | {
            "rows": sorted(
                found,
                key=lambda each: (_ORDER[each.status], each.lang != visit.agent.language, fold(each.title)),
            )[:SHOWN],
            "more": max(0, len(found) - SHOWN),
            "sought": sought,
            "state": state,
            "states": get_args(Status),
        }
        return self._console.pages.page("articles.html", reader, values)

    async def show(self, request: Request) -> Response:
        """Show the form of an article, of a new one, or of one that `?ticket=` gives something to."""
        visit = await self._console.visit(request)
        asked = request.query_params
        topic, lang, ref = asked.get("topic", ""), asked.get("lang", ""), asked.get("ticket", "").upper()

        def look(tx: Tx) -> tuple[Draft, Article | None]:
            if topic:
                found, version = authoring.read(tx, visit.agent, topic, lang)
                return _draft_of(found, version), found
            return (authoring.of_ticket(tx, visit.agent, ref) if ref else Draft(lang=visit.agent.language)), None

        draft, old = await self._console.services.store.read(look)
        return self._form(visit, draft, old, done="done" in asked)

    async def keep(self, request: Request) -> Response:
        """Keep what the form says; or show it again, with what is wrong."""
        visit = await self._console.visit(request)
        form = await forms.read(request)
        forms.require(form, visit.csrf)
        services, now = self._console.services, self._console.services.clock.now()
        draft = _read(form)
        known = draft.organization in {"", *services.catalogue().organizations}
        if not known or not (visit.agent.organization is None or draft.organization in {"", visit.agent.organization}):
            raise NotFound(organization=draft.organization)
        try:
            kept = await services.store.write(lambda tx: authoring.write(tx, visit.agent, draft, now))
        except ArticleRefused as error:
            old = await services.store.read(lambda tx: self._before(tx, visit, draft)) if draft.version else None
            return self._form(visit, draft, old, refused=error.why)
        return RedirectResponse(f"{ARTICLE}?{urlencode({'topic': kept.topic, 'lang': kept.lang, 'done': ''})}", 303)

    def _before(self, tx: Tx, visit: Visit, draft: Draft) -> Article:
        return authoring.read(tx, visit.agent, draft.topic, draft.lang)[0]

    def _form(
        self, visit: Visit, draft: Draft, old: Article | None, *, refused: str = "", done: bool = False
    ) -> Response:
        services, reader = self._console.services, self._console.reader(visit.agent.language)
        agent = visit.agent
        status: Status = old.status if old else "draft"
        may = old is None or authoring.may_write(agent, old.organizations, status)
        values = self._values(visit) | {
            "draft": draft,
            "status": status,
            "may": may,
            "refused": refused,
            "done": done,
            "organizations": [
                each for each in services.catalogue().organizations.values() if agent.works_for(each.key)
            ],
            "several": old is not None and len(old.organizations) > 1,
            "services": services.catalogue().services,
            "types": get_args(TicketType),
            "audiences": get_args(Audience),
            "languages": get_args(Language),
            "limits": authoring,
        }
        return self._console.pages.page("article.html", reader, values, 422 if refused else 200)

    def _values(self, visit: Visit) -> dict[str, Any]:
        reader = self._console.reader(visit.agent.language)
        return {"agent": visit.agent, "csrf": visit.csrf, "desk_name": self._console.desk_name(reader)}


def _draft_of(found: Article, version: int) -> Draft:
    return Draft(
        topic=found.topic,
        lang=found.lang,
        title=found.title,
        body=found.body,
        type=found.type,
        category=found.category,
        audience=found.audience,
        phrasings=found.phrasings,
        organization=next(iter(found.organizations)) if len(found.organizations) == 1 else "",
        status=found.status,
        version=version,
    )


def _read(form: Mapping[str, str]) -> Draft:
    """Return what a form says; what it does not know of is left as a new article has it."""
    title, version = form.get("title", "").strip(), form.get("version", "")
    lang: Language = "en" if form.get("lang") == "en" else "tr"
    type_: TicketType = "request" if form.get("type") == "request" else "incident"
    audience: Audience = "agents" if form.get("audience") == "agents" else "customer"
    status: Status = next((each for each in get_args(Status) if each == form.get("status")), "draft")
    lines = (line.strip() for line in form.get("phrasings", "").split("\n"))
    return Draft(
        topic=form.get("topic", "").strip() or authoring.topic_of(title),
        lang=lang,
        title=title,
        body=form.get("body", "").strip(),
        type=type_,
        category=form.get("category", "").strip()[: authoring.LONGEST_TOPIC],
        audience=audience,
        phrasings=tuple(dict.fromkeys(filter(None, lines))),
        organization=form.get("organization", ""),
        status=status,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
    )
