"""Reading the answers to what is asked of a case that waits for people: impact, urgency, a name, a service's field.

The answers to impact and urgency are values of `core.contracts`; the others are kept as they were typed.
`UNKNOWN` is the answer of who does not know or does not want to say, `SELF` of who has the trouble himself.
"""

from __future__ import annotations

from core.contracts import Impact, Urgency
from core.dialogue import outcomes
from core.dialogue.breadth import breadth_of
from core.dialogue.intents import Intent, left_of, read, read_answer, says
from core.dialogue.line import Line
from core.dialogue.phrases import Phrases
from core.ticket import AFFECTED, IMPACT, URGENCY, key_of

UNKNOWN, SELF = "unknown", "self"

LONGEST = 500
"""Characters of an answer that are kept; the timeline has all of them."""

# fmt: off
_UNKNOWN = Phrases(
    "bilm(?:iyor~|em|iyom)", "(?:hic )?(?:bir )?(?:fikrim|bilgim|malumatim) yok", "emin degil~", "gec",
    "gecelim", "atla",
    "hatirlam~", "yok", "(?:i )?(?:do not|don t|dont|didn t) (?:know|remember)", "no (?:idea|clue)",
    "(?:i m )?not sure",
    "skip~", "pass", "unsure", "n a",
)
_BESIDE = Phrases("nereden bil~", "ne bil~", "su an(?:da)?", "tam olarak", "sorry", "valla", "i", "malesef", "maalesef")
_ONLY_ME = Phrases(
    "(?:sadece|yalniz|yalnizca|bir tek|tek) (?:ben|bana|bende|beni|kendim|benim)[a-z]*", "ben",
    "bende", "bana", "beni", "benim",
    "tek kisi", "(?:just|only) (?:me|myself|mine|one)", "it s (?:just |only )?me", "me", "myself",
)
_MY_TEAM = Phrases(
    "(?:bizim )?(?:ekib|ekip|takim|birim|departman|bolum|oda|grub|grup)[a-z]*", "birkac kisi~",
    "(?:bir ?iki|iki|uc|dort) kisi~",
    "(?:my |our |the |whole )*(?:team|department|group|unit|room)~", "a (?:few|couple)[a-z ]*", "some of us",
)
_MANY = Phrases(
    "bir ?cok~", "cok (?:kisi|fazla)~", "herkes~", "hepimiz~",
    "(?:butun|tum) (?:ofis|sirket|kat|bina|sube|kurum)[a-z]*",
    "(?:ofis|sirket|kat|bina|sube|kurum)[a-z]*", "many[a-z ]*", "every ?(?:one|body)", "all(?: of us)?",
    "(?:the )?(?:whole |entire )?(?:office|company|floor|building|branch)", "a lot[a-z ]*",
)
_PARTLY = Phrases(
    "kism(?:en|i)~", "biraz", "yar[iu]m~", "zorlan~", "yavas~", "idare~", "arada(?: bir)?", "bazen", "simdilik",
    "part(?:ly|ially)", "somewhat", "a (?:little|bit)", "sort of", "kind of", "more or less", "sometimes", "slowly",
)
_STUCK = Phrases(
    "(?:is(?:im|imiz|ler)?|her sey) (?:dur|bekl|aksi)[a-z]*",
    "(?:calis|yap|is gor|ilerle)[a-z]*(?:am|em)(?:iyor|az)[a-z]*",
    "tamamen (?:dur)[a-z]*", "stuck", "stopped", "blocked", "can ?(?:no)?t(?: (?:work|do)[a-z ]*)?",
)
_FINE = Phrases("(?:calis|yap)[a-z]*(?:abil|ebil)[a-z]*", "devam ed~", "sorun yok", "(?:i )?can(?: work)?", "fine")
_PHONE = Phrases("(?:telefon|cep|tel|numara)[a-z]*", "(?:phone|mobile|number)")
# fmt: on

_PHONE_DIGITS = 10

_ELSE = frozenset(Intent) - {
    Intent.NOTED,
    Intent.YES,
    Intent.NO,
    Intent.LATER,
    Intent.MIXED,
    Intent.QUESTION,
    Intent.NEW,
    Intent.MATTER,
}
"""What is not an answer, whatever was asked: a wish, a question about the state, politeness."""


def values(asking: str) -> tuple[str, ...]:
    """Return the values of the buttons under the question `asking`; none if it is no question of intake."""
    if asking == IMPACT:
        return tuple(Impact)
    if asking == URGENCY:
        return tuple(Urgency)
    if asking == AFFECTED:
        return (SELF,)
    return (UNKNOWN,) if key_of(asking) else ()


def told(asking: str, words: str) -> str | None:
    """Return what `words` answer to the question `asking`: a value, or the words; None if they are no answer."""
    if not values(asking) or read(words).intent in _ELSE:
        return None
    if is_unknown(words):
        return UNKNOWN
    if asking == IMPACT:
        return _impact(words)
    if asking == URGENCY:
        return _urgency(words)
    answer = read_answer(words).intent
    if answer is Intent.QUESTION or (answer is Intent.YES and Line(words).has(outcomes.FINE, outcomes.YES)):
        return None  # "ne zaman gelirsiniz?", "düzeldi"
    if asking == AFFECTED and says(words, outcomes.STILL):
        return None  # no name: "hâlâ aynı"
    if (answer is Intent.NO and not left_of(words, *outcomes.BAD_NEWS)) or _is_phone(words):
        return None  # "hâlâ olmuyor", "numaram 532 123 45 67"
    if asking == AFFECTED and says(words, _ONLY_ME) and not left_of(words, _ONLY_ME):
        return SELF
    return words.strip()[:LONGEST]


def is_unknown(words: str) -> bool:
    """Say whether `words` only say that the customer does not know, or does not want to say."""
    return says(words, _UNKNOWN) and not left_of(words, _UNKNOWN, _BESIDE)


def _is_phone(words: str) -> bool:
    return says(words, _PHONE) and sum(map(str.isdecimal, words)) >= _PHONE_DIGITS


def _impact(words: str) -> Impact | None:
    line = Line(words)
    if line.take(_ONLY_ME):
        return Impact.ONE
    if line.take(_MY_TEAM):
        return Impact.TEAM
    return Impact.MANY if line.has(_MANY) or breadth_of(words).many else None


def _urgency(words: str) -> Urgency | None:
    line = Line(words)
    if line.take(_PARTLY):
        return Urgency.PARTLY
    if line.take(_STUCK) or breadth_of(words).stopped:
        return Urgency.STOPPED
    if line.take(_FINE):
        return Urgency.WORKING
    return {Intent.YES: Urgency.WORKING, Intent.NO: Urgency.STOPPED}.get(read(words).intent)
