"""What this process has done, counted for Prometheus. One process, one registry: what is counted belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics

disable_created_metrics()  # type: ignore[no-untyped-call]  # when a counter began is of no use to anybody here

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_RECEIVED = Counter(
    "onkapi_messages_received_total", "Events that channels brought and that are kept.", ["channel"], registry=REGISTRY
)
_SENT = Counter(
    "onkapi_messages_sent_total",
    "Messages that were tried to be sent: sent, ready (again later), dropped or failed.",
    ["channel", "outcome"],
    registry=REGISTRY,
)
_TURN = Histogram(
    "onkapi_turn_seconds",
    "How long a turn took from its event to its commit, by door: message, wake or agent.",
    ["door"],
    buckets=_SECONDS,
    registry=REGISTRY,
)
_DEAD = Counter("onkapi_dead_letters_total", "Events that could not be worked on.", ["channel"], registry=REGISTRY)
_SEARCHES = Counter(
    "onkapi_suggestions_total",
    "What was made of searches: answer, choose, or sent by an agent.",
    ["decision"],
    registry=REGISTRY,
)

_FOUND = Counter(
    "onkapi_searches_total", "Searches of the knowledge, by whether they found anything.", ["found"], registry=REGISTRY
)


def received(account: str) -> None:
    """Count an event that is kept."""
    _RECEIVED.labels(_channel(account)).inc()


def sent(account: str, outcome: str) -> None:
    """Count what became of a message that was to be sent."""
    _SENT.labels(_channel(account), outcome).inc()


def buried(account: str) -> None:
    """Count a dead letter."""
    _DEAD.labels(_channel(account)).inc()


def searched(*, found: bool) -> None:
    """Count a search of the knowledge."""
    _FOUND.labels("yes" if found else "no").inc()


def suggested(decision: str) -> None:
    """Count what was made of a search."""
    _SEARCHES.labels(decision).inc()


@contextmanager
def turn(door: Literal["message", "wake", "agent"]) -> Iterator[None]:
    """Measure a turn that ends well."""
    begun = perf_counter()
    yield
    _TURN.labels(door).observe(perf_counter() - begun)


def _channel(account: str) -> str:
    return account.partition("/")[0]
