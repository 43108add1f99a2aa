"""An inquiry: an agent who has the case lets the bot ask its customer the questions of a bank.

Theory of operation. The case stays the agent's, and waits for its customer (`core.pauses`). A button, or words that
clearly answer, lead to the next question; whatever else the customer writes is for the agent, and the question goes on
standing. Each answer is a line for agents, and so is where the bank leads at its end: they decide what follows. It is
over then, when the agent asks something himself, and when the customer is asked whether it is solved.
"""

from __future__ import annotations

from dataclasses import replace

from core.banks import BankOption
from core.dialogue.people import informed_by
from core.dialogue.run import Answer, answer, buttons, kept_answer, words_of
from core.dialogue.scene import Scene, Spoken, ask, say
from core.effects import Act, Command, Diagnose, Record
from core.messages import Text
from core.moves import line


def ask_first(scene: Scene) -> Spoken:
    """Say who has the questions asked, and put the first one."""
    wanted = scene.moved.act.bank
    version, bank = next((number, each) for number, each in scene.facts.banks.items() if each.id == wanted)
    question, memory = bank.questions[bank.start], scene.memory
    asked = replace(
        memory,
        bank=version,
        bank_question=bank.start,
        bank_answers=(),
        banks=tuple(dict.fromkeys((*memory.banks, bank.id))),
    )
    text = Text("inquiry.ask", {"agent": scene.agent(), "question": question.text})
    bubble, asked = ask(asked, text, options=buttons(question, people=False), guarded=True)
    begun = Record(entry=line("line.bank_given", agent=scene.moved.actor.name, symptom=bank.symptom))
    return Spoken(
        effects=(Diagnose(bank=version, question=bank.start), begun, bubble),
        memory=replace(asked, inquiry=asked.main),
    )


def ask_next(scene: Scene) -> Spoken:
    """Keep the answer, and put the question that follows from it."""
    option, bank = _given(scene).option, scene.facts.bank
    if option is None or bank is None or option.next is None:
        raise LookupError("this answer leads to no question")
    memory, recorded = kept_answer(scene, Answer(option), question=option.next)
    question = bank.questions[option.next]
    bubble, memory = ask(memory, words_of(question), options=buttons(question, people=False), guarded=True)
    return Spoken(effects=(*recorded, bubble), memory=replace(memory, inquiry=memory.main))


def hand_back(scene: Scene) -> Spoken:
    """Keep the last answer, tell agents where the bank leads, and let the agent go on."""
    given, facts = _given(scene), scene.facts
    topic = given.option.topic if given.option else None
    memory, recorded = kept_answer(scene, given, topic=topic, ended=True)
    symptom = facts.bank.symptom if facts.bank else ""
    ended = Record(entry=line("line.bank_ended", symptom=symptom, result=_result(scene, given.option)))
    until = facts.answer_by(scene.ticket) if scene.ticket.owner is None else informed_by(scene)
    heard = Act(command=Command.HEAR, words=scene.words)
    return Spoken(
        effects=(*recorded, ended, say(Text("inquiry.done", {"until": until})), heard),
        memory=replace(memory, inquiry=0, kept=True, kept_at=facts.now.isoformat()),
    )


def _given(scene: Scene) -> Answer:
    given = answer(scene)
    if given is None:
        raise LookupError("this cue has no answer")
    return given


def _result(scene: Scene, option: BankOption | None) -> Text:
    """Return where the bank leads, in words for agents."""
    if option and option.topic:
        article = scene.facts.articles.get(option.topic)
        return Text("inquiry.article", {"title": article.title if article else option.topic})
    if option and option.handoff:
        queue = scene.facts.queues.get(option.handoff)
        return Text("inquiry.queue", {"queue": queue.name if queue else option.handoff})
    return Text("inquiry.nowhere")
