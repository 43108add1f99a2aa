"""Reading a line: what the person wants, and which words say so.

Everything is folded to ASCII first, so that missing Turkish letters cost nothing. A phrase is a run of
words; a trailing `*` lets its last word carry suffixes. Phrases are looked for in a fixed order, and
what was recognised is taken out of the line, so that "hata vermiyor" is gone before "hata" is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from enum import StrEnum

from core.language import fold
from core.ticket import DIGITS, LETTERS


class Intent(StrEnum):
    """What a line wants, apart from what the question before it makes of it."""

    NOTHING = "nothing"
    GREETING = "greeting"
    THANKS = "thanks"
    YES = "yes"
    NO = "no"
    LATER = "later"
    HUMAN = "human"
    STATUS = "status"
    MATTER = "matter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An intent, and the words that led to it."""

    intent: Intent
    because: str = ""


GREETINGS = (
    "merhaba*", "selam*", "slm", "mrb", "mrhb", "iyi gunler", "iyi aksamlar", "iyi calismalar", "iyi geceler",
    "gunaydin*", "kolay gelsin", "nasilsin*", "iyi misiniz", "alo", "hello", "hi", "hey", "hi there", "good morning",
    "good afternoon", "good evening", "how are you", "how are you doing", "test", "deneme", "deneme 123", "test test",
    "orada misiniz", "kimse var mi", "anyone there", "are you there",
)  # fmt: skip
THANKS = (
    "tesekkur*", "cok tesekkur*", "tskler", "tsk*", "tesekkurler", "sag ol*", "sagol*", "saol*", "eyvallah", "eyw",
    "elinize saglik", "emeginize saglik", "rica ederim", "minnettarim", "thanks*", "thank you", "thank u", "thx", "ty",
    "cheers", "much appreciated", "appreciate it",
)  # fmt: skip
ACKNOWLEDGEMENTS = ("tamam*", "ok", "okay", "okey", "peki", "anladim", "got it", "alright", "all right", "sure")
STILL_FINE = (
    "sorun kalmadi", "sorun yok", "sikinti yok", "sikinti kalmadi", "problem yok", "problem kalmadi",
    "hata vermiyor", "hata almiyorum", "hata yok", "atmiyor artik", "artik atmiyor", "kopmuyor artik", "artik kopmuyor",
    "no problem*", "no issues", "no more error*", "no errors", "no longer fail*", "not failing anymore", "not a problem",
    "problem solved", "issue solved",
)  # fmt: skip
NOT_YET = ("henuz degil", "not yet", "daha degil")
STILL_BROKEN = (
    "olmadi", "olmuyor", "duzelmedi", "duzelmiyor", "cozulmedi", "cozulmemis", "cozmedi", "calismiyor", "calismadi",
    "acilmiyor", "baglanmiyor", "baglanamiyorum", "giremiyorum", "giremedim", "ise yaramadi", "fayda etmedi",
    "degisen bir sey yok", "degismedi", "tik yok", "hala*", "halen", "yine", "gene", "ayni*", "aynen devam",
    "devam ediyor", "suruyor", "surmekte", "bozuk", "bozuldu", "yarim oldu", "kapatmayin", "kapatma", "maalesef",
    "still", "not working", "not fixed", "not solved", "not resolved", "doesnt work", "does not work", "didnt work",
    "did not work", "didnt help", "did not help", "isnt working", "doesn t work", "didn t work", "didn t help",
    "isn t working", "isn t fixed", "no luck", "same", "again", "fails", "failing", "broken", "cant", "can t", "cannot",
    "unfortunately",
)  # fmt: skip
LATER = (
    "deneyip*", "deneyecegim", "deneyeyim", "denerim", "birazdan*", "sonra*", "yarin*", "henuz deneyemedim",
    "henuz denemedim", "henuz bakamadim", "ofise gecince", "su an disaridayim", "izindeyim", "donecegim", "bakarim",
    "yazarim", "will try", "ill try", "i ll try", "havent tried", "haven t tried", "will check", "later", "tomorrow",
    "let me try", "i will get back", "in a bit",
)  # fmt: skip
YES = (
    "evet", "oldu*", "duzeldi*", "duzelmis", "cozuldu*", "halloldu*", "hallettim", "hallettik", "calisiyor*", "calisti",
    "baglandim", "girebildim", "girebiliyorum", "girdim", "baglaniyor*", "acildi", "aciliyor", "geldi", "kapatabilirsiniz",
    "kapatin", "ise yaradi", "tamamdir", "aynen", "aynen oldu", "super", "harika", "mukemmel", "yes", "yep", "yeah", "yup",
    "works", "it works", "working", "worked", "working now", "fixed", "solved", "resolved", "all good", "sorted",
    "you can close*", "perfect", "great", "that helped", "that s it", "thats it",
)  # fmt: skip
NO = ("hayir", "yok", "no", "nope", "nah", "degil", "not really")
OTHER_HUMANS = (
    "insan kaynaklari*", "human resources", "user agent", "yetkili kullanici*", "yetkili degil*", "hr",
)  # fmt: skip
HUMAN = (
    "insan*", "gercek kisi*", "gercek bir kisi*", "gercek bir insan*", "yetkili*", "temsilci*", "canli destek",
    "operator*", "musteri temsilcisi", "birine bagla*", "birisine bagla*", "biriyle gorusmek*", "birisiyle gorusmek*",
    "biriyle konusmak*", "uzman*", "destek uzmani*", "robot musun*", "bot musun*", "beni arayin", "beni ara", "arar misiniz",
    "human", "real person", "a person", "agent", "live agent", "representative", "operator", "someone real",
    "talk to someone", "speak to someone", "talk to a person", "speak with someone", "specialist", "call me",
    "are you a bot", "are you a robot",
)  # fmt: skip
STATUS = (
    "ne durumda", "ne oldu", "durumu ne", "durumu nedir", "durumu", "son durum", "gelisme var mi", "bir gelisme var mi",
    "haber var mi", "ses yok", "hala bekliyorum", "ne zaman cozulur", "ne asamada", "kaydim ne*", "cagrim ne*", "talebim ne*",
    "arizam ne*", "status", "any news", "any update*", "what s happening", "whats happening", "any progress",
    "what about my ticket", "still waiting",
)  # fmt: skip
MINE = (
    "cagri*", "kayd*", "kayit*", "talep*", "talebi*", "ariza*", "ticket*", "tiket*", "bildirim*", "basvuru*", "benim is*",
    "my ticket", "my request", "my case", "the ticket", "ref*", "numara*",
)  # fmt: skip
FILLERS = frozenset(
    "bir bi bu su o ben biz siz bana size bize ile mi mu ve de da ya ki icin cok lutfen rica istiyorum ister misiniz "
    "gorusmek konusmak baglanmak aktarin bagla bana beni simdi artik su an efendim hocam arkadaslar ekip herkese hepinize "
    "evet hayir yani iste galiba sanirim simdilik acaba nasil n m s i ll t d re ve in un nin nun yi yu "
    "a an the to is it its i m am im my me you your we us please can could would like want need for of with and now "
    "there team all everyone so just really very much that this one".split()
)

