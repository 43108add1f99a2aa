"""A question bank is asked: one short question after the other narrows a vague matter down.

Theory of operation. A bank begins where titles would be offered, when it covers clearly more of what was found than
they do (`core.banks.bank_for`). Its version is pinned in the case's memory, so whoever changes it changes no case
under way. Each answer, by its button or in words, leads to the next question, to an article, which is given as one
that was found, or to the queue that the bank names, if that may have this organization's cases. What was asked and
answered is told to agents line by line as it happens.

People take over where the bank leads to an article that did not help before, or that this customer may not read; where
it leads to a service that the contract lets us only pass on; where an answer could not be read twice; and where he does
not know, the bank has no way on for that, and no title is left.
No bank is asked twice about a case.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from core.banks import Bank, BankOption
from core.contracts import Priority
from core.dialogue.opening import give_chosen, hand_over, offer_titles
from core.dialogue.people import status_text, tell_state_of
from core.dialogue.recording import heard, number, opened
from core.dialogue.run import (
    Answer,
    answer,
    as_pressed,
    buttons,
    fitting,
    goal,
    kept_answer,
    rest,
    service_passed_on,
    standing,
    words_of,
)
from core.dialogue.scene import Scene, Spoken, ask, say
from core.dialogue.states import Memory
from core.dialogue.waiting import until_clear, until_named_day, until_tried
from core.effects import Act, Command, Diagnose, Effect, Record, Suggest
from core.messages import Moment, Text
from core.moves import line
from core.routing import route_to

T = TypeVar("T")


def ask_first(scene: Scene) -> Spoken:
    """Begin the question bank that fits, and tell the reference if it is new."""
    version, bank = _known(fitting(scene))
    topics = bank.topics()
    hits = tuple(hit for hit in scene.unseen_hits if hit.topic in topics)
    memory = replace(
        heard(scene),
        bank=version,
        bank_question=bank.start,
        bank_answers=(),
        bank_again="",
        banks=(*scene.memory.banks, bank.id),
    )
    question = bank.questions[bank.start]
    bubble, memory = ask(
        memory,
        Text("diagnose.ask", {"question": question.text}),
        *number(scene),
        options=buttons(question),
        guarded=True,
    )
    return Spoken(
        effects=(
            *opened(scene, hits[0].type),
            Suggest(query=scene.matter, hits=hits, decision="diagnose"),
            Diagnose(bank=version, question=bank.start),
            Record(entry=line("line.bank_begun", symptom=bank.symptom)),
            bubble,
            until_clear(scene),
        ),
        memory=replace(memory, told=True),
    )


def ask_next(scene: Scene) -> Spoken:
    """Keep the answer, and put the question that follows from it."""
    bank, option = _chosen(scene)
    key = option.next or bank.start
    memory, recorded = kept_answer(scene, Answer(option), question=key)
    question = bank.questions[key]
    bubble, memory = ask(memory, words_of(question), options=buttons(question), guarded=True)
    return Spoken(effects=(*recorded, bubble, until_clear(scene)), memory=memory)


def give_found(scene: Scene) -> Spoken:
    """Keep the answer, and give the article that it leads to, as one that was found."""
    option = _chosen(scene)[1]
    hit = _known(goal(scene, option.topic or ""))
    memory, recorded = kept_answer(scene, Answer(option), topic=hit.topic, ended=True)
    given = give_chosen(_with(as_pressed(scene, Answer(option)), memory), hit, "diagnosed")
    return replace(given, effects=(*recorded, *given.effects))


def pass_on(scene: Scene) -> Spoken:
    """Keep the answer, and give the case to the queue that it names, or to people where it leads no further."""
    given = answer(scene)
    if given is None:
        return hand_over("unclear")(scene)
    option = given.option
    queue = _queue(scene, option.handoff) if option and option.handoff else None
    reason = "diagnosed" if option and option.handoff else "unclear"
    described: tuple[Effect, ...] = ()
    if service := service_passed_on(scene, option.topic if option else None):
        customer, facts = scene.facts.customer, scene.facts
        way = route_to(service, customer.organization, facts.contract, facts.queues)
        reason, queue = "level0", way.queue
        described = (Act(command=Command.DESCRIBE, service=service.key),)
    elif option and option.topic in scene.memory.tried:
        reason = "refused"
    memory, recorded = kept_answer(scene, given, queue=queue, ended=True)
    handed = hand_over(reason, queue)(_with(as_pressed(scene, given), memory))
    return replace(handed, effects=(*recorded, *described, *handed.effects))


def offer_rest(scene: Scene) -> Spoken:
    """He does not know: offer the titles that the question could still have led to."""
    memory, recorded = kept_answer(scene, Answer(None), ended=True)
    left = replace(scene, facts=replace(scene.facts, hits=rest(scene)))
    offered = offer_titles(_with(as_pressed(left, Answer(None)), memory))
    return replace(offered, effects=(*recorded, *offered.effects))


def ask_once_more(scene: Scene) -> Spoken:
    """Put the question that was not answered once more; the second time people take over."""
    question, memory = standing(scene), heard(scene)
    if question is None or memory.bank_again == memory.bank_question:
        return hand_over("unclear")(scene)
    text = Text("diagnose.again", {"question": question.text})
    bubble, memory = ask(memory, text, options=buttons(question), guarded=True)
    return Spoken(effects=(bubble, until_clear(scene)), memory=replace(memory, bank_again=memory.bank_question))


def await_answer(scene: Scene) -> Spoken:
    """Wait for who looks it up later; the day that he names is when we ask again, else the next morning."""
    memory = replace(scene.memory, reminded=0, later=True)
    if named := until_named_day(scene):
        return Spoken(effects=(say(Text("solved.later", {"when": Moment(named.at, "when")})), named), memory=memory)
    return Spoken(effects=(say(Text("diagnose.later")), until_tried(scene)), memory=memory)


def go_on_without_answer(scene: Scene) -> Spoken:
    """Ask who wanted time, or has a request, once more; then an incident goes to people, a request is abandoned."""
    memory, ticket, question = scene.memory, scene.ticket, standing(scene)
    incident = ticket.type == "incident" and ticket.priority is not Priority.P4
    if question is None or (incident and not memory.later):
        return hand_over("silent")(scene)
    if memory.reminded and not memory.later:
        return Spoken(effects=(Act(command=Command.LAPSE, reason="abandoned"),))
    text = Text("diagnose.remind", {"ref": ticket.ref, "question": question.text})
    bubble, memory = ask(memory, text, options=buttons(question), guarded=True)
    next_time = until_clear(scene) if incident else until_tried(scene)
    return Spoken(effects=(bubble, next_time), memory=replace(memory, reminded=1, later=False))


def tell_stale(scene: Scene) -> Spoken:
    """Answer a button of an earlier question with the one that stands."""
    return Spoken(effects=(tell_state_of(scene, Text("button.stale", {"status": status_text(scene)})),))


def tell_language(scene: Scene) -> Spoken:
    """Say in which language we go on, and put the question in it."""
    return Spoken(effects=(tell_state_of(scene, Text("language.switched")),))


def _chosen(scene: Scene) -> tuple[Bank, BankOption]:
    """Return the bank and the option that was answered; only for actions of cues that have one."""
    return _known(scene.facts.bank), _known(_known(answer(scene)).option)


def _known(found: T | None) -> T:
    if found is None:
        raise LookupError("this cue has no bank, no answer or no article")
    return found


def _with(scene: Scene, memory: Memory) -> Scene:
    """Return the scene with a case that remembers `memory`."""
    return replace(scene, case=replace(scene.case, ticket=replace(scene.ticket, memory=memory.kept_form())))


def _queue(scene: Scene, key: str) -> str | None:
    """Return the queue `key` if it may have this organization's cases; None leaves it to the words of the matter."""
    queue = scene.facts.queues.get(key)
    return key if queue and queue.organization in {None, scene.facts.customer.organization} else None
