"""Where a matter goes: from its words to a service, a queue and a type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.contracts import Contract, Queue, Service
from core.knowledge import TicketType
from core.language import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Where a matter goes. `service` is None when the words name none, `type` where the service does not say."""

    service: str | None
    queue: str
    type: TicketType | None


def route(
    words: str, organization: str, contract: Contract, services: Iterable[Service], queues: Mapping[str, Queue]
) -> Route:
    """Choose the service that `words` name, and the queue the contract gives it.

    Without a service, the first queue that takes this organization's cases has it.
    """
    best = service_named(words, services)
    if best is None:
        return Route(service=None, queue=_default_queue(organization, queues), type=None)
    return route_to(best, organization, contract, queues)


def route_to(best: Service, organization: str, contract: Contract, queues: Mapping[str, Queue]) -> Route:
    """Choose the queue that the contract gives a matter of the service `best`."""
    terms = contract.services.get(best.key)
    queue = terms.queue if terms and terms.queue else best.queue
    owner = queues[queue].organization if queue in queues else None
    if owner not in {None, organization}:
        queue = _default_queue(organization, queues)
    return Route(service=best.key, queue=queue, type=best.type)


def service_named(words: str, services: Iterable[Service]) -> Service | None:
    """Return the service with most of its words in `words`, or None.

    An urgent one comes before all others, however few of its words are there. Of two with as many words, it is the
    one named first: people say the thing, then what is wrong with it.
    A word counts when a word of the message begins with it, so that Turkish suffixes do no harm; a
    word of up to three letters takes one suffix only ("vpnim", but not "sap" in "saplanmış").
    """
    said = fold(words)
    best, most = None, (False, 0, 0)
    for service in services:
        if not _any_of(service.words).search(said):
            continue
        places = [found.start() for pattern in _patterns(service.words) if (found := pattern.search(said))]
        weight = (service.urgent, len(places), -min(places))
        if best is None or weight > most:
            best, most = service, weight
    return best


def names(words: str, wanted: tuple[str, ...]) -> bool:
    """Say whether one of `wanted` is in `words`, as the words of a service are."""
    return _any_of(wanted).search(fold(words)) is not None


@lru_cache(maxsize=1024)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return what one of `words` is found by: nothing, where there are none."""
    return _whole("|".join(_phrases(words)) or "(?!)")


@lru_cache(maxsize=1024)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(map(_whole, _phrases(words)))


def _whole(phrase: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\S)(?:{phrase})(?!\S)")


def _phrases(words: tuple[str, ...]) -> list[str]:
    phrases = [r"\s+".join(map(_inflected, fold(word).split())) for word in words]
    return [phrase for phrase in phrases if phrase]


def _inflected(wanted: str) -> str:
    return re.escape(wanted) + (r"\S*" if len(wanted) > 3 else r"\S{0,3}")


def _default_queue(organization: str, queues: Mapping[str, Queue]) -> str:
    own = [queue.key for queue in queues.values() if queue.organization == organization]
    shared = [queue.key for queue in queues.values() if queue.organization is None]
    return (shared or own)[0]
