"""From words to what is compared: tokens, prefixes, character n-grams. All of it on folded text."""

from __future__ import annotations

import re

from core.language import fold

PREFIX = 4
"""Letters of a word that are kept as its stem; as good as a Turkish stemmer, and immune to ASCII typing."""

NGRAMS = (2, 3, 4)
"""Lengths of the character n-grams."""

_TOKEN = re.compile(r"[a-z0-9]+")
_FUNCTION_WORDS = frozenset(
    _TOKEN.findall(
        "bir bu su o ve ki icin ile gibi ama ben sen biz siz bana beni bende benim bize bizim ne nasil neden niye "
        "nerede nereden hangi kim cok hic sonra olarak oldu olur lutfen merhaba merhabalar selam tesekkurler tamam "
        "evet hayir hala artik acaba zaten kadar diyor diye dedi lazim gerek gerekiyor istiyorum mi mu da de ya "
        "yardim eder misiniz musunuz daha her sey en bi iyi gunler kolay gelsin hocam once yine iki uc ise "
        "the this that these those is are was were can could would should do does did my me i im ive m s ll d re ve "
        "you your we our it its they them she he and or but if when what where which who why how to of in for from "
        "with on at by as a an has have had been be being am get gets got just still again after before please help "
        "hello hi hey thanks thank yes there here any some all so too very today yesterday morning since now will one "
        "two ok"
    )
)
"""Words that say nothing of the matter, folded. Negations and places ("yok", "not", "out") are not among them."""

_TROUBLE = re.compile(
    r"(?:boz(?:uk|ul)|arizal|calism|calisam|acilm|acam|olmuyo|olmad|gitmiyo|hata|sorun|problem|sikinti|takil|dond"
    r"|galiba|sanirim|birsey|bisey|sey\b|makine|alet|cihaz|bilgisayar|program|uygulama|sistem|ekran\b"
    r"|broke|broken|work|fail|error|issue|trouble|wrong|crash|stuck|something|thing|computer|laptop\b|pc\b"
    r"|program|app\b|system|screen\b|help|need|not\b|doesn|isn|wont|cant)"
)
"""How a folded word begins that only says that something, somewhere, is wrong."""

_LONGEST_TOKEN = 40
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|[\n;]+")
_MARKDOWN = re.compile(r"^[ \t]*(?:\d+[.)]|[-*+#>]+)[ \t]+|[*_`#]+|\[([^\[\]\n]*)\]\([^()\n]*\)", re.MULTILINE)


def tokens(text: str) -> list[str]:
    """Return the folded words and numbers of `text`; a word is cut after 40 characters."""
    return [token[:_LONGEST_TOKEN] for token in _TOKEN.findall(fold(text))]


def says_little(word: str) -> bool:
    """Say whether a folded word says nothing of the matter by itself: "my", "lütfen", "acaba".

    A small knowledge base can't tell by frequency that such a word means nothing.
    """
    return word in _FUNCTION_WORDS


def is_vague(words: list[str]) -> bool:
    """Say whether `words` tell no more than that something is wrong: what, nobody could know."""
    return all(says_little(word) or _TROUBLE.match(word) for word in words)


def sentences(markdown: str) -> list[str]:
    """Return the sentences and list items of a Markdown text, without its marks."""
    plain = _MARKDOWN.sub(lambda match: match.group(1) or " ", markdown)
    return [sentence.strip() for sentence in _SENTENCE_END.split(plain) if sentence.strip()]
