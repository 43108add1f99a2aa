"""What is said and pressed after the end: how we did, whether it goes on, and what takes the end back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.dialogue import lexicon as lx
from core.dialogue import outcomes, tickets
from core.dialogue.facts import Pressed
from core.dialogue.intents import Intent, left_of, read_answer, says
from core.dialogue.rating import LOW, SCORES
from core.dialogue.scene import Scene
from core.dialogue.scores import is_opinion, is_skip, score_in
from core.dialogue.states import Cue, Memory
from core.ticket import Ending

SCORE_CUES: Mapping[str, Cue] = {
    **{str(score): Cue.RATED_LOW if score <= LOW else Cue.RATED for score in SCORES},
    "skip": Cue.SKIPPED,
}
"""What the answers to the question for a rating mean, by their values."""


def may_take_back(scene: Scene, press: Pressed) -> bool:
    """Say whether the way back that a button offers is still there: of a duplicate, to be apart again."""
    if scene.ticket.end_reason is Ending.DUPLICATE:
        return press.value == "apart" and scene.facts.is_fresh(scene.ticket)
    return press.value == "no" and scene.facts.may_reopen(scene.ticket)


def answer_rating(scene: Scene, words: str) -> Cue | None:
    """Read words as a score, as the wish not to give one, or after a low one as what we could have done better."""
    if score := score_in(words):
        return SCORE_CUES[str(score)]
    if scene.memory.asking == "rating":
        return Cue.SKIPPED if is_skip(words) else None
    if not is_opinion(words, scene.ticket, scene.facts.services) or goes_on(scene, words):
        return None
    found = replace(scene, case=replace(scene.case, ticket=None)).answer
    return Cue.OPINION if found is None or found.category == scene.ticket.service else None


def goes_on(scene: Scene, words: str) -> bool:
    """Say whether `words` tell that the trouble of the closed ticket is still there, or there again."""
    return read_answer(words).intent is Intent.NO and _same_matter(scene, words)


def wants_it_open(scene: Scene, words: str) -> bool:
    """Say whether `words` only ask for the closed ticket to be opened again, and it may be."""
    around = (tickets.MINE, lx.THANKS, lx.HELLOS, *outcomes.BAD_NEWS)
    asked = says(words, tickets.REOPEN) and not left_of(words, tickets.REOPEN, *around)
    return asked and scene.facts.may_reopen(scene.ticket)


def _same_matter(scene: Scene, words: str) -> bool:
    """Say whether words of trouble are about the closed ticket.

    They are when they name no other service, and either say that the trouble goes on or bring hardly a
    word that the ticket does not know.
    """
    service = scene.route_of(words).service
    if service is not None and service != scene.ticket.service:
        return False
    told = left_of(f"{scene.ticket.title}\n{Memory.of(scene.ticket).words}")
    if says(words, outcomes.MISSING) and not set(told) & set(left_of(words, outcomes.NO)):
        return False  # "görüntü yok" after a printer that jammed
    new = [word for word in left_of(words, *outcomes.BAD_NEWS, lx.THANKS) if word not in told]
    return says(words, outcomes.STILL) or len(new) <= 1
