"""The chat's page: templates, labels, and the headers that keep it safe."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles
from starlette.templating import Jinja2Templates
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from channels.ingress import preferred
from channels.sentences import LANGUAGES, read
from channels.web.settings import Site
from core.host import Desk
from core.messages import Language

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"
_TEMPLATES = Jinja2Templates(_HERE)
_LABELS = read(_HERE / "labels")
_LANGUAGE_COOKIE = "onkapi_language"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_YEAR = 365 * 24 * 3600
_FOR_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # Asked for again each time, and mostly answered by 304: scripts of two versions do not meet.
    "Cache-Control": "no-cache",
}


def cookie(site: Site) -> str:
    """Return the name of the cookie that holds the visitor's token for `site`."""
    return f"onkapi_{site.key}"


class _Static(StaticFiles):
    """Our scripts and styles, which pages of other origins may load: they are the same for everybody."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_FOR_ALL)
            await send(message)

        await super().__call__(scope, receive, with_headers)


def static() -> ASGIApp:
    """Return the application that serves the page's own files, packed for whoever can unpack them."""
    return GZipMiddleware(_Static(directory=_STATIC))


def widget() -> Route:
    """Return the script that a page of another site loads."""

    async def script(_: Request) -> Response:
        return FileResponse(_STATIC / "widget.js", headers=_FOR_ALL)

    return Route("/widget.js", script, middleware=[Middleware(GZipMiddleware)])


def start(request: Request, desk: Desk, limit: int, told: Sequence[str] = ()) -> Mapping[str, object]:
    """Return what a widget needs to be drawn: its language, labels, inner page with what is `told`, and whose desk."""
    language = _language(request, desk.language)
    html = _TEMPLATES.get_template("talk.html").render(labels=_LABELS[language], told=told)
    return {
        "language": language,
        "labels": _LABELS[language],
        "desk": {"name": desk.name, "organization": desk.organization},
        "limit": limit,
        "html": html,
    }


def chat(request: Request, site: Site, desk: Desk, limit: int, told: Sequence[str] = ()) -> Response:
    """Return the chat of `site`, with what is `told` to all; give the visitor a token unless the browser has one."""
    context = {"site": site.key, "desk": desk, "limit": limit, "told": told}
    response = _render(request, "chat.html", desk.language, context, site.origins)
    name = cookie(site)
    # 128 random bits, readable by no script, and kept for as long as the visitor comes back within a year.
    token = request.cookies.get(name) or secrets.token_urlsafe(16)
    _keep(response, request, name, token)
    return response


def choice(request: Request, desks: Mapping[str, Desk], *, missing: bool) -> Response:
    """Return the page where a visitor picks a site; `missing` says that the one asked for is not there."""
    language: Language = next((desk.language for desk in desks.values()), "tr")
    return _render(
        request, "choice.html", language, {"desks": desks, "missing": missing}, status=404 if missing else 200
    )


def _render(
    request: Request,
    template: str,
    otherwise: Language,
    context: Mapping[str, object],
    frames: list[str] | None = None,
    status: int = 200,
) -> Response:
    language = _language(request, otherwise)
    site = {"site": str(context["site"])} if "site" in context else {}
    switches = {ours: "/?" + urlencode({**site, "lang": ours}) for ours in LANGUAGES}
    framing = " ".join(frames or ["'none'"])
    response = _TEMPLATES.TemplateResponse(
        request,
        template,
        {**context, "language": language, "labels": _LABELS[language], "switches": switches},
        status_code=status,
        headers={
            "Content-Security-Policy": f"{_POLICY}; frame-ancestors {framing}",
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
    if request.query_params.get("lang") == language:
        _keep(response, request, _LANGUAGE_COOKIE, language)
    return response


def _language(request: Request, otherwise: Language) -> Language:
    wanted = request.query_params.get("lang") or request.cookies.get(_LANGUAGE_COOKIE)
    return next((ours for ours in LANGUAGES if ours == wanted), None) or preferred(request, otherwise)


def _keep(response: Response, request: Request, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=_YEAR, path="/", httponly=True, samesite="lax", secure=secure)
