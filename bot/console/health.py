"""Signs of life for machines: `/healthz`, `/readyz` and `/metrics`.

Whether the process lives and may be given work is for everybody who can reach it: a load balancer asks without a
token. Why not, and how much it does, is for who shows the token of the configuration; where there is none, for
programs on this computer. Behind a web server every request seems to come from this computer, so a desk that has a
public address tells nobody without a token.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from bot.health.exposition import exposed
from bot.health.readiness import Readiness, Reason, Report
from bot.leasing import Leases
from bot.store.engine import Store, StoreUnavailable
from bot.store.gauges import DeskGauges, Waiting, desk_gauges

_PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_TEXT = "text/plain; version=1.0.0; charset=utf-8"


class HealthPages:
    """What monitors ask. `token` may be empty; `local` says that then programs on this computer are told everything."""

    def __init__(self, readiness: Readiness, leases: Leases, store: Store, *, token: str, local: bool) -> None:
        self._readiness = readiness
        self._leases = leases
        self._store = store
        self._token = token.encode()
        self._local = local

    def routes(self) -> list[BaseRoute]:
        """Return the three addresses."""
        return [
            Route("/healthz", self.alive, methods=["GET"]),
            Route("/readyz", self.ready, methods=["GET"]),
            Route("/metrics", self.metrics, methods=["GET"]),
        ]

    async def alive(self, request: Request) -> Response:
        """Say that the process answers."""
        return _json({"status": "ok"})

    async def ready(self, request: Request) -> Response:
        """Say whether work may come, and why not; with `?strict` any trouble is a 503."""
        report = await self._readiness.report()
        well = report.state == "ready" or (report.state == "troubled" and "strict" not in request.query_params)
        told = self._told(report) if self._may_know(request) else {"status": report.state}
        return _json(told, 200 if well else 503)

    async def metrics(self, request: Request) -> Response:
        """Return all metrics."""
        if not self._may_know(request):
            headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"}
            return JSONResponse({"error": "show the token of monitoring.token"}, 401, headers)
        report = await self._readiness.report()
        desk: DeskGauges | None = None
        if report.gauges is not None:
            try:
                desk = await self._store.read(lambda tx: desk_gauges(tx, report.now))
            except StoreUnavailable:
                desk = None
        content = exposed(report, desk, len(self._leases.held()))
        return Response(content, media_type=_TEXT, headers={"Cache-Control": "no-store"})

    def _may_know(self, request: Request) -> bool:
        if self._token:
            scheme, _, shown = request.headers.get("authorization", "").partition(" ")
            return scheme.lower() == "bearer" and hmac.compare_digest(shown.strip().encode(), self._token)
        return self._local and _is_here(request)

    def _told(self, report: Report) -> dict[str, Any]:
        me, found = self._readiness.membership, report.gauges
        told: dict[str, Any] = {
            "status": report.state,
            "since": _moment(report.since),
            "reasons": [_reason(each) for each in report.reasons],
            "process": {
                "name": me.name,
                "parts": list(me.parts),
                "version": me.version,
                "started_at": _moment(me.started_at),
            },
            "database": {"up": found is not None, "since": _moment(report.database_since)},
            "accounts": [
                {
                    "account": each.account,
                    "doing": each.doing,
                    "trouble": each.trouble,
                    "since": _moment(each.since),
                    "process": name,
                }
                for name, each in report.conditions
            ],
            "processes": [
                {
                    "name": each.row.name,
                    "parts": list(each.row.parts),
                    "version": each.row.version,
                    "seen_at": _moment(each.row.seen_at),
                    "differs": list(each.differs),
                }
                for each in report.processes
            ],
        }
        if found is not None:
            names = {each.row.id: each.row.name for each in report.processes}
            told["outbox"] = {account: _waiting(each, report) for account, each in sorted(found.outbox.items())}
            told["inbox"] = _waiting(found.inbox, report)
            told["letters"] = _waiting(found.letters, report)
            told["webhooks"] = {**_waiting(found.hooks, report), "failed": found.hooks_failed}
            told["leases"] = [
                {
                    "name": each.name,
                    "process": names.get(each.holder, each.holder),
                    "epoch": each.epoch,
                    "until": _moment(each.until),
                }
                for each in found.leases
            ]
        return told


def only_health(pages: HealthPages) -> Starlette:
    """Return the application of a process that serves nobody else."""
    return Starlette(routes=pages.routes())


def _reason(reason: Reason) -> Mapping[str, Any]:
    told = {"what": reason.what, "name": reason.name, "trouble": reason.trouble, "since": _moment(reason.since)}
    return {**told, "stops": reason.stops}


def _waiting(waiting: Waiting, report: Report) -> dict[str, Any]:
    age = (report.now - waiting.oldest).total_seconds() if waiting.oldest else 0.0
    return {"count": waiting.count, "oldest": _moment(waiting.oldest), "age_seconds": round(max(0.0, age), 3)}


def _moment(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()


def _is_here(request: Request) -> bool:
    """Say whether a program on this computer asks by itself: no proxy for others, and no page of a browser."""
    try:
        here = request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        here = False
    strangers = ("origin", "sec-fetch-site", *_PROXIED)
    return here and not any(name in request.headers for name in strangers)


def _json(body: Mapping[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(body, status, {"Cache-Control": "no-store"})
