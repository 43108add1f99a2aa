"""How well a search does on labelled questions: accuracy, decisions, calibration, latency."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput
from core.knowledge import Hit, Thresholds
from core.messages import Language
from kb.confidence import decide, offered

CHITCHAT = "chitchat"
OUT_OF_SCOPE = "oos"
_BINS = 15
_DIGITS = 4

Search = Callable[[str, Language], Sequence[Hit]]
SmallTalk = Callable[[str, Language], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A labelled message; `expect` is the topic that answers it, None where none does."""

    text: str
    lang: Language
    kind: str
    expect: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a query. `decision` is one of `kb.confidence.Decision`, or "smalltalk"."""

    query: Query
    hits: tuple[Hit, ...]
    decision: str
    offered: tuple[str, ...]
    milliseconds: float

    @property
    def chance(self) -> float:
        """Probability of the best hit; 0 without one."""
        return self.hits[0].probability if self.hits else 0.0

    def within(self, count: int) -> bool:
        """Whether the expected topic is among the first `count`."""
        return self.query.expect in [hit.topic for hit in self.hits[:count]]


def read_queries(path: Path | str) -> list[Query]:
    """Return the queries of a JSON Lines file; raise `BadInput` naming the first line that is none."""
    queries = []
    for number, line in enumerate(Path(path).read_bytes().split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            query = Query(text=row["text"], lang=row["lang"], kind=row["kind"], expect=row["expect"])
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                file=str(path),
                line=number,
                value=line[:60].decode("utf-8", "replace"),
                expected="text, lang, kind, expect",
            ) from error
        queries.append(query)
    return queries


def evaluate(queries_path: Path | str, search: Search, smalltalk: SmallTalk, thresholds: Thresholds) -> dict[str, Any]:
    """Search every query of the file and return the figures, by the names and definitions of `figures`."""
    return figures([_ask(query, search, smalltalk, thresholds) for query in read_queries(queries_path)])


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return the figures of `outcomes`; a share of nothing is None.

    In scope is what expects a topic. `top1`, `top3`, `by_kind`, `by_lang` (top-1) are about ranking
    alone. `answered_precision`: right among all that were answered; `coverage`: answered among those in
    scope; `resolved`: answered right, or the right title offered. `auroc`: the best probability, in
    scope against out of scope. `brier` and `ece` (15 bins of equal mass) compare the best probability
    with whether the best hit is right, small talk left out. Latency in milliseconds.
    """
    scope = [each for each in outcomes if each.query.expect is not None]
    outside = [each for each in outcomes if each.query.kind == OUT_OF_SCOPE]
    chat = [each for each in outcomes if each.query.kind == CHITCHAT]
    asked = [each for each in outcomes if each.query.kind != CHITCHAT]
    answered = [each for each in outcomes if each.decision == "answer"]
    chances = np.array([each.chance for each in asked])
    right = np.array([each.query.expect is not None and each.within(1) for each in asked], dtype=np.float64)
    latency = [each.milliseconds for each in outcomes]
    return {
        "n": len(outcomes),
        "top1": _share(each.within(1) for each in scope),
        "top3": _share(each.within(3) for each in scope),
        "by_kind": _by(scope, lambda each: each.query.kind),
        "by_lang": _by(scope, lambda each: each.query.lang),
        "answered_precision": _share(each.query.expect is not None and each.within(1) for each in answered),
        "coverage": _share(each.decision == "answer" for each in scope),
        "resolved": _share(_resolved(each) for each in scope),
        "oos_answered": _share(each.decision == "answer" for each in outside),
        "oos_handed_off": _share(each.decision in ("handoff", "rephrase") for each in outside),
        "smalltalk_recall": _share(each.decision == "smalltalk" for each in chat),
        "auroc": auroc(np.array([e.chance for e in scope]), np.array([e.chance for e in outside])),
        "brier": _rounded(float(np.mean((chances - right) ** 2))) if len(asked) else None,
        "ece": calibration_error(chances, right),
        "p50_ms": _rounded(float(np.percentile(latency, 50))) if latency else None,
        "p95_ms": _rounded(float(np.percentile(latency, 95))) if latency else None,
    }


def auroc(positive: NDArray[np.float64], negative: NDArray[np.float64]) -> float | None:
    """Return the chance that a positive scores above a negative, ties counting half (Mann and Whitney 1947)."""
    if not len(positive) or not len(negative):
        return None
    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, "left")
    not_above = np.searchsorted(ordered, positive, "right")
    return _rounded(float((below + not_above).mean() / (2 * len(negative))))


def calibration_error(chances: NDArray[np.float64], right: NDArray[np.float64], bins: int = _BINS) -> float | None:
    """Return the expected calibration error over `bins` of equal mass (Nguyen and O'Connor 2015)."""
    if not len(chances):
        return None
    order = np.argsort(chances, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [len(part) * abs(chances[part].mean() - right[part].mean()) for part in parts]
    return _rounded(float(sum(gaps) / len(chances)))


def _ask(query: Query, search: Search, smalltalk: SmallTalk, thresholds: Thresholds) -> Outcome:
    began = time.perf_counter()
    hits = tuple(search(query.text, query.lang))
    spent = (time.perf_counter() - began) * 1000
    decision = "smalltalk" if smalltalk(query.text, query.lang) else decide(hits, thresholds)
    titles = tuple(hit.topic for hit in offered(hits, thresholds)) if decision == "choose" else ()
    return Outcome(query=query, hits=hits, decision=decision, offered=titles, milliseconds=spent)


def _resolved(outcome: Outcome) -> bool:
    return (outcome.decision == "answer" and outcome.within(1)) or outcome.query.expect in outcome.offered


def _by(outcomes: Sequence[Outcome], group: Callable[[Outcome], str]) -> dict[str, float | None]:
    names = sorted({group(each) for each in outcomes})
    return {name: _share(each.within(1) for each in outcomes if group(each) == name) for name in names}


def _share(truths: Iterable[bool]) -> float | None:
    values = list(truths)
    return _rounded(sum(values) / len(values)) if values else None


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
