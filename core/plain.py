"""Showing and reading on channels that can do little: long texts in pieces, options as numbered lines."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from core.language import fold

_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_SEAMS = (re.compile(r"\n[^\S\n]*\n\s*"), re.compile(r"\n\s*"), re.compile(r"(?<=[.!?…:;])\s+"), re.compile(r"\s+"))
"""Where a text may be cut, best first: paragraph, line, sentence, word."""

_NUMBER = re.compile(r"\s*([1-9][0-9]?)\s*[.):]?\s*")
_NUMBER_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "bir birinci ilk ilki birincisi one first",
            "iki ikinci ikincisi two second",
            "uc ucuncu ucuncusu three third",
            "dort dorduncu dorduncusu four fourth",
            "bes besinci besincisi five fifth",
        )
    )
    for word in words.split()
}


def chunks(text: str, limit: int) -> tuple[str, ...]:
    """Cut `text` into pieces of at most `limit` characters, to be sent one after the other.

    The cut is made at the end of a paragraph, else a line, a sentence, a word; a longer word is cut
    between characters as they are seen (an emoji with its skin tone, a letter with its marks). A seam
    costs its white space and nothing else. Only a single seen character that is longer than `limit` is
    cut itself. A text of nothing but white space gives no piece.
    """
    if limit < 1:
        raise ValueError("a piece has at least one character")
    return tuple(_pieces(text, limit))


def _pieces(text: str, limit: int) -> Iterator[str]:
    start, end = 0, len(text.rstrip())
    while start < end:
        if text[start].isspace():
            start += 1
            continue
        stop = end if end - start <= limit else _cut(text, start, start + limit)
        yield text[start:stop].rstrip()
        start = stop


def _cut(text: str, start: int, most: int) -> int:
    """Return where the piece that begins at `start` ends, at `most` at the latest."""
    # Half a piece at least, so that a short paragraph in front does not make many small pieces.
    for seam in _SEAMS:
        ends = [match.start() for match in seam.finditer(text, start + 1, most + 1) if match.start() <= most]
        if ends and (ends[-1] - start) * 2 >= most - start:
            return ends[-1]
        if ends and seam is _SEAMS[-1]:
            return ends[-1]
    stop = most
    while stop > start and _inside(text, stop, start):
        stop -= 1
    return stop if stop > start else most


def _inside(text: str, at: int, start: int) -> bool:
    """Say whether a cut before `at` would divide what is seen as one character of the piece from `start`."""
    before, after = text[at - 1], text[at]
    if after == _JOINER or before == _JOINER or ord(after) in _SKIN_TONES:
        return True
    if unicodedata.category(after) in {"Mn", "Me", "Mc"}:
        return True
    if ord(before) in _FLAGS and ord(after) in _FLAGS:
        run = at
        while run > start and ord(text[run - 1]) in _FLAGS:
            run -= 1
        return (at - run) % 2 == 1  # two letters make a flag
    return False


def numbered(labels: Sequence[str]) -> str:
    """Return the options as lines, "1) Çözüldü"."""
    return "\n".join(f"{number}) {label}" for number, label in enumerate(labels, 1))


def pick(text: str, labels: Sequence[str]) -> int | None:
    """Return the index of the option that `text` names by its number, its place or its label; None otherwise.

    "2", "2.", "2)", "iki", "ikinci", "second" and the label itself, however its letters were typed.
    """
    if number := _NUMBER.fullmatch(text):
        index = int(number[1]) - 1
        return index if index < len(labels) else None
    said = _bare(text)
    for index, label in enumerate(labels):
        if said and said == _bare(label):
            return index
    index = _NUMBER_WORDS.get(said, len(labels))
    return index if index < len(labels) else None


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))
