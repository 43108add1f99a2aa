"""Replies to use again: an agent keeps his own, leads keep those of everybody."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import forms
from bot.console.headers import HOME
from bot.console.visits import Console
from bot.store import saved

MAX_NAME = 60
MAX_WORDS = 4_000
LANGUAGES = ("tr", "en")


class ReplyPages:
    """The page of saved replies."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router, page = APIRouter(), f"{HOME}/replies"
        router.add_api_route(page, self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(page, self.keep, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{page}/{{number}}/drop", self.drop, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show what there is, and a form for one more."""
        visit = await self._console.visit(request)
        kept = await self._console.services.store.read(lambda tx: saved.replies_of(tx, visit.agent.person))
        reader = self._console.reader(visit.agent.language)
        values = {
            **self._console.frame(visit, reader),
            "kept": kept,
            "full": "full" in request.query_params,
            "languages": LANGUAGES,
        }
        return self._console.pages.page("replies.html", reader, values)

    async def keep(self, request: Request) -> Response:
        """Keep the reply of a form; one without a name or without words is none."""
        visit = await self._console.visit(request)
        form = await forms.posted(request, visit.csrf)
        name = form.get("name", "").strip()[:MAX_NAME]
        words = {each: form.get(each, "").strip()[:MAX_WORDS] for each in LANGUAGES}
        words = {language: text for language, text in words.items() if text}
        shared = visit.agent.leads and form.get("shared") == "yes"
        kept = True
        if name and words:
            me = visit.agent.person
            kept = await self._console.services.store.write(
                lambda tx: saved.keep_reply(tx, me, name, words, shared=shared)
            )
        return RedirectResponse(f"{HOME}/replies{'' if kept else '?full'}", 303)

    async def drop(self, request: Request) -> Response:
        """Forget a reply."""
        visit = await self._console.visit(request)
        await forms.posted(request, visit.csrf)
        number, me, leads = forms.number(request.path_params["number"]), visit.agent.person, visit.agent.leads
        await self._console.services.store.write(lambda tx: saved.drop_reply(tx, me, number, leads=leads))
        return RedirectResponse(f"{HOME}/replies", 303)
