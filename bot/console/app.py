"""The web application: the console, the HTTP API, the channels' own routes, and signs of life."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from bot.api.app import create_api
from bot.api.problems import Problems
from bot.console.announcing import AnnouncementPages
from bot.console.authoring import ArticlePages
from bot.console.beside import Beside
from bot.console.failures import Failures
from bot.console.files import FilePages
from bot.console.headers import API, STATIC, Headers
from bot.console.inbox import InboxPages
from bot.console.knowledge import KnowledgePages
from bot.console.letters import LetterPages
from bot.console.me import MePages
from bot.console.notices import NoticePages
from bot.console.opening import OpeningPages
from bot.console.outages import OutagePages
from bot.console.pages import FILES
from bot.console.patience import Patience
from bot.console.people import PeoplePages
from bot.console.privacy import PrivacyPages
from bot.console.pulse import Pulse
from bot.console.redact import RedactPages
from bot.console.replies import ReplyPages
from bot.console.services import Services
from bot.console.sign_in import SignIn
from bot.console.ticket import TicketPages
from bot.console.visits import Console
from bot.console.watch import WatchPage

_OF_OTHERS = ("/hooks/", "/healthz", "/readyz", "/metrics")
"""What has its own patience: the doors of platforms, one of which lets its client wait, and signs of life."""


def create(services: Services) -> FastAPI:
    """Return the application that serves `/desk`, `/api`, what monitors ask, and the routes of the channels."""
    app = FastAPI(title="Önkapı", docs_url=None, redoc_url=None, openapi_url=None)
    app.router.routes.extend(services.routes)  # first, because every message comes this way
    console = Console(services)
    beside = Beside(console)
    parts = (
        SignIn, InboxPages, OutagePages, ReplyPages, AnnouncementPages, Pulse, FilePages, RedactPages, PrivacyPages,
        MePages, PeoplePages, NoticePages, WatchPage, KnowledgePages, ArticlePages, LetterPages,
    )  # fmt: skip
    asked = (OpeningPages(console, beside), TicketPages(console, beside))
    for part in (*(each(console) for each in parts), beside, *asked):
        app.include_router(part.router())
    app.router.routes.extend(services.health.routes())
    app.mount(STATIC, StaticFiles(directory=FILES))
    problems = Problems(services)
    app.router.routes.append(_api(services, problems))
    failures = Failures(console)
    failures.install(app)

    async def late(request: Request) -> Response:
        return await (problems if request.url.path.startswith(f"{API}/") else failures).late(request)

    app.add_middleware(Patience, late=late, but=_OF_OTHERS)
    app.add_middleware(Headers)
    return app


def _api(services: Services, problems: Problems) -> Mount:
    mounted = Mount(API, create_api(services, problems))
    # By itself it leaves an address with a line end in it to others.
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    return mounted
