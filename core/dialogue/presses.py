"""From a press to its cue: what the value of an option means while its question is open."""

from __future__ import annotations

from collections.abc import Mapping

from core.dialogue import details
from core.dialogue.afterwards import SCORE_CUES, may_take_back
from core.dialogue.divided import SAME, may_rejoin
from core.dialogue.facts import Pressed
from core.dialogue.narrowing import leads_to
from core.dialogue.run import answer, inquires, onward
from core.dialogue.scene import TOPIC, Scene
from core.dialogue.several import chosen_case
from core.dialogue.states import Cue, Memory, State, state_of
from core.ticket import Status, Ticket

_PRESSES: Mapping[State, Mapping[str, Cue]] = {
    State.TRYING: {"yes": Cue.YES, "no": Cue.NO, "human": Cue.HUMAN},
    State.CHOOSING: {"none": Cue.NO, "human": Cue.HUMAN},
    State.CLARIFYING: {"human": Cue.HUMAN},
    State.DIAGNOSING: {"human": Cue.HUMAN},
    State.CONFIRMING: {"yes": Cue.YES, "no": Cue.NO, "later": Cue.LATER},
    State.ENDED: {"no": Cue.NO, "apart": Cue.APART},
}
"""What the values of the options mean while the question of the state is open."""

_ASIDES: Mapping[str, Mapping[str, Cue]] = {
    "over": {"close": Cue.FOUND, "keep": Cue.NO},
    "wait": {"lead": Cue.LEAD, "wait": Cue.WAIT},
    "same": {"same": Cue.SAME, "new": Cue.APART},
    "two": {"split": Cue.SPLIT, "join": Cue.JOIN},
    "rating": SCORE_CUES,
    "low": SCORE_CUES,
    "outage": {"different": Cue.DIFFERENT},
    "scope": {"pass_on": Cue.ANYWAY},
    "split": {SAME: Cue.REJOIN},
}
"""What they mean while a side question is open, by `Memory.asking`; intake has its own."""


def awaits(ticket: Ticket, question: int) -> bool:
    """Say whether question number `question` of `ticket` still waits for its answer."""
    memory = Memory.of(ticket)
    if memory.aside == question:
        return bool(aside_of(ticket, memory))
    return memory.main == question and (state_of(ticket) in _PRESSES or inquires(ticket))


def aside_of(ticket: Ticket, memory: Memory) -> Mapping[str, Cue]:
    """Return what the answers to the side question mean that is open; nothing when none is.

    Once somebody has the case, its end is talked about; while it is open, nobody rates it.
    """
    if memory.asking == "over" and ticket.status is not Status.QUEUED:
        return {}
    if memory.asking in {"rating", "low"} and ticket.open:
        return {}
    if memory.asking == "scope" and ticket.status is not Status.NEW:
        return {}
    if ticket.with_people and ticket.status is not Status.SOLVED and (told := details.values(memory.asking)):
        return dict.fromkeys(told, Cue.DETAIL)
    return _ASIDES.get(memory.asking, {})


def cue_of_press(scene: Scene, press: Pressed) -> Cue:
    """Return what `press` means; a button whose question is over is stale."""
    if not press.question:
        return Cue.STALE
    if scene.state is State.UNAIMED:
        return _choice_of_case(scene, press)
    if scene.case.ticket is None:
        return Cue.STALE
    memory = scene.memory
    if press.value == "different" and scene.ticket.outage is not None and scene.state is State.PEOPLE:
        return Cue.DIFFERENT  # however much was asked since
    if press.value == SAME:
        return Cue.REJOIN if scene.state is State.PEOPLE and may_rejoin(scene) else Cue.STALE
    if press.question == memory.aside:
        return aside_of(scene.ticket, memory).get(press.value, Cue.STALE)
    if press.question != memory.main:
        return Cue.STALE
    if scene.state is State.CHOOSING and press.value.startswith(TOPIC):
        return Cue.PICKED
    if scene.state is State.DIAGNOSING and (given := answer(scene)):
        return leads_to(scene, given)
    if inquires(scene.ticket) and (given := answer(scene)):
        return onward(given)
    if scene.state is State.ENDED and not may_take_back(scene, press):
        return Cue.STALE
    return _PRESSES.get(scene.state, {}).get(press.value, Cue.STALE)


def _choice_of_case(scene: Scene, press: Pressed) -> Cue:
    talk = scene.case.conversation.talk
    if not talk.asking or press.question != talk.question:
        return Cue.STALE
    if press.value == "new":
        return Cue.APART
    return Cue.PICKED if chosen_case(scene) else Cue.STALE
