"""The metrics as Prometheus reads them: what was counted, and what stands in the database just now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.health.counters import REGISTRY
from bot.health.readiness import Report
from bot.store.gauges import DeskGauges, Gauges, Waiting

Values = Iterable[tuple[tuple[str, ...], float]]
"""Labels, and the value that they have."""


class _Now(Collector):
    def __init__(self, report: Report, desk: DeskGauges | None, leases: int) -> None:
        self._report, self._desk, self._leases = report, desk, leases

    def collect(self) -> Iterator[Metric]:
        report = self._report
        yield _one("onkapi_ready", "1 if this process may be given work.", float(report.state != "unavailable"))
        yield _one("onkapi_database_up", "1 if the database answers.", float(report.gauges is not None))
        yield _one("onkapi_leases_held", "What this process does alone just now.", self._leases)
        yield _many("onkapi_reasons", "Things that are not as they should be.", ("what",), self._reasons().items())
        yield _many("onkapi_account_up", "1 if an account does this.", ("account", "doing"), self._accounts().items())
        if report.gauges is not None:
            yield from _waiting(report.gauges, report.now)
            living = float(len(report.processes))
            yield _one("onkapi_processes", "Processes on this database that live.", living)
        if self._desk is not None:
            tickets = {key: float(count) for key, count in self._desk.tickets.items()}
            yield _many("onkapi_open_tickets", "Open tickets.", ("queue", "status"), tickets.items())
            broken = {(kind,): float(count) for kind, count in self._desk.broken.items()}
            yield _many(
                "onkapi_promises_broken", "Promises of open tickets past their moment.", ("kind",), broken.items()
            )

    def _reasons(self) -> Mapping[tuple[str, ...], float]:
        told: dict[tuple[str, ...], float] = {}
        for reason in self._report.reasons:
            told[(reason.what,)] = told.get((reason.what,), 0.0) + 1
        return told

    def _accounts(self) -> Mapping[tuple[str, ...], float]:
        up: dict[tuple[str, ...], float] = {}
        for _, each in self._report.conditions:
            key = (each.account, each.doing)
            up[key] = min(up.get(key, 1.0), float(not each.trouble))
        return up


def exposed(report: Report, desk: DeskGauges | None, leases: int) -> bytes:
    """Return all metrics of this process, with what `report` and `desk` say of the database."""
    now = CollectorRegistry()
    now.register(_Now(report, desk, leases))
    return generate_latest(REGISTRY) + generate_latest(now)


def _waiting(found: Gauges, now: datetime) -> Iterator[Metric]:
    counts = {(account,): float(each.count) for account, each in found.outbox.items()}
    yield _many("onkapi_outbox_waiting", "Messages that are not delivered yet.", ("account",), counts.items())
    ages = {(account,): _age(each, now) for account, each in found.outbox.items()}
    yield _many("onkapi_outbox_age_seconds", "Age of the oldest of them.", ("account",), ages.items())
    yield _one("onkapi_inbox_pending", "Events that are kept and not worked on yet.", found.inbox.count)
    yield _one("onkapi_inbox_age_seconds", "Age of the oldest of them.", _age(found.inbox, now))
    dead = {("inbox",): float(found.letters.count), ("webhook",): float(found.hooks_failed)}
    yield _many("onkapi_dead_letters", "What waits for somebody to look at it.", ("kind",), dead.items())
    yield _one("onkapi_webhooks_waiting", "What webhooks are not told yet.", found.hooks.count)
    yield _one("onkapi_webhooks_age_seconds", "Age of the oldest of it.", _age(found.hooks, now))


def _age(waiting: Waiting, now: datetime) -> float:
    return max(0.0, (now - waiting.oldest).total_seconds()) if waiting.oldest else 0.0


def _one(name: str, told: str, value: float) -> Metric:
    return GaugeMetricFamily(name, told, value=value)


def _many(name: str, told: str, labels: tuple[str, ...], values: Values) -> Metric:
    family = GaugeMetricFamily(name, told, labels=labels)
    for label, value in sorted(values):
        family.add_metric(label, value)
    return family
