"""How well the knowledge does on labelled questions: accuracy, decisions, calibration, latency."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.banks import Bank
from core.knowledge import Thresholds
from core.messages import Language
from kb.findings import LANGUAGES, Finding, KnowledgeFileError
from kb.reply import Reply, Search, SmallTalk, reply_to

CHITCHAT = "chitchat"
OUT_OF_SCOPE = "oos"
_BINS = 15
_DIGITS = 4
_DEVIATIONS = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A labelled message; `expect` is the topic that answers it, None where none does."""

    text: str
    lang: Language
    kind: str
    expect: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a query."""

    query: Query
    reply: Reply

    @property
    def chance(self) -> float:
        """Probability of the best hit; 0 without one."""
        return self.reply.hits[0].probability if self.reply.hits else 0.0

    def within(self, count: int) -> bool:
        """Whether the expected topic is among the first `count`."""
        return self.query.expect is not None and self.query.expect in [hit.topic for hit in self.reply.hits[:count]]


@dataclass(frozen=True, slots=True)
class Share:
    """`good` of `of`."""

    good: int
    of: int

    @property
    def value(self) -> float | None:
        """The share, 0 to 1, rounded; None of nothing."""
        return _rounded(self.good / self.of) if self.of else None

    def interval(self) -> tuple[float, float]:
        """Return the bounds between which the true share lies with 95 % confidence (Wilson 1927)."""
        if not self.of:
            return 0.0, 1.0
        share, z2 = self.good / self.of, _DEVIATIONS**2 / self.of
        middle = share + z2 / 2
        reach = math.sqrt(share * (1 - share) * z2 + z2**2 / 4)
        return (middle - reach) / (1 + z2), (middle + reach) / (1 + z2)


def read_queries(path: Path | str) -> list[Query]:
    """Return the queries of a JSON Lines file, or raise `KnowledgeFileError` with every line that is none."""
    queries: list[Query] = []
    findings: list[Finding] = []
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise KnowledgeFileError(
            [Finding(str(path), 1, f"cannot be read ({error.strerror}); check the path")]
        ) from error
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        query = _query(line)
        if isinstance(query, Query):
            queries.append(query)
        else:
            findings.append(Finding(str(path), number, query))
    if findings:
        raise KnowledgeFileError(findings)
    return queries


def evaluate(
    queries: Iterable[Query], search: Search, smalltalk: SmallTalk, thresholds: Thresholds, banks: Collection[Bank] = ()
) -> list[Outcome]:
    """Ask every query in turn."""
    return [
        Outcome(query=query, reply=reply_to(query.text, query.lang, search, smalltalk, thresholds, banks))
        for query in queries
    ]


def shares(outcomes: Sequence[Outcome]) -> dict[str, Share | dict[str, Share]]:
    """Return the figures of `outcomes` that are shares.

    In scope is what expects a topic. `top1`, `top3`, `by_kind`, `by_lang` (top-1) are about ranking
    alone. `answered_precision`: right among all that were answered; `coverage`: answered among those in
    scope; `resolved`: brought to the right topic, see `Reply.solves`.
    """
    scope = [each for each in outcomes if each.query.expect is not None]
    outside = [each for each in outcomes if each.query.kind == OUT_OF_SCOPE]
    chat = [each for each in outcomes if each.query.kind == CHITCHAT]
    answered = [each for each in outcomes if each.reply.decision == "answer"]
    return {
        "top1": _share(each.within(1) for each in scope),
        "top3": _share(each.within(3) for each in scope),
        "by_kind": _by(scope, lambda each: each.query.kind),
        "by_lang": _by(scope, lambda each: each.query.lang),
        "answered_precision": _share(each.within(1) for each in answered),
        "coverage": _share(each.reply.decision == "answer" for each in scope),
        "resolved": _share(each.reply.solves(each.query.expect) for each in scope),
        "oos_answered": _share(each.reply.decision == "answer" for each in outside),
        "oos_handed_off": _share(each.reply.decision in ("handoff", "rephrase") for each in outside),
        "smalltalk_recall": _share(each.reply.decision == "smalltalk" for each in chat),
    }


def figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Return all figures of `outcomes`, ready for JSON: `shares` as numbers, calibration and latency.

    `auroc`: the best probability, in scope against out of scope. `brier` and `ece` (15 bins of equal mass)
    compare the best probability with whether the best hit is right, small talk left out. Latency is in
    milliseconds. What nothing was measured on is None.
    """
    asked = [each for each in outcomes if each.query.kind != CHITCHAT]
    inside = np.array([each.chance for each in outcomes if each.query.expect is not None])
    outside = np.array([each.chance for each in outcomes if each.query.kind == OUT_OF_SCOPE])
    chances = np.array([each.chance for each in asked])
    right = np.array([each.within(1) for each in asked], dtype=np.float64)
    latency = [each.reply.milliseconds for each in outcomes]
    return {
        "n": len(outcomes),
        **{name: _values(share) for name, share in shares(outcomes).items()},
        "auroc": auroc(inside, outside),
        "brier": _rounded(float(np.mean((chances - right) ** 2))) if asked else None,
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


def _query(line: bytes) -> Query | str:
    """Return the query of a line, or what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"is no JSON ({error}); write one object a line"
    if not isinstance(row, dict):
        return 'is no object; write {"text": ..., "lang": ..., "kind": ..., "expect": ...}'
    for key in ("text", "lang", "kind", "expect"):
        if key not in row:
            return f"lacks {key!r}; add it"
        if not isinstance(row[key], str) and not (key == "expect" and row[key] is None):
            return f"{key} is {row[key]!r:.60}; write words" + (" or null" if key == "expect" else "")
    lang = next((known for known in LANGUAGES if known == row["lang"]), None)
    if lang is None:
        return f"lang is {row['lang']!r:.60}; write {' or '.join(LANGUAGES)}"
    return Query(text=row["text"], lang=lang, kind=row["kind"], expect=row["expect"])


def _by(outcomes: Sequence[Outcome], group: Callable[[Outcome], str]) -> dict[str, Share]:
    names = sorted({group(each) for each in outcomes})
    return {name: _share(each.within(1) for each in outcomes if group(each) == name) for name in names}


def _share(truths: Iterable[bool]) -> Share:
    values = list(truths)
    return Share(sum(values), len(values))


def _values(share: Share | dict[str, Share]) -> Any:
    return share.value if isinstance(share, Share) else {name: part.value for name, part in share.items()}


def _rounded(value: float) -> float:
    return round(value, _DIGITS)
