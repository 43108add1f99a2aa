"""Signing in and out."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console import forms
from bot.console.attempts import Attempt, minutes
from bot.console.headers import API, HOME
from bot.console.visits import API_COOKIE, SESSION_COOKIE, Console, language_of
from bot.store import sessions
from bot.store.engine import Tx
from core.messages import clean

FORM_COOKIE = "onkapi_desk_form"

_SIGNED_IN = ((SESSION_COOKIE, HOME), (API_COOKIE, API))
"""The cookies of a session, and where the browser shows them: nowhere near the pages of customers."""

MAX_PASSWORD = 1_000
MAX_EMAIL = 320
MAX_CLIENT = 200


class SignIn:
    """The form, its check and the cookies."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def router(self) -> APIRouter:
        """Return the routes."""
        router = APIRouter()
        router.add_api_route(f"{HOME}/sign-in", self.show, methods=["GET"], include_in_schema=False)
        router.add_api_route(f"{HOME}/sign-in", self.enter, methods=["POST"], include_in_schema=False)
        router.add_api_route(f"{HOME}/sign-out", self.leave, methods=["POST"], include_in_schema=False)
        return router

    async def show(self, request: Request) -> Response:
        """Show the form, or the inbox to who is signed in already."""
        goal = _goal(request.query_params.get("next", ""))
        if await self._console.look(request):
            return RedirectResponse(goal, 303)
        return self._page(request, {"next": goal})

    async def enter(self, request: Request) -> Response:
        """Check an address and a password; begin a new session under a new cookie."""
        form = await forms.posted(request, request.cookies.get(FORM_COOKIE, ""))
        attempt = Attempt(
            email=form.get("email", "").strip().lower()[:MAX_EMAIL],
            client=request.client.host if request.client else "",
            at=self._console.services.clock.now(),
        )
        store = self._console.services.store
        wait = await store.read(attempt.wait) or await store.write(attempt.count)
        if wait:
            return self._refuse(request, form, 429, "sign_in.slow", minutes=minutes(wait))
        found = await self._check(attempt.email, form.get("password", "")[:MAX_PASSWORD])
        if found is None:
            await store.write(attempt.failed)
            return self._refuse(request, form, 401, "sign_in.wrong")
        return await self._welcome(request, attempt, found, _goal(form.get("next", "")))

    async def _check(self, email: str, password: str) -> sessions.Credentials | None:
        found = await self._console.services.store.read(lambda tx: sessions.credentials(tx, email))
        right = await self._console.checker.verify(found.password if found else None, password)
        return found if right else None

    async def _welcome(self, request: Request, attempt: Attempt, who: sessions.Credentials, goal: str) -> Response:
        services, cookie = self._console.services, forms.fresh_token()
        before = forms.hashed(request.cookies.get(SESSION_COOKIE, ""))
        token, csrf = forms.hashed(cookie), forms.fresh_mark()
        client = clean(request.headers.get("user-agent", ""))[:MAX_CLIENT]

        def begin(tx: Tx) -> None:
            attempt.succeeded(tx, who.key)
            sessions.begin(tx, who.person, token=token, csrf=csrf, client=client, now=attempt.at, instead_of=before)

        await services.store.write(begin)
        response = RedirectResponse(goal, 303)
        for name, path in _SIGNED_IN:
            response.set_cookie(name, cookie, path=path, secure=services.secure_cookies, httponly=True, samesite="lax")
        response.delete_cookie(FORM_COOKIE, path=HOME)
        return response

    async def leave(self, request: Request) -> Response:
        """End the session on the server and forget its cookie."""
        visit = await self._console.visit(request, reads=True)
        await forms.posted(request, visit.csrf)
        await self._console.services.store.write(lambda tx: sessions.end(tx, visit.token))
        response = RedirectResponse(f"{HOME}/sign-in", 303)
        for name, path in _SIGNED_IN:
            response.delete_cookie(name, path=path)
        return response

    def _refuse(self, request: Request, form: Mapping[str, str], status: int, key: str, **values: int) -> Response:
        reader = self._console.reader(language_of(request))
        shown = {"next": _goal(form.get("next", "")), "email": form.get("email", "")}
        return self._page(request, shown | {"flash": reader.label(key, **values)}, status)

    def _page(self, request: Request, values: Mapping[str, str], status: int = 200) -> Response:
        reader = self._console.reader(language_of(request))
        mark = request.cookies.get(FORM_COOKIE, "") or forms.fresh_mark()
        shown = {"email": "", "flash": "", "desk_name": self._console.desk_name(reader), "csrf": mark, **values}
        response = self._console.pages.page("sign_in.html", reader, shown, status)
        secure = self._console.services.secure_cookies
        response.set_cookie(FORM_COOKIE, mark, path=HOME, secure=secure, httponly=True, samesite="strict")
        return response


def _goal(wanted: str) -> str:
    """Return where to go after the sign-in: a page of the console, whatever the link said."""
    inside = wanted.startswith(f"{HOME}/") and not any(sign in wanted for sign in "\\\r\n") and "//" not in wanted
    return wanted if inside and not wanted.startswith(f"{HOME}/sign-") else HOME
