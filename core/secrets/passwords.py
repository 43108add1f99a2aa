"""Passwords, told by the word that stands before them.

Theory of operation. A cue ("şifrem", "parola", "password", "pw") is followed by a gap and a token. Behind a
label (":", "=", "is"; "olarak" with a verb like "yazdım") the token is a password unless it is a word that
people say about passwords ("şifre: unuttum"). Without a label it must look like one: a digit, a sign in
its middle, or a capital inside ("şifrem 1234Abc!", not "şifrem çalışmıyor"), and must not look like
something else: a number of days, a date, a phone number, an address, a file, a program. A token that is a
password beyond doubt (letters, a digit and a sign) is one anywhere near a cue. Every step reads a bounded
piece of the text, so that the work is linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice, pairwise

from core.secrets.folded import Folded
from core.secrets.numbers import Span
from core.secrets.words import COMMON, NAMES, PRODUCT, UNIT, VERBAL
from core.ticket import DIGITS, LETTERS

_CUE = re.compile(
    r"(?<![a-z0-9])(?:(?:sifre|parola)(?!siz|l[iy]|l[ae](?!r))[a-z]{0,10}|pass?wor[dt](?!less)[a-z]{0,6}|passwd"
    r"|passphrase|passcode|pwd|pw|pass|pin(?:i|im|imi|iniz|imiz)?)(?:'[a-z]{1,4})?(?![a-z0-9])"
)
_GAP = re.compile(
    r"\s{0,9}(?:(?:(?P<label>[:=]{1,3}>?|-{1,2}>|(?:is|was)(?![a-z0-9']))|(?P<as>olarak(?![a-z]))"
    r"|(?:bu|su|budur|sudur|de|da|ise|ki|yani|kod|kodu|kodum|now|still|to|as)(?![a-z0-9'])|[-,(])\s{0,9}){0,4}"
)
_TOKEN = re.compile(r"[0-9]{3,}(?:[ -][0-9]{2,}){1,5}(?=[.,;:!?)]{0,3}(?!\S))|\S{1,64}")
_REST = re.compile(r"\S*")
_QUOTED = re.compile(r"([\"'])([^\n]{1,64}?)\1(?![a-z0-9])")
_ALSO = re.compile(r"\s{0,3}/\s{0,3}(\S{1,64})")
_CHOSEN = re.compile(r"\s{1,3}(?:yaz|gir|kullan|belirle|sec|ver|koy|ata|yap|tanimla|olustur|den)[a-z]*")

_WIDE = re.compile(r"(?<!\S)\S{6,64}(?!\S)")
_NEAR = 60
"""Characters between a cue and a token that is a password beyond doubt."""

_SHORTEST, _SHORTEST_LABELLED = 4, 3
_WORDS = 12
"""Words of what stands behind a label that are looked at."""

_OPENING, _CLOSING = "([\"'", ".,;:)]\"'"
_LOOSE = "*_~\"'()[]<>{}.,;:!?#@-/\\|%+"
"""Signs at the ends of a token that say nothing: of a sentence, of emphasis, of a mention."""

_SIGN = re.compile(r"[!@#$%^&*+=?<>|~{}\[\]]")
_LOUD = re.compile(r"[!@#$%^&*~]")
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_NUMERIC = re.compile(r"[0-9][0-9.,:/ -]*")
_PIN = re.compile(r"[0-9]{3,}(?: [0-9]{2,}){1,2}")
_PHONE = re.compile(
    r"(?:(?:90[ -]?)?\(?0?[ -]?\(?5|(?:90[ -]?\(?|0[ -]?\(?)[2-4])[0-9]{2}\)?[ -]?[0-9]{3}[ -]?[0-9]{2}[ -]?[0-9]{2}"
    r"(?![0-9])"
)
_NEVER = re.compile(
    rf"(?:https?://|www\.).*|(?:[0-9]{{1,3}}\.){{3}}[0-9]{{1,3}}(?:[:/][0-9]+)?|(?:[{LETTERS.lower()}][{DIGITS}]){{3}}"
)
"""Links, IP addresses and ticket numbers."""

_OTHERWISE = re.compile(
    r"[a-z0-9_.+-]{2,64}@[a-z0-9-]{2,64}(?:\.[a-z0-9-]+){0,6}\.[a-z]{2,}|(?:[a-z]:|\\)[\\/].*"
    r"|[a-z0-9_-]+(?:\.[a-z0-9_-]+){0,6}\.(?:com|net|org|gov|edu|tr|local|lan|io|xlsx?|docx?|pptx?|pdf|txt|csv|png|jpe?g"
    r"|zip|exe|msi|pst|log)"
    r"|[0-9]{1,3}\.?(?:(?:dakika|saniye|gun|hafta|saat|sene|kez|kere|defa|hour|minute|day|week)[a-z]*"
    r"|(?:dk|sn|ay|yil|tl|min|inci|nci|uncu|ncu)(?:d[ae]n?|d[iu]r|l[iu]k)?)"
)
"""Mail addresses, paths, hosts, files, amounts."""


def passwords(folded: Folded) -> Iterator[Span]:
    """Yield where passwords stand in `folded.plain`."""
    cues = [cue.span() for cue in _CUE.finditer(folded.plain)]
    if cues:
        yield from _after_cues(folded, cues)
        yield from _near_cues(folded, cues)


def _after_cues(folded: Folded, cues: list[Span]) -> Iterator[Span]:
    done = 0
    for start, end in cues:
        if start >= done:
            for span in _after(folded, end):
                yield span
                done = span[1]


def _after(folded: Folded, cue_end: int) -> Iterator[Span]:
    """Yield the password behind the cue, and the one behind a slash after it: "user/pass: ali / 1234"."""
    plain = folded.plain
    gap = _GAP.match(plain, cue_end)
    quoted = _QUOTED.match(plain, gap.end()) if gap else None
    token = quoted or (_TOKEN.match(plain, gap.end()) if gap else None)
    if gap is None or token is None or gap.end() == cue_end:
        return
    start, end = quoted.span(2) if quoted else _trimmed(plain, *token.span())
    labelled = bool(gap["label"] or (gap["as"] and _CHOSEN.match(plain, token.end())))
    # A label at the end of a line may be a headline; the next line then has to speak for itself.
    if labelled and "\n" not in gap[0] and _may_be_secret(folded, start, end):
        yield (start, end) if quoted else _whole(plain, start, end)
        also = _ALSO.match(plain, token.end())
        if also and _may_be_secret(folded, *also.span(1)):
            yield _whole(plain, *also.span(1))
    elif _looks_secret(folded, start, end):
        yield (start, end) if quoted else _whole(plain, start, end)


def _near_cues(folded: Folded, cues: list[Span]) -> Iterator[Span]:
    """Yield the tokens that are passwords beyond doubt, with a cue not far before or after."""
    begins, ends = [begin for begin, _ in cues], [end for _, end in cues]
    for token in _WIDE.finditer(folded.plain):
        start, end = _trimmed(folded.plain, *token.span())
        if _is_beyond_doubt(folded, start, end):
            last, following = bisect_left(ends, start), bisect_left(begins, end)
            before = last > 0 and start - ends[last - 1] <= _NEAR
            if before or (following < len(begins) and begins[following] - end <= _NEAR):
                yield start, end


def _may_be_secret(folded: Folded, start: int, end: int) -> bool:
    """Say whether what stands behind a label is a password: no word about passwords, no number of something."""
    plain = folded.plain[start:end]
    if len(plain) < _SHORTEST_LABELLED or not any(map(str.isalnum, folded.typed(start, end))):
        return False
    if _NEVER.fullmatch(plain) or (plain.isdigit() and UNIT.match(folded.plain, end)):
        return False
    words = [word[0].partition("'")[0] for word in islice(_WORD.finditer(plain), _WORDS)]
    return not words or not all(word in COMMON or (len(word) > 5 and VERBAL.fullmatch(word)) for word in words)


def _looks_secret(folded: Folded, start: int, end: int) -> bool:
    """Say whether a token without a label is a password by its looks."""
    start, end = _core(folded.plain, start, end)
    core, _, suffix = folded.plain[start:end].partition("'")
    if len(core) < _SHORTEST or _is_otherwise(core):
        return False
    if _NUMERIC.fullmatch(core):
        other = suffix or _PHONE.match(folded.plain, start) or UNIT.match(folded.plain, end)
        return not other and (core.isdigit() or _PIN.fullmatch(core) is not None)
    if any(map(str.isspace, core)):
        return False
    return any(map(str.isdigit, core)) or _SIGN.search(core) is not None or _has_inner_capital(folded, start, end)


def _is_beyond_doubt(folded: Folded, start: int, end: int) -> bool:
    """Say whether a token is a password even without a cue before it."""
    first, last = _core(folded.plain, start, end)
    core = folded.plain[first:last]
    if not (any(map(str.isdigit, core)) and any(map(str.isalpha, core))) or _is_otherwise(core.partition("'")[0]):
        return False
    typed = folded.typed(first, last)
    if _LOUD.search(typed):
        return True
    mixed = any(map(str.isupper, typed)) and any(map(str.islower, typed))
    return mixed and _LOUD.search(folded.plain[last:end]) is not None


def _is_otherwise(core: str) -> bool:
    return any(known.fullmatch(core) for known in (_NEVER, _OTHERWISE, PRODUCT))


def _has_inner_capital(folded: Folded, start: int, end: int) -> bool:
    """Say whether a capital follows a small letter, in a word that is no known name ("SharePoint", "eDevlet")."""
    plain, typed = folded.plain[start:end], folded.typed(start, end)
    if plain.partition("'")[0] in NAMES or (typed[0] == "e" and typed[1].isupper()):
        return False
    return any(one.islower() and other.isupper() for one, other in pairwise(typed))


def _core(plain: str, start: int, end: int) -> Span:
    """Return the span without the loose signs at its ends; it may be empty."""
    return _stripped(plain, start, end, _LOOSE, _LOOSE)


def _trimmed(plain: str, start: int, end: int) -> Span:
    """Return the span without the marks of the sentence around it."""
    return _stripped(plain, start, end, _OPENING, _CLOSING)


def _whole(plain: str, start: int, end: int) -> Span:
    """Return the span to the end of its token, however long that is, without the marks of the sentence."""
    rest = _REST.match(plain, end)
    return _trimmed(plain, start, rest.end() if rest else end)


def _stripped(plain: str, start: int, end: int, before: str, after: str) -> Span:
    token = plain[start:end].rstrip(after)
    return start + len(token) - len(token.lstrip(before)), start + len(token)
