"""Which language a line is in, and how it looks without its diacritics."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.messages import MAX_TEXT, Language

_ASCII_FORMS = {
    "ı": "i", "‘": "'", "’": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae",
    "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ə": "e", "Ə": "e",
}  # fmt: skip
"""Characters that Unicode does not decompose to ASCII but that people type in place of it."""

_WORD = re.compile(r"[a-z]+")
_TURKISH_LETTERS = re.compile(r"[ğşıİĞŞ]|[öüçÖÜÇ](?=[a-zA-Z])")

_TURKISH_WORDS = frozenset(
    _WORD.findall(
        "bir bu ve ki icin ile gibi ama yok degil biz siz bana beni bende benim bize bizim ne nasil neden niye nerede "
        "nereden nereye hangi kim kime kac cok hic simdi bugun dun yarin sonra olarak oldu olur olmuyor lutfen "
        "merhaba selam tesekkurler tamam evet hayir hala artik acaba zaten yeni eski kadar diyor diye dedi lazim "
        "gerek istiyorum musunuz misiniz ediyor yaziyor veriyor sorun sifre parola ekran yazici bilgisayar telefon "
        "baglanti bi bisey sagol slm mrb naber gunaydin hocam abi acil yardim iyi kolay gelsin gunler aksamlar "
        "calisiyor calismiyor acilmiyor giremiyorum"
    )
)
"""Folded Turkish words, frequent in support messages, that English does not have."""

_ENGLISH_WORDS = frozenset(
    _WORD.findall(
        "the this that these those is are was were isn doesn didn won wont cant cannot can could would should does "
        "did dont not my im ive you your we our it its they them she and but if when what where which who why how to "
        "for from with without into by has have had been be being get gets got getting keep keeps need needs want "
        "just anymore still again after before please help hello thanks thank yes there here anyone someone something "
        "nothing any some all out up off about old every says said lost know think working work works broken cool "
        "okay cheers good morning great sure bye"
    )
)
"""English words, frequent in support messages, that Turkish does not have."""

_WEAK_ENGLISH_WORDS = frozenset(_WORD.findall("on at an no in as me i am do a or of new hey hi"))
"""English words that may be something else in Turkish ("on", "at", "of") or in both; they count half."""

_TURKISH_SUFFIXES = re.compile(
    r"(?:[iu]yor(?:um|sun|sunuz|uz|lar)?|[iu]yo(?:m|n|z|sun|sunuz|nuz|lar)?|[ae]m[iu]yor\w*"
    r"|[dt][iu](?:m|k|n|niz|ler|lar)|m[iu]s(?:im|iz|lar|ler)?"
    r"|l[ae]r(?:i|im|imi|imiz|in|a|e|da|de)?|[iu]m(?:i|u|da|de|dan|den|a|e)|[iu]niz\w*|[ae]c[ae][gk]\w*"
    r"|[ae]bil\w+|m[ae]k|m[ae]k\w+|s[ae]m|[iu]ncaya|[iu]nca|[dt][ae]n|[dt][ae]ki|l[iu]k|s[iu]z|yla|yle|mad[iu]\w*)$"
)
"""Endings of a folded Turkish word of five letters and more that English words rarely have."""


def fold(text: str) -> str:
    """Return `text` in ASCII lower case, so that a word is found however its letters were typed.

    All four of ı, I, İ and i become "i"; ş ğ ü ö ç, letters with a circumflex and other accented or
    wide Latin letters become their plain letter; combining marks and invisible format characters
    vanish; what has no ASCII form becomes a space. Only the first `MAX_TEXT` characters are read, and
    no more are returned. Folding twice changes nothing.
    """
    text = text[:MAX_TEXT]
    if text.isascii():
        return text.lower()
    return "".join(map(_ascii, text))[:MAX_TEXT]


@lru_cache(maxsize=4096)
def _ascii(char: str) -> str:
    # One character at a time: NFKD sorts a long run of combining marks in quadratic time.
    if char < "\x80":
        return char.lower()
    if unicodedata.combining(char) or unicodedata.category(char) == "Cf":
        return ""
    if form := _ASCII_FORMS.get(char):
        return form
    plain = "".join(part for part in unicodedata.normalize("NFKD", char) if part < "\x80")
    return plain.lower() or " "


def detect(text: str) -> Language | None:
    """Return the language of `text`, or None when nothing tells: "vpn", "outlook 365", "👍".

    Turkish letters, function words of either language and Turkish suffixes each give a point to their
    side, words in folded form; the side with more points wins, with one point at least.
    """
    text = text[:MAX_TEXT]
    words = _WORD.findall(fold(text))
    turkish = 2.0 * min(len(_TURKISH_LETTERS.findall(text)), 3)
    english = 0.0
    for word in words:
        if word in _TURKISH_WORDS:
            turkish += 1.5
        elif word in _ENGLISH_WORDS:
            english += 1.5
        elif word in _WEAK_ENGLISH_WORDS:
            english += 0.75
        elif len(word) >= 5 and _TURKISH_SUFFIXES.search(word):
            turkish += 1.0
    if max(turkish, english) < 1.0 or turkish == english:
        return None
    return "tr" if turkish > english else "en"


def is_foreign(text: str) -> bool:
    """Say whether most letters of `text` are of another alphabet than the Latin one."""
    letters = [char for char in text[:MAX_TEXT] if char.isalpha()]
    return 2 * sum(not _ascii(char).strip() for char in letters) > len(letters)
