"""The knowledge base: the same search as the bot's, and one article."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request

from bot.agents import may_serve
from bot.api import answers
from bot.api.caller import caller_of, language_of
from bot.api.tickets import Key, Plain
from bot.api.values import NumberInPath
from bot.console.services import Services
from bot.store import knowledge
from core.errors import NotFound
from core.knowledge import Hit
from core.messages import Language
from core.people import Agent, Role
from kb.article import Audience


class Articles:
    """The operations on the knowledge base."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def add_to(self, router: APIRouter) -> None:
        """Add the operations to `router`."""
        router.add_api_route(
            "/articles",
            self.search,
            methods=["GET"],
            tags=["knowledge"],
            summary="Search articles",
            response_model=answers.Articles,
        )
        router.add_api_route(
            "/articles/{number}",
            self.get,
            methods=["GET"],
            tags=["knowledge"],
            summary="Show an article",
            response_model=answers.Article,
        )

    async def search(
        self,
        request: Request,
        q: Annotated[str, Query(min_length=1, max_length=2_000, description="What the customer says."), Plain],
        organization: Annotated[Key, Query(description="Search what this organization may read, too.")] = "",
        lang: Language | None = None,
    ) -> answers.Articles:
        """Search the published articles as the bot does."""
        agent = caller_of(request).agent
        if organization and not self._serves(agent, organization):
            raise NotFound(organization=organization)
        whose = organization or agent.organization
        language, audience = lang or language_of(request), _audience(agent)

        def find() -> list[Hit]:
            self._services.library.follow(self._services.store.look(knowledge.current_revision))
            return self._services.library.search(q, language, whose, audience)

        hits = await asyncio.to_thread(find)
        return answers.Articles(
            items=[
                answers.Found(
                    id=hit.article,
                    topic=hit.topic,
                    lang=hit.lang,
                    title=hit.title,
                    body=hit.body,
                    kind=hit.kind,
                    type=hit.type,
                    category=hit.category,
                    probability=round(hit.probability, 4),
                )
                for hit in hits
            ]
        )

    async def get(self, request: Request, number: NumberInPath) -> answers.Article:
        """Show a published article."""
        agent = caller_of(request).agent
        found = await self._services.store.read(lambda tx: knowledge.published(tx, number))
        if found is None or (found.audience == "agents" and _audience(agent) != "agents"):
            raise NotFound(article=number)
        if found.organizations and not any(self._serves(agent, key) for key in found.organizations):
            raise NotFound(article=number)
        return answers.Article(
            id=number,
            topic=found.topic,
            lang=found.lang,
            title=found.title,
            body=found.body,
            kind=found.kind,
            type=found.type,
            category=found.category,
        )

    def _serves(self, agent: Agent, organization: str) -> bool:
        return may_serve(agent, organization, self._services.catalogue().queues)


def _audience(agent: Agent) -> Audience:
    """Return for whom what `agent` reads was written."""
    return "customer" if agent.role is Role.CUSTOMER_LEAD else "agents"