_WORD = re.compile(r"[a-z0-9]+")
_PAIR = f"[{LETTERS}][{DIGITS}]"
_REFERENCE = re.compile(rf"(?<![A-Z0-9])({_PAIR})[ -]?({_PAIR})[ -]?({_PAIR})(?![0-9])")
_FEW = 4
"""Words that may stand beside a wish for a person; a longer line is a matter in which the word occurs."""


def references(text: str) -> tuple[str, ...]:
    """Return the ticket numbers in `text` in their written order, however they were typed ("k7m 2r9'un")."""
    return tuple(dict.fromkeys("".join(pairs) for pairs in _REFERENCE.findall(fold(text).upper())))


def read(text: str) -> Reading:
    """Read `text` as it stands, without a question before it. Never raises; the work is linear."""
    line = _Line(text)
    if line.empty:
        return _emoji(text) or Reading(intent=Intent.NOTHING)
    line.take(OTHER_HUMANS)
    if (found := line.take(HUMAN)) and len(line.rest()) <= _FEW:
        return Reading(intent=Intent.HUMAN, because=found)
    if named := references(text):
        return _about_a_number(text, named[0])
    line = _Line(text)
    if (found := line.take(STATUS)) and line.take(MINE, GREETINGS):
        return Reading(intent=Intent.STATUS, because=found)
    line = _Line(text)
    greeting, thanks, acknowledged = line.take(GREETINGS), line.take(THANKS), line.take(ACKNOWLEDGEMENTS)
    if not line.rest():
        if thanks or acknowledged:
            return Reading(intent=Intent.THANKS, because=thanks or acknowledged)
        if greeting:
            return Reading(intent=Intent.GREETING, because=greeting)
        if found := _Line(text).take(STATUS):
            return Reading(intent=Intent.STATUS, because=found)
    return Reading(intent=Intent.MATTER)


