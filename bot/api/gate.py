"""The gate: nobody passes without a token or a session, whatever he asks for."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api.caller import find
from bot.api.problems import Problems, Refused
from bot.console.services import Services
from core.errors import OnkapiError


class SignInNeeded(Refused):
    """There is neither a live token nor a live session behind this request."""

    code, status = "api.sign_in", 401


class NotFromOurPage(Refused):
    """A change by cookie that does not carry the mark of the session."""

    code, status = "api.csrf", 403


class Gate:
    """Finds out who asks before anything else of a request is read."""

    def __init__(self, app: ASGIApp, services: Services, problems: Problems) -> None:
        self._app = app
        self._services = services
        self._problems = problems

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on together with who asks, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            caller = await find(self._services, request)
            if caller is None:
                if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
                    await RedirectResponse("/desk/sign-in", 303)(scope, receive, send)
                    return
                raise SignInNeeded
            if not caller.trusted:
                raise NotFromOurPage
        except OnkapiError as error:
            await self._problems.answer(request, error)(scope, receive, send)
            return
        request.state.caller = caller
        await self._app(scope, receive, send)
