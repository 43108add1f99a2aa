"""From words to what is compared: tokens, prefixes, character n-grams. All of it on folded text."""

from __future__ import annotations

import re
from collections.abc import Sequence

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

_WRONG = re.compile(
    r"(?:[a-z]+(?:m[iu]y|[ae]m[iu]?y|m[ae]d[iu]|[ae]m[ae]d)[a-z]*$|[a-z]+m[ae]z(?:$|s)|yok|degil|kop[aut]|kes(?:il"
    r"|ti)|dus[ut]"
    r"|(?:bloke?|kilit|kirik|kiril|catla|patla|coktu|cokuyor|kapani|karar|siyah|yavas|agir|kasiy|dolu|doldu|sis(?:ti"
    r"|mis|iy)|kayb|calind|gitti"
    r"|don[udm]|kitlen|sikis|cevrimdis|bembeyaz|beyazla|simsiyah|dolandir|oltala|calis[ai]m|bitti|bozuk|unut|hatirl"
    r"|eksik|yanlis|virus|supheli|sahte|garip|uyari|reddet|isiniy|gurultu|isin)"
    r"|cannot|couldn|don$|didn|won$|wouldn|hasn|no$|never|nothing|lost|stole|missing|nobody|scam|phish|fake|forever"
    r"|mistake|corrupt|black|blank|slow|full|lock|forg|expire|refuse|deni"
    r"|reject|block|drop|disconnect|freez|froz|hang|hung|dead|died|jam|noisy|hot|overheat|suspicious|weird|strange"
    r"|gone|keeps?$|spin"
    r"|stop|bounc|unable|invalid|warn|offline|leak|crack|flicker|swap|shut|restart|loop)"
)
"""How a folded word begins that says what is wrong, negations among them."""

_ASKING = frozenset(
    _TOKEN.findall("nasil kim kime kimi kimden nereden nerede nereye hangi neresi how who whom where which whose")
)

_POLITE = re.compile(
    r"\b(?:merhaba(?:lar)?|selam(?:lar)?|gunaydin|kolay gelsin|(?:iyi|hayirli) (?:gunler|aksamlar|calismalar|isler"
    r"|haftalar|sabahlar)"
    r"(?: diler(?:im|iz))?|rica (?:etsem|ediyorum|ederim|edecektim|edecegim)|lutfen|zahmet olmazsa|mumkunse|simdiden"
    r"|(?:cok )?tesekkur(?:ler)?(?: (?:ederim|ediyorum|ederiz))?|sag ?olun|kusura bakmayin"
    r"|(?:acaba )?(?:bana |bize )?yardim(?:ci)? (?:olur|olabilir|eder|edebilir) m[iu]s[iu]n(?:[iu]z)?|yardim(?:iniz"
    r"|larin\w*)? rica\w*"
    r"|hello|hi|hey|dear (?:team|all|support|colleagues?)|good (?:morning|afternoon|evening|day)|hope (?:you|this"
    r"|all)\w* "
    r"(?:are |is |finds? )?(?:you |all )?(?:well|doing well|fine|good)|(?:many |kind )?thanks?(?: you)?(?: (?:so"
    r"|very) much| a lot| in advance)?"
    r"|in advance|please|kindly|(?:can|could|would) (?:you|somebody|someone) (?:please )?(?:help|assist)(?: me|"
    r" us)?(?: out)?(?: with)?"
    r"(?: this| that| it)?|(?:best |kind )regards|sorry (?:to (?:bother|trouble) you|for the trouble))\b"
)
"""What is said around a matter, folded."""

_CUT_TOKEN = re.compile(r"([a-z0-9]{1,40})[a-z0-9]*")
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|[\n;]+")
_MARKDOWN = re.compile(r"^[ \t]*(?:\d+[.)]|[-*+#>]+)[ \t]+|[*_`#]+|\[([^\[\]\n]*)\]\([^()\n]*\)", re.MULTILINE)


def tokens(text: str) -> list[str]:
    """Return the folded words and numbers of `text`; a word is cut after 40 characters."""
    return _CUT_TOKEN.findall(fold(text))


def to_the_point(words: list[str]) -> list[str]:
    """Return folded words without the greetings, wishes and thanks around the matter; all where nothing is left."""
    return _POLITE.sub(" ", " ".join(words)).split() or words


def says_little(word: str) -> bool:
    """Say whether a folded word says nothing of the matter by itself: "my", "lütfen", "acaba".

    A small knowledge base can't tell by frequency that such a word means nothing.
    """
    return word in _FUNCTION_WORDS


def is_vague(words: list[str]) -> bool:
    """Say whether `words` tell no more than that something is wrong: what, nobody could know."""
    return all(says_little(word) or _TROUBLE.match(word) for word in words)


def tells_trouble(words: Sequence[str]) -> bool:
    """Say whether folded `words` tell that something does not go as it should."""
    return any(_WRONG.match(word) or _TROUBLE.match(word) for word in words)


def asks_how(words: Sequence[str]) -> bool:
    """Say whether folded `words` ask for a way, a place or somebody in charge."""
    return not _ASKING.isdisjoint(words)


def sentences(markdown: str) -> list[str]:
    """Return the sentences and list items of a Markdown text, without its marks."""
    plain = _MARKDOWN.sub(lambda match: match.group(1) or " ", markdown)
    return [sentence.strip() for sentence in _SENTENCE_END.split(plain) if sentence.strip()]
