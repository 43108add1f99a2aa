"""Reading the answer to a question of a bank: which of its options words mean.

In this order: the number, the place or the label of an option; an "evet" or a "hayır" in front, which leaves the
options that begin with it; the option whose label, in either language, has clearly more of the words than every other;
and what is asked said or denied ("yanıyor mu?", "yanmıyor", "ışık yok"), where one option alone begins with yes or no.
A word counts the less the more options have it, an ending or a slip costs nothing, and a word that is denied is not
the word itself. In doubt it is none: then the customer is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from core.banks import BankOption, Question
from core.dialogue.line import Line
from core.dialogue.phrases import Phrases
from core.dialogue.verbs import ABLE, NEGATIVE, PAST, PRESENT
from core.dialogue.vocabulary import FILLERS
from core.language import fold
from core.messages import MAX_TEXT
from core.plain import pick

CLEARLY = 0.5
"""How far the best option must be before every other: one word of two that it alone has."""

ENOUGH = 1 / 3
"""Share of the words that the option must have: a story that has one of them by chance is no answer."""

_SHORTEST, _STEM = 5, 4
"""Letters of a word in which a slip is allowed, and those by which words with other endings are the same."""

_ENDING = 4
"""Letters that an ending has at most behind a word that is shorter than a stem ("ev", "evdeyim")."""

_WORD = re.compile(r"[a-z0-9]+")
_HYPHENED = re.compile(r"\b([a-z]{1,2})-([a-z]+)")
"""E-mail, Wi-Fi: people write them in one."""

_DENIED = re.compile(rf"[a-z]+{NEGATIVE}|[a-z]{{3,}}s[iu]z[a-z]*")
_ENDINGS = re.compile(rf"(?:{NEGATIVE}|{ABLE}|{PRESENT}|{PAST})$")
_ASKED = re.compile(r"([a-z]+) m[iu]\b")
"""What a question that is answered by yes or no asks about: its verb, or the word before the particle."""

_LACKING = re.compile(r"\b([a-z]+) (?:yok|var)\b|\bno ([a-z]+)\b")
"""A thing that is said to be there, or not to be."""

# fmt: off
_YES = Phrases("evet~", "aynen(?: oyle)?", "var", "dogru~", "tabi(?:i|ki)?", "oyle", "yes", "yep", "yeah", "yup",
               "correct", "right", "sure")
_NO = Phrases("hayir~", "yok", "degil~", "no", "nope", "nah", "not really", "negative")
_LIGHT = FILLERS - {"ben", "bende", "benim", "bizde", "hepsi", "all", "everyone"} | {
    "ama", "yalniz", "sadece", "yalnizca", "ya", "ve", "veya", "ile", "olan", "gibi", "kadar", "var", "yok", "hayir",
    "evet", "yes", "no", "but", "only", "or", "my", "some", "other", "just", "it", "she", "he", "they", "there",
}
# fmt: on
"""Words of labels and answers by which nothing is told apart."""

# fmt: off
_EMPTY = frozenset({
    "sey", "hic", "maalesef", "malesef", "degisiklik", "fark", "tepki", "hareket", "kimse", "gerek", "oyle", "boyle",
    "henuz", "hicbiri", "sorun", "problem", "sikinti", "idea", "not", "nothing", "nobody", "one", "longer", "way",
    "change", "problems", "issue", "issues", "none", "we", "you", "i", "never", "can", "could", "does", "did", "is",
    "was",
})
# fmt: on
"""What is said to be there, or not to be, without naming a thing."""


def meant(words: str, question: Question) -> BankOption | None:
    """Return the option of `question` that `words` mean, or None where they mean none, or more than one."""
    said = words[:MAX_TEXT]
    options = question.options
    for lang in dict.fromkeys(lang for option in options for lang in option.label):
        place = pick(said, [option.label.get(lang, "") for option in options])
        if place is not None:
            return options[place]
    line = Line(said)
    yes, no = line.take(_YES), line.take(_NO)
    answers = [found for found in (yes, no) if found is not None and not _is_of_another(said, question)]
    if len(answers) == 1 and answers[0].first == 0:
        options = _beginning(options, _YES if yes else _NO) or options
    if len(options) == 1:
        return options[0]
    if (nearest := _nearest(_told(said), options)) is not None:
        return nearest
    agreed = bool(yes) if len(answers) == 1 else _agreed(said, question)
    left = () if agreed is None else _beginning(options, _YES if agreed else _NO)
    return left[0] if len(left) == 1 else None


def _is_of_another(said: str, question: Question) -> bool:
    """Say whether a "yok" or a "no" is about a thing of which nothing was asked, as in "görüntü yok"."""
    texts = (question.text, *(option.label for option in question.options))
    ours = {word for text in texts for words in text.values() for word in _WORD.findall(fold(words))}
    named = {word for found in _LACKING.findall(fold(said)) for word in found}
    things = {word for word in named - _LIGHT - _EMPTY if len(word) > 1 and not _ENDINGS.search(word)}
    return any(not any(_begins_alike(thing, word) for word in ours) for thing in things)


def _begins_alike(one: str, other: str) -> bool:
    """Say whether two words may be the same one with other endings, also where its last sound is softened."""
    if min(len(one), len(other)) < _STEM:
        return one.startswith(other) or other.startswith(one)
    return OSA.distance(one[:_STEM], other[:_STEM], score_cutoff=1) <= 1


def _agreed(said: str, question: Question) -> bool | None:
    """Return whether what is asked is said or denied by `said`; None if neither, or both."""
    asked = {_root(found) for text in question.text.values() for found in _ASKED.findall(fold(text))}
    denied = {bool(_DENIED.fullmatch(word)) for word in _WORD.findall(fold(said)) if _root(word) in asked}
    return not denied.pop() if len(denied) == 1 else None


def _beginning(options: Sequence[BankOption], wanted: Phrases) -> tuple[BankOption, ...]:
    """Return those of `options` whose label begins with one of the words `wanted`."""
    return tuple(
        option for option in options if any(wanted.pattern.match(fold(label)) for label in option.label.values())
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """A word that tells something, and whether it is denied."""

    word: str
    denied: bool


def _told(text: str) -> tuple[_Told, ...]:
    plain = fold(text)
    joined = _HYPHENED.findall(plain)
    words = dict.fromkeys(word for word in (*_WORD.findall(plain), *map("".join, joined)) if word not in _LIGHT)
    return tuple(_Told(word, bool(_DENIED.fullmatch(word))) for word in words if len(word) > 1)


def _nearest(said: Sequence[_Told], options: Sequence[BankOption]) -> BankOption | None:
    """Return the option whose labels have clearly more of what was `said` than those of every other."""
    if not said:
        return None
    labels = [[told for text in option.label.values() for told in _told(text)] for option in options]
    scores, counts = [0.0] * len(options), [0] * len(options)
    for told in said:
        having = [place for place, label in enumerate(labels) if _is_among(told, label)]
        for place in having:
            scores[place] += 1 / len(having)
            counts[place] += 1
    ranked = sorted(range(len(options)), key=lambda place: -scores[place])
    best, others = ranked[0], ranked[1:]
    second = scores[others[0]] if others else 0.0
    sure = scores[best] - second >= CLEARLY and counts[best] >= ENOUGH * len(said)
    return options[best] if sure else None


def _is_among(told: _Told, label: Iterable[_Told]) -> bool:
    return any(told.denied == other.denied and _is_same(told.word, other.word) for other in label)


def _is_same(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and (len(short) >= _STEM or len(long) - len(short) <= _ENDING):
        return True
    if len(short) >= _STEM and _stem(one) == _stem(other):
        return True
    return len(short) >= _SHORTEST and OSA.distance(short, long[: len(short)], score_cutoff=1) <= 1


def _root(word: str) -> str:
    """Return a verb without what says who, when, and whether it is denied."""
    return _ENDINGS.sub("", word)


def _stem(word: str) -> str:
    return word[:_STEM]
