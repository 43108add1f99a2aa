"""Trying a question: what the desk would do with it, and why. Nothing is recorded."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.console.headers import HOME
from bot.console.visits import Console, Visit
from bot.store import knowledge
from bot.store.banks import newest
from core.dialogue.intents import holds_no_matter
from core.language import detect
from core.messages import MAX_TEXT
from kb.advice import FEWEST, Advice
from kb.confidence import FLOOR
from kb.explain import Explanation, explain

PAGE = f"{HOME}/knowledge/try"
ADVICE = f"{HOME}/knowledge/advice"

SHOWN = 5
"""Candidates on the page."""

MOST_ADVICE = 200

WORTH_SHOWING = 0.01
"""The chance of a candidate at least."""


class KnowledgePages:
    """The page on which leads ask the knowledge as a customer would. Who leads nobody finds nothing here."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(PAGE, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(ADVICE, self.advise, methods=["GET"], include_in_schema=False)
        return router

    async def advise(self, request: Request) -> Response:
        """Show what should be mended in the articles, for who leads the whole desk or those of his organization."""
        visit = await self._console.lead(request)
        services, reader = self._console.services, self._console.reader(visit.agent.language)

        def look() -> list[Advice]:
            services.library.follow(services.store.look(knowledge.current_revision))
            return [each for each in services.library.advice() if visit.agent.organization in {None, *each.whose}]

        found = await asyncio.to_thread(look)
        values = {
            **self._console.frame(visit, reader),
            "found": found[:MOST_ADVICE],
            "more": max(0, len(found) - MOST_ADVICE),
            "fewest": FEWEST,
        }
        return self._console.pages.page("advice.html", reader, values)

    async def show(self, request: Request) -> Response:
        """Show a form, and what `?ask=` finds for a customer of the organization `?of=`."""
        visit = await self._console.lead(request)
        services, reader = self._console.services, self._console.reader(visit.agent.language)
        known = {
            each.key: each.name
            for each in services.catalogue().organizations.values()
            if visit.agent.works_for(each.key)
        }
        text = request.query_params.get("ask", "")[:MAX_TEXT].strip()
        whose = request.query_params.get("of", "")
        why = await asyncio.to_thread(self._ask, visit, text, known, whose) if text else None
        values = {
            **self._console.frame(visit, reader),
            "text": text,
            "most": MAX_TEXT,
            "organizations": known,
            "whose": whose if whose in known else "",
            "why": why,
            "hits": [hit for hit in why.reply.hits[:SHOWN] if hit.probability >= WORTH_SHOWING] if why else [],
            "again": FLOOR,
        }
        return self._console.pages.page("try.html", reader, values)

    def _ask(self, visit: Visit, text: str, known: dict[str, str], whose: str) -> Explanation:
        services = self._console.services
        revision, banks = services.store.look(lambda tx: (knowledge.current_revision(tx), newest(tx)))
        services.library.follow(revision)
        organization = whose if whose in known else visit.agent.organization
        return explain(
            text,
            detect(text) or visit.agent.language,
            services.library.understood,
            lambda words, lang: services.library.search(words, lang, organization),
            holds_no_matter,
            services.thresholds(),
            banks.values(),
        )
