"""Why a question is answered as it is: how it was read, what was found, and which threshold decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from core.banks import Bank
from core.knowledge import Hit, Thresholds
from core.messages import Language
from kb.confidence import FLOOR, is_long
from kb.profile import Understood
from kb.reply import Reply, Search, SmallTalk, reply_to

Reason = Literal["talk", "nothing", "vague", "sure", "likely", "bank", "unlikely", "unknown"]
"""Why a rung was taken; `number` and `limit` of an `Explanation` are what was compared."""

SHOWN = ("vote", "lead", "covered", "named", "meant", "token_set")
SHOWN_OF_LONG = ("whole", "whole_lead", "steady", "told_share", "told_lead")
"""The features that a reader is shown of a short question and of a long one; all are shares, about 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A reply with what led to it. `number` is the best chance, `limit` the threshold that it was held against."""

    understood: Understood
    reply: Reply
    thresholds: Thresholds
    reason: Reason
    number: float
    limit: float

    def shown(self, hit: Hit) -> Mapping[str, float]:
        """Return the features of `hit` that a reader is shown."""
        names = SHOWN_OF_LONG if is_long(hit.features) else SHOWN
        return {name: hit.features[name] for name in names if name in hit.features}


def explain(
    text: str,
    lang: Language,
    understood: Callable[[str], Understood],
    search: Search,
    smalltalk: SmallTalk,
    thresholds: Thresholds,
    banks: Collection[Bank] = (),
) -> Explanation:
    """Ask the knowledge `text`, and say why it does what it does."""
    reply = reply_to(text, lang, search, smalltalk, thresholds, banks)
    read = understood(text)
    best = reply.hits[0].probability if reply.hits else 0.0
    reason, limit = _reason(reply, read, thresholds)
    return Explanation(understood=read, reply=reply, thresholds=thresholds, reason=reason, number=best, limit=limit)


def _reason(reply: Reply, read: Understood, thresholds: Thresholds) -> tuple[Reason, float]:
    match reply.decision:
        case "smalltalk":
            return "talk", 0.0
        case _ if not reply.hits:
            return "nothing", 0.0
        case "answer":
            return "sure", thresholds.answer
        case "choose":
            return "likely", thresholds.answer
        case "diagnose":
            return "bank", thresholds.answer
        case _ if read.vague:
            return "vague", thresholds.choose
        case "rephrase":
            return "unlikely", thresholds.choose
        case "handoff":
            return "unknown", FLOOR
