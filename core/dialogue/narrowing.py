"""From what is said or pressed while a question of a bank stands to its cue.

it works again   the case is over
an answer        the next question, an article, or people: where the bank leads, if we may go there
"bilmiyorum"     the bank's own way on; without one the titles that are left, or people
a matter that is clear now, or that is not ours to solve: as anywhere else
anything else    the question is put once more, the second time people take over
"""

from __future__ import annotations

from collections.abc import Mapping

from core.dialogue.intents import Intent, read, read_answer, says
from core.dialogue.ladder import matter
from core.dialogue.looking import puts_off
from core.dialogue.outages import known_outage
from core.dialogue.phrases import Phrases
from core.dialogue.run import Answer, answer, goal, rest, standing
from core.dialogue.scene import Scene
from core.dialogue.several import another_matter
from core.dialogue.states import Cue
from core.dialogue.urgent import names_urgent

_LEAVES = frozenset({Cue.KNOWN, Cue.URGENT, Cue.GATED, Cue.OUTAGE, Cue.NOT_OURS, Cue.ANYWAY, Cue.FOREIGN, Cue.WIDE})
"""What words on the matter may make of it while a question stands."""

_LIGHT = frozenset({Cue.EMPTY, Cue.GREETING, Cue.THANKS, Cue.STATUS})
"""What words may also be that answer the question."""

_OVER = Phrases(
    "(?:duzel|cozul|hallol)(?:di|du|mus)~", "(?:sorun|problem|sikinti) (?:kalmadi|yok|gecti|cozuldu)~", "kendine geldi",
    "(?:fixed|solved|resolved)(?: itself)?", "works? (?:again|now)", "working (?:again|now)",
)  # fmt: skip


def leads_to(scene: Scene, given: Answer) -> Cue:
    """Return where an answer leads now: what we may solve is asked again at each step."""
    if known_outage(scene) is not None:
        return Cue.OUTAGE
    if scene.gated:
        return Cue.GATED
    if given.option is None:
        return Cue.SEVERAL if rest(scene) else Cue.ROUTED
    if given.option.next is not None:
        return Cue.ANSWERED
    topic = given.option.topic
    return Cue.DIAGNOSED if topic is not None and goal(scene, topic) else Cue.ROUTED


def cue_while_diagnosing(scene: Scene, words: str, plain: Mapping[Intent, Cue]) -> Cue:
    """Read words while a question of a bank stands; `plain` are the cues of what says nothing of the matter."""
    if standing(scene) is None:
        return Cue.ROUTED
    if names_urgent(scene, words):
        return Cue.URGENT
    known, beside = plain.get(read(words, waits=False).intent), another_matter(scene, words)
    if beside is Cue.NEW:
        return beside
    given = answer(scene)
    if puts_off(words):
        return Cue.LATER
    if known is not None and not (given and known in _LIGHT):
        return known
    if says(words, _OVER) and read(words).intent is Intent.YES:
        return Cue.FOUND
    if given is not None:
        return leads_to(scene, given)
    if read_answer(words, "answer").intent is Intent.LATER:
        return Cue.LATER
    if beside is not None:
        return beside
    cue = matter(scene)
    return cue if cue in _LEAVES else Cue.UNCLEAR
