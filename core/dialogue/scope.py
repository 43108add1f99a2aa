"""What is not ours: only a rule of the contract says so, never that we did not understand.

It is recorded, the right address is told, and one word or one tap brings it to people anyway.
"""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.recording import heard, number, opened
from core.dialogue.scene import Scene, Spoken, act, ask_aside, option
from core.effects import Act, Command, Record, Remind
from core.messages import Localized, Text
from core.moves import line
from core.routing import names
from core.ticket import ClosureCode, Ending


def is_not_ours(scene: Scene) -> bool:
    """Say whether the contract sends the matter elsewhere."""
    return _address(scene) is not None


def tell_address(scene: Scene) -> Spoken:
    """Record the matter, and say who helps with it."""
    where = _address(scene)
    text = Text("scope.out", {"where": where})
    options = (option("pass_on", "pass_on"),)
    bubble, memory = ask_aside(heard(scene), "scope", text, *number(scene), options=options, guarded=True)
    recorded = Record(entry=line("line.not_ours", where=where))
    contract = scene.facts.contract
    # Without the contract's days silence closes nothing: the ticket stays on the list.
    later = (
        (Remind(at=contract.calendar.calm(contract.calendar.add(scene.facts.now, contract.close_after))),)
        if (contract.close_after)
        else ()
    )
    return Spoken(effects=(*opened(scene), recorded, bubble, *later), memory=replace(memory, told=True))


def accept(scene: Scene) -> Spoken:
    """The customer goes where he was sent."""
    code = ClosureCode.OUT_OF_SCOPE
    return act(Act(command=Command.CANCEL, words=scene.words, ending=Ending.CANCELLED, closure_code=code))


def lapse(scene: Scene) -> Spoken:
    """He says nothing more."""
    return act(Act(command=Command.LAPSE, reason="out_of_scope", closure_code=ClosureCode.OUT_OF_SCOPE))


def _address(scene: Scene) -> Localized | None:
    """Return where the contract sends the matter, if it does."""
    rules = scene.facts.contract.out_of_scope
    return next((rule.where for rule in rules if names(scene.matter, rule.words)), None)
