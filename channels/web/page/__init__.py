"""The chat's page: templates, labels, and the headers that keep it safe."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from channels.ingress import preferred
from channels.sentences import LANGUAGES, read
from channels.web.settings import Site
from core.channel import Desk
from core.messages import Language

_HERE = Path(__file__).parent
_TEMPLATES = Jinja2Templates(_HERE)
_LABELS = read(_HERE / "labels")
_LANGUAGE_COOKIE = "onkapi_language"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_YEAR = 365 * 24 * 3600


def cookie(site: Site) -> str:
    """Return the name of the cookie that holds the visitor's token for `site`."""
    return f"onkapi_{site.key}"


def chat(request: Request, site: Site, desk: Desk) -> Response:
    """Return the chat of `site`, and give the visitor a token unless the browser has one."""
    response = _render(request, "chat.html", desk.language, {"site": site.key, "desk": desk}, site.origins)
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
    wanted = request.query_params.get("lang") or request.cookies.get(_LANGUAGE_COOKIE)
    language = next((ours for ours in LANGUAGES if ours == wanted), None) or preferred(request, otherwise)
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


def _keep(response: Response, request: Request, name: str, value: str) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=_YEAR, path="/", httponly=True, samesite="lax", secure=secure)
