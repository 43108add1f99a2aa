"""Reading what a customer thinks of our work: a score, a wish not to be asked, or an opinion in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from core.contracts import Service
from core.dialogue import lexicon as lx
from core.dialogue import outcomes
from core.dialogue.intents import left_of, read, read_answer
from core.dialogue.reading import WITHOUT_MATTER, Intent
from core.dialogue.states import Memory
from core.language import fold
from core.messages import MAX_TEXT
from core.routing import service_named
from core.ticket import Ticket

_NUMBERS = {
    word: score
    for score, words in enumerate(("1 bir one", "2 iki two", "3 uc three", "4 dort four", "5 bes five"), 1)
    for word in words.split()
}
_WHO = r"(?:(?:benden|tabii?|tabi ki|sizden?|i|i d|i would|give|say|you|it|a|puanim|my|rating|score|is|tam)[ :]+)*"
_OF_FIVE = r"(?:(?:5|bes) (?:uzerinden|puan uzerinden|ten) )?"
_BEHIND = (
    r"(?: ?/ ?5| out of (?:5|five))?"
    r"(?: (?:tam )?(?:puan|yildiz|verdim|veriyorum|veririm|verebilirim|olsun|stars?|points?|from me|please))*"
)
_POLITE = r"(?:[ ,]*(?:cok )?(?:tesekkur(?:ler| ederim| ederiz)?|sag ?ol(?:un)?|thanks?|thank you|elinize saglik))?"
_SCORE = re.compile(rf"{_WHO}{_OF_FIVE}({'|'.join(_NUMBERS)}){_BEHIND}{_POLITE}")
_PRAISED = re.compile(rf"{_WHO}(?:([1-5])|(?:5|bes) (?:uzerinden|ten) ({'|'.join(_NUMBERS)})){_BEHIND}(?= )")
"""A score with kind words behind it: "beş üzerinden beş, süpersiniz"."""

_SKIP = re.compile(
    r"(?:hayir|yok|no|nope)?[ ,]*(?:gec(?:iyorum|elim|in|eyim)?|(?:puan(?:lamak| vermek)? )?istem(?:iyorum|em)"
    rf"|skip(?: it)?|not now|(?:no|nope|hayir|yok)|i d rather not|pass){_POLITE}"
)
_STARS = re.compile(r"[⭐★🌟]+")
_OPINIONS = frozenset({Intent.INSULT})


def score_in(words: str) -> int | None:
    """Return the score from 1 to 5 that `words` are, and nothing else: "5", "beş yıldız", "4 out of 5", "⭐⭐⭐"."""
    stars = _STARS.fullmatch("".join(words.replace("\ufe0f", "").split()))
    if stars:
        return len(stars[0]) if len(stars[0]) <= 5 else None
    plain = _plain(words)
    if found := _SCORE.fullmatch(plain):
        return _NUMBERS[found[1]]
    praised = _PRAISED.match(plain)
    if praised and not left_of(plain[praised.end() :], lx.THANKS, lx.GREETINGS, *outcomes.GOOD_NEWS):
        return _NUMBERS[praised[1] or praised[2]]
    return None


def is_skip(words: str) -> bool:
    """Say whether `words` only say that the customer does not want to rate."""
    return _SKIP.fullmatch(_plain(words)) is not None


def is_opinion(words: str, ticket: Ticket, services: Iterable[Service]) -> bool:
    """Say whether `words` can be what we could have done better on `ticket`: no wish, no greeting, no other matter."""
    if read(words).intent in WITHOUT_MATTER - _OPINIONS or read_answer(words).intent is Intent.NEW:
        return False
    named = service_named(words, services)
    return named is None or named.key == ticket.service


def answers_rating(words: str, ticket: Ticket, services: Iterable[Service]) -> bool:
    """Say whether `words` answer the question about our work that is open on the closed `ticket`, if one is."""
    match Memory.of(ticket).asking:
        case "rating":
            return score_in(words) is not None or is_skip(words)
        case "low":
            return score_in(words) is not None or is_opinion(words, ticket, services)
    return False


def _plain(words: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9/,: ]+", " ", fold(words[:MAX_TEXT])).split())
