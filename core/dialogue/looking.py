"""Who looks first and answers then: "bakıp döneyim", "let me check and get back". It is no answer, and no matter."""

from __future__ import annotations

import re

from core.dialogue import lexicon as lx
from core.dialogue import replies
from core.dialogue.intents import left_of, says
from core.dialogue.phrases import Phrases
from core.dialogue.stems import TELL
from core.dialogue.verbs import WILL, forms

_TELLING = Phrases(forms(TELL, WILL))
_BESIDE = (replies.LOOKING, replies.TELLING, replies.WHEN, replies.AFTER, lx.NOTED, lx.THANKS, lx.GREETINGS)

_ON_THE_WAY = re.compile(r"dur|gel[a-z]*|[a-z]+p|[a-z]+(?:n[iu]n|[ae])")
"""What stands before the verb: what is done first ("gidip", "sorup"), and where to ("kabloya", "yazıcının başına")."""

_CLAUSE = re.compile(r"[^,.;!?\n]+")


def puts_off(words: str) -> bool:
    """Say whether `words` only say that somebody looks, and answers then."""
    if not says(words, replies.LOOKING, _TELLING):
        return False
    return all(_ON_THE_WAY.fullmatch(word) for word in left_of(words, *_BESIDE))


def told_now(words: str) -> str:
    """Return `words` without the clauses that only put off: "evdeyim, bakıp döneyim" tells something."""
    clauses = _CLAUSE.findall(words)
    kept = [clause for clause in clauses if not puts_off(clause)]
    return words if len(kept) == len(clauses) else ", ".join(clause.strip() for clause in kept)
