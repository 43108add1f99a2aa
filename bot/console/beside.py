"""What stands beside a ticket: articles that may help, replies to use again, and what the contract says."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.console.headers import HOME
from bot.console.reader import Reader
from bot.console.sheet import looked_up
from bot.console.terms import Term, terms_of
from bot.console.visits import Console, Visit
from bot.numbers import number_in
from bot.store import knowledge, saved, sheets
from bot.store.engine import Tx
from core.banks import Bank
from core.desk import may
from core.effects import Command
from core.errors import NotFound
from core.knowledge import Hit
from core.messages import Language
from core.people import Actor
from core.ticket import Ticket

MAX_WORDS = 300
SHOWN = 4
LEAST = 0.02
"""An article below this probability has nothing to do with the words."""

_PLACE = re.compile(r"\{(müşteri|customer|ref|agent)\}", re.IGNORECASE)


class ArticleGone(NotFound):
    """An article that was to be sent is not there any more, or not for this customer."""

    code = "bad.article"


@dataclass(frozen=True, slots=True)
class Offer:
    """An article beside a ticket; one for agents only cannot be sent."""

    hit: Hit
    sendable: bool


class Beside:
    """The column beside a ticket's timeline."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the route by which the column searches; it must stand before the commands of a ticket."""
        router = APIRouter()
        router.add_api_route(f"{HOME}/tickets/{{ref}}/articles", self.search, methods=["GET"], include_in_schema=False)
        return router

    async def search(self, request: Request) -> Response:
        """Show the articles that `?q=` finds, as a part of the ticket's page."""
        visit, ref = await self._console.visit(request), request.path_params["ref"].upper()
        around, stored = await self._console.services.store.read(lambda tx: looked_up(tx, visit.agent, ref))
        reader = self._console.reader(visit.agent.language)
        values = await self.articles(visit, stored.ticket, around, request.query_params.get("q", ""))
        return HTMLResponse(self._console.pages.html("_articles.html", reader, values))

    async def articles(self, visit: Visit, ticket: Ticket, around: sheets.Around, words: str = "") -> dict[str, Any]:
        """Return what the part with the articles shows: those for `words`, or for the ticket's title."""
        sought = words.strip()[:MAX_WORDS]
        return {
            "offers": await self.offers(sought or ticket.title, around.language, ticket.organization),
            "sought": sought,
            "csrf": visit.csrf,
            "ticket": ticket,
            "sends": may(Actor.of(visit.agent), Command.REPLY, ticket) and bool(around.account),
        }

    async def offers(self, text: str, language: Language, whose: str) -> list[Offer]:
        """Return the articles that may help with `text`, for agents and for customers of the organization `whose`."""
        services, words = self._console.services, text[:MAX_WORDS]

        def find() -> list[Offer]:
            services.library.follow(services.store.look(knowledge.current_revision))
            hits = services.library.search(words, language, whose, "agents", SHOWN)
            theirs = {hit.article for hit in services.library.search(words, language, whose, "customer")}
            return [Offer(hit, hit.article in theirs) for hit in hits if hit.probability >= LEAST]

        return await asyncio.to_thread(find)

    def _banks(self) -> Sequence[Bank]:
        return sorted(self._console.services.library.banks().values(), key=lambda bank: bank.id)

    async def article(self, visit: Visit, ref: str, number: str) -> Hit | None:
        """Return the article that a form names by its number, "" for none; raise `ArticleGone` where it cannot go."""
        if not number:
            return None

        def read(tx: Tx) -> Hit | None:
            stored = looked_up(tx, visit.agent, ref)[1]
            known = number_in(number)
            return knowledge.sendable(tx, known, stored.ticket.organization) if known is not None else None

        found = await self._console.services.store.read(read)
        if found is None:
            raise ArticleGone
        return found

    async def column(
        self, visit: Visit, ticket: Ticket, contract: int, around: sheets.Around, reader: Reader
    ) -> dict[str, Any]:
        """Return what else the column shows: replies as they would be sent, the contract, banks that may be asked."""
        kept = await self._console.services.store.read(lambda tx: saved.replies_of(tx, visit.agent.person))
        agreed = self._console.services.catalogue().contracts.get(contract)
        terms: Sequence[Term] = terms_of(agreed, ticket, reader) if agreed else ()
        values = {"customer": around.customer, "ref": ticket.ref, "agent": visit.agent.name}
        asks = may(Actor.of(visit.agent), Command.WAIT_CUSTOMER, ticket) and bool(around.account)
        return {
            "banks": self._banks() if asks else (),
            "replies": [(reply.name, filled(reply.words, around.language, values)) for reply in kept],
            "terms": terms,
        }


def filled(words: Mapping[str, str], language: Language, values: Mapping[str, str]) -> str:
    """Return a saved reply in `language`, or in the other one, with its placeholders filled.

    "{müşteri}" and "{customer}" are the customer's name, "{ref}" the number, "{agent}" who writes.
    """
    text = words.get(language) or next((each for each in words.values() if each), "")

    def fill(place: re.Match[str]) -> str:
        name = place[1].casefold()
        return values["customer" if name == "müşteri" else name]

    return _PLACE.sub(fill, text)
