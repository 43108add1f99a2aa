"""From features to the chance that a hit solves the matter, and from chances to what is done."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from core.knowledge import Hit, Thresholds, offered
from kb.article import Bank

Decision = Literal["answer", "choose", "diagnose", "rephrase", "handoff", "smalltalk"]
"""The rungs of the ladder; "smalltalk" is read from the words alone (`kb.reply`), never from hits."""

FEATURES = ("vote", "lead", "covered", "named", "known", "token_set", "token_sort", "brevity")
"""What `kb.index` says of every hit; see `kb.evidence`. "covered", "named" and "known" are shares of the
question's information: in the topic's articles, in their titles and phrasings, in any article."""

COEFFICIENTS = Path(__file__).with_name("confidence.json")
"""Fitted by bench/fit_confidence.py on the development data and three public intent sets named there."""

THRESHOLDS = Thresholds(answer=0.75, choose=0.20)
"""Measured on the 360 development questions: more than 95 of 100 answers are right (tests/kb/test_search.py)."""

VAGUE = 0.15
"""The most that is believed of a hit when the question names nothing: below what is worth a title."""

FLOOR = 0.05
"""Below this chance nothing was understood, and asking again would only cost the person time."""

WORTH_ASKING = 1.1
"""How much more of the chance a bank must cover than the titles do: its questions cost the person more taps."""

_WEIGHTS: dict[str, float] = json.loads(COEFFICIENTS.read_text("utf-8"))


def probability(features: Mapping[str, float]) -> float:
    """Return the chance, 0 to 1, that a hit with `features` is the right one: a logistic function of them."""
    score = _WEIGHTS["intercept"] + sum(_WEIGHTS[name] * features[name] for name in FEATURES)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def decide(hits: Sequence[Hit], thresholds: Thresholds, banks: Iterable[Bank] = ()) -> Decision:
    """Return the rung of the ladder for `hits`, best first.

    "answer" when the best is sure enough, "choose" when its title is worth offering, or "diagnose" when
    one of `banks` fits better than the titles; "rephrase" when something was understood, else "handoff".
    """
    best = hits[0].probability if hits else 0.0
    if best >= thresholds.answer:
        return "answer"
    if best >= thresholds.choose:
        return "diagnose" if bank_for(hits, thresholds, banks) else "choose"
    return "rephrase" if best >= FLOOR else "handoff"


def bank_for(hits: Sequence[Hit], thresholds: Thresholds, banks: Iterable[Bank]) -> Bank | None:
    """Return the bank that may be asked instead of offering titles, or None where the titles do as well.

    It leads to the best hit, and the chances of all hits it leads to add up to clearly more than those of
    the titles: the case of a vague message that fits many articles a little.
    """
    titles = sum(hit.probability for hit in offered(hits, thresholds))
    best, most = None, WORTH_ASKING * titles
    for bank in banks:
        topics = bank.topics()
        reached = sum(hit.probability for hit in hits if hit.topic in topics)
        if hits and hits[0].topic in topics and reached > most:
            best, most = bank, reached
    return best
