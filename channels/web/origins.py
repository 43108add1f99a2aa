"""Other origins: which pages may talk to a site of ours, and what a browser is told about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from channels.ingress import Endpoint, Refused
from channels.web.settings import Site

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type, X-Onkapi-Visitor, X-Onkapi-Pass, X-File-Name",
    "Access-Control-Max-Age": "600",
}


def crossing(sites: Mapping[str, Site]) -> Callable[[Endpoint], Endpoint]:
    """Let the pages of a site's `origins` read what its endpoint answers; no cookie ever crosses."""

    def decorate(endpoint: Endpoint) -> Endpoint:
        @wraps(endpoint)
        async def answer(request: Request) -> Response:
            origin = request.headers.get("origin", "")
            site = sites.get(request.path_params["site"])
            listed = site is not None and origin in site.origins
            if request.method == "OPTIONS":
                response = Response(status_code=204 if listed else 403, headers=_PREFLIGHT if listed else None)
            else:
                response = await endpoint(request)
            if listed:
                response.headers["Access-Control-Allow-Origin"] = origin
            response.headers.add_vary_header("Origin")
            return response

        return answer

    return decorate


def require_known_origin(request: Request, site: Site) -> None:
    """Refuse what another site's page sends with our visitor's cookie.

    A browser sends Origin with every POST, and Sec-Fetch-Site unless it is old; other clients send neither.
    """
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None:
        ours = urlsplit(origin).netloc == request.headers.get("host") or origin in site.origins
    else:
        ours = fetched in {None, "same-origin", "none"}
    if not ours:
        raise Refused(403, "bad_origin")