def read_answer(text: str) -> Reading:
    """Read `text` as the answer to "did it work?". A line that says both yes and no counts as no."""
    line = _Line(text)
    if line.empty:
        return _emoji(text) or Reading(intent=Intent.NOTHING)
    line.take(OTHER_HUMANS)
    if (found := line.take(HUMAN)) and len(line.rest()) <= _FEW:
        return Reading(intent=Intent.HUMAN, because=found)
    not_yet, fine, later, broken = (line.take(phrases) for phrases in (NOT_YET, STILL_FINE, LATER, STILL_BROKEN))
    if later and not (fine or broken):
        return Reading(intent=Intent.LATER, because=later)
    if broken or not_yet:
        return Reading(intent=Intent.NO, because=broken or not_yet)
    yes, no = line.take(YES), line.take(NO)
    if fine or (yes and not no):
        return Reading(intent=Intent.YES, because=fine or yes)
    if no:
        return Reading(intent=Intent.NO, because=no)
    return read(text)


def _about_a_number(text: str, named: str) -> Reading:
    line = _Line(_REFERENCE.sub(" ", fold(text).upper()))
    line.take(STATUS, MINE, GREETINGS)
    if len(line.rest()) <= 1:  # a case ending may be left over: "k7m2r9'un"
        return Reading(intent=Intent.STATUS, because=named)
    return Reading(intent=Intent.MATTER)


def _emoji(text: str) -> Reading | None:
    for intent, signs in ((Intent.NO, "👎❌😡"), (Intent.YES, "👍✅👌🎉"), (Intent.THANKS, "🙏❤😊🙂")):
        if found := next((sign for sign in signs if sign in text), None):
            return Reading(intent=intent, because=found)
    return None


class _Line:
    """A folded line from which recognised phrases are taken out."""

    def __init__(self, text: str) -> None:
        self._line = " ".join(_WORD.findall(fold(text)))

    @property
    def empty(self) -> bool:
        """Whether there is no word in it."""
        return not self._line

    def take(self, *lexicons: tuple[str, ...]) -> str:
        """Take all phrases of `lexicons` out; return the first that was found, or ""."""
        found = ""
        for lexicon in lexicons:
            pattern = _pattern(lexicon)
            if match := pattern.search(self._line):
                found = found or match.group()
                self._line = pattern.sub("|", self._line)
        return found

    def rest(self) -> list[str]:
        """Return the words that nobody took and that carry meaning."""
        return [word for word in _WORD.findall(self._line) if word not in FILLERS]


@lru_cache(maxsize=None)
def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(phrase.replace("*", "[a-z0-9]*") for phrase in longest_first) + r")\b")


def take_out(text: str, phrases: tuple[str, ...]) -> list[str]:
    """Return the meaningful words of `text` that are left when `phrases` are taken out, folded."""
    line = _Line(text)
    line.take(phrases)
    return line.rest()
