"""A line as words: folded, with stretched letters, short forms and typing mistakes put right.

Only words that decide something are put right, and only to a word that is one edit away: a letter too
many, too few, another, or two that changed places. An ending is grammar and no mistake, so an edit there
does not count, and what is a verb form already is at most two letters in the wrong order: "gitmiyor" is
not "girmiyor". Where two words are as near, the one that says no is taken: "calismyor" is read as
"calismiyor", not as "calisiyor".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.dialogue.vocabulary import DECIDING_WORDS, NEGATIVE_WORDS, RIGHT_WORDS, SHORT_FORMS
from core.language import fold
from core.messages import MAX_TEXT

BREAK, QUESTION = ",", "?"
"""What stands in a line for the marks at which a clause ends."""

_PIECE = re.compile(r"[a-z0-9]+|[,.;:!?…()\n]+")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_DOUBLED = re.compile(r"([a-z])\1")
_VERB = re.compile(r"(?:[aeiu]yor(?:um|uz|sun|lar)?|[dt][iu](?:[mkn]|n[iu]z|l[ae]r)?|m[iu]s(?:[iu]m|[iu]z|l[ae]r)?)$")
_UNSPEAKABLE = re.compile(r"[^aeiou]{3}")
_ASKED_IN_ONE = re.compile(
    r"(var|yok|degil|oldu|duzeldi|cozuldu|halloldu|bitti|geldi|bakildi|[a-z]+[iu]yor|[a-z]+[ae]bilir|[a-z]+[ae]c[ae]k)"
    r"(m[iu](?:s[iu]n(?:[iu]z)?|y[iu][mz])?)|([a-z]+[aeiu]r)(m[iu](?:s[iu]n(?:[iu]z)?|y[iu][mz]))"
)
"""A verb with the question particle typed as one word: "varmı", "bakarmısınız"."""

_SHORTEST = 5
"""Shorter words are too near to each other."""

_NEGATIVE = frozenset(NEGATIVE_WORDS)
_VOCABULARY = tuple(
    dict.fromkeys(word for word in (*NEGATIVE_WORDS, *DECIDING_WORDS) if len(word) >= _SHORTEST),
)
_NEGATORS = ("not", "never", "cannot", "longer", "stopped", "unable", "hayir", "degil", "olmadi")
_KNOWN = frozenset((*NEGATIVE_WORDS, *DECIDING_WORDS, *RIGHT_WORDS, *SHORT_FORMS))


def _slips(word: str) -> Iterator[str]:
    """Return `word` with a letter left out, typed twice, or changed with the next one."""
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[: place + 1] + word[place:]
        yield word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]


# A negation that is missed turns an answer round, so these are put right though some are short.
_MISTYPED = {
    slip: word
    for word in _NEGATORS
    for slip in _slips(word)
    if slip not in _KNOWN | {"ever", "ayir", "hair", "hayi", "egil", "loner"}
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a line in their order, and for each of them what was typed."""

    plain: tuple[str, ...]
    typed: tuple[str, ...]


@lru_cache(maxsize=64)
def words_of(text: str) -> Words:
    """Return the words of the first `MAX_TEXT` characters of `text`; marks that end a clause are among them."""
    plain: list[str] = []
    typed: list[str] = []
    for chunk in text[:MAX_TEXT].replace("\n", " \n ").split(" "):
        for piece in _PIECE.findall(fold(chunk)):
            words = put_right(piece).split(" ") if piece[0].isalnum() else [QUESTION if "?" in piece else BREAK]
            plain += words
            typed += [chunk.strip(",.;:!?…()\"'“”") or chunk] * len(words)
    return Words(plain=tuple(plain), typed=tuple(typed))


@lru_cache(maxsize=8192)
def put_right(word: str) -> str:
    """Return the folded `word` as it was meant; most words are returned as they are."""
    if found := SHORT_FORMS.get(word):
        return found
    if asked := _ASKED_IN_ONE.fullmatch(word):
        return f"{put_right(asked[1] or asked[3])} {asked[2] or asked[4]}"
    if word in _KNOWN or not word.isalpha():
        return word
    if meant := _MISTYPED.get(word):
        return meant
    if _STRETCHED.search(word):
        twice, word = _STRETCHED.sub(r"\1\1", word), _STRETCHED.sub(r"\1", word)
        if twice in _KNOWN:
            return twice
    single = _DOUBLED.sub(r"\1", word)
    if single in _KNOWN:
        return SHORT_FORMS.get(single, single)
    return _nearest(word) if len(word) >= _SHORTEST else word


def _nearest(word: str) -> str:
    near = process.extract(word, _VOCABULARY, scorer=OSA.distance, score_cutoff=1, limit=None)
    likely = [found for found, _, _ in near if _is_slip(word, found)]
    return next((found for found in likely if found in _NEGATIVE), likely[0] if likely else word)


def _is_slip(word: str, meant: str) -> bool:
    """Say whether `word`, one edit away from `meant`, looks mistyped."""
    if sorted(word) == sorted(meant):
        return True
    is_verb = _VERB.search(word) and not _UNSPEAKABLE.search(word)
    if is_verb or word[0] != meant[0] or word[-1] != meant[-1]:
        return False
    return len(word) != len(meant) or (len(word) > _SHORTEST and word[-3:] == meant[-3:])
