"""Question banks as values: trees of questions by which a vague matter is narrowed down to an article or a queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.knowledge import Hit, Thresholds, offered
from core.messages import Localized

WORTH_ASKING = 1.1
"""How much more of the chance a bank must cover than the titles do: its questions cost the person more taps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankOption:
    """An answer to a bank's question, with exactly one way on.

    `next` names a question of the same bank, `topic` an article's topic, `handoff` a queue. A handoff
    passes on the answers to the questions in `collect`.
    """

    id: str
    label: Localized
    next: str | None = None
    topic: str | None = None
    handoff: str | None = None
    collect: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A diagnostic question and its answers."""

    text: Localized
    options: tuple[BankOption, ...]

    def option(self, key: str) -> BankOption | None:
        """Return the answer with the id `key`, if there is one."""
        return next((option for option in self.options if option.id == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A question bank: a tree of questions from `start` that ends in topics and queues."""

    id: str
    symptom: Localized
    start: str
    questions: Mapping[str, Question]

    def topics(self) -> frozenset[str]:
        """Return the topics that some answer leads to."""
        options = (option for question in self.questions.values() for option in question.options)
        return frozenset(option.topic for option in options if option.topic is not None)

    def topics_from(self, key: str) -> frozenset[str]:
        """Return the topics that the answers to the question `key`, and to those after it, lead to."""
        options, found = list(self.questions[key].options), set[str]()
        while options:
            option = options.pop()
            if option.topic is not None:
                found.add(option.topic)
            elif option.next is not None:
                options.extend(self.questions[option.next].options)
        return frozenset(found)


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
