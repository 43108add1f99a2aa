"""What the knowledge has to say to one message: what is found, and which rung of the ladder follows."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from core.banks import Bank, bank_for
from core.knowledge import Hit, Thresholds, offered
from core.messages import Language
from kb.confidence import Decision, decide

Search = Callable[[str, Language], Sequence[Hit]]
"""Finds the hits for words in a language, best first."""

SmallTalk = Callable[[str], bool]
"""Says whether words hold no matter at all: a greeting, thanks. The dialogue knows; `kb` is given it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What would be done with a message.

    `offered` are the topics whose titles are shown when the decision is "choose", `bank` is the one that
    asks when it is "diagnose". `milliseconds` is what the search took.
    """

    decision: Decision
    hits: tuple[Hit, ...]
    offered: tuple[str, ...]
    bank: Bank | None
    milliseconds: float

    def solves(self, topic: str | None) -> bool:
        """Whether this brings the person to `topic`: by the answer, a title, or the questions of the bank."""
        match self.decision:
            case "answer":
                return self.hits[0].topic == topic
            case "choose":
                return topic in self.offered
            case "diagnose":
                return self.bank is not None and topic in self.bank.topics()
            case _:
                return False


def reply_to(
    text: str,
    lang: Language,
    search: Search,
    smalltalk: SmallTalk,
    thresholds: Thresholds,
    banks: Collection[Bank] = (),
) -> Reply:
    """Search for `text` and say what would be done."""
    began = time.perf_counter()
    hits = tuple(search(text, lang))
    spent = (time.perf_counter() - began) * 1000
    decision: Decision = "smalltalk" if smalltalk(text) else decide(hits, thresholds, banks)
    return Reply(
        decision=decision,
        hits=hits,
        offered=tuple(hit.topic for hit in offered(hits, thresholds)) if decision == "choose" else (),
        bank=bank_for(hits, thresholds, banks) if decision == "diagnose" else None,
        milliseconds=spent,
    )
