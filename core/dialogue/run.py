"""A question bank under way: which one fits, what stands to be answered, and where an answer leads."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.banks import Bank, BankOption, Question, bank_for
from core.contracts import Level, Service
from core.dialogue import details
from core.dialogue.facts import Pressed
from core.dialogue.looking import told_now
from core.dialogue.options import meant
from core.dialogue.scene import Scene, option
from core.dialogue.states import Cue, Memory, State, state_of
from core.effects import Diagnose, Effect, Record
from core.knowledge import Hit, offered
from core.messages import Option, Text, literal
from core.moves import line
from core.ticket import Ticket

ANSWER = "answer:"
"""How the value of an option that stands for an answer begins; its id follows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the customer answered: an option of the question, or None where he does not know."""

    option: BankOption | None


def fitting(scene: Scene) -> tuple[int, Bank] | None:
    """Return the bank that is to be asked about the matter instead of offering titles, with its version's number.

    Which one fits is told by all that was found: what the contract lets us only pass on is part of the matter as well,
    and the bank's question tells whether it is meant. A bank in which nothing is left for us to solve is not asked.
    """
    solved = {hit.topic for hit in scene.fresh_hits}
    known = {
        number: bank
        for number, bank in scene.facts.banks.items()
        if bank.id not in scene.memory.banks and solved & bank.topics()
    }
    best = bank_for(scene.unseen_hits, scene.facts.thresholds, known.values())
    return next(((number, bank) for number, bank in known.items() if bank is best), None)


def standing(scene: Scene) -> Question | None:
    """Return the question that waits for its answer; None if its bank cannot be read any more."""
    bank = scene.facts.bank
    return bank.questions.get(scene.memory.bank_question) if bank else None


def words_of(question: Question) -> Text:
    """Return a question as it is put the second time, and after others."""
    return Text("diagnose.next", {"question": question.text})


def buttons(question: Question, *, people: bool = True) -> tuple[Option, ...]:
    """Return the options under a question: its own, that he does not know unless one says so, and a person.

    Whose case a person has gets no button for `people`.
    """
    own = tuple(Option(literal(each.label), f"{ANSWER}{each.id}") for each in question.options)
    unknown = () if _unknown(question) else (option("unknown", details.UNKNOWN),)
    return (*own, *unknown, *((option("human", "human"),) if people else ()))


def answer(scene: Scene) -> Answer | None:
    """Return what the customer answered to the question that stands, by a button or in words; None if nothing."""
    question = standing(scene)
    if question is None:
        return None
    if isinstance(scene.event, Pressed):
        if scene.event.value == details.UNKNOWN:
            return Answer(None)
        chosen = question.option(scene.event.value.removeprefix(ANSWER))
        return Answer(chosen) if chosen and scene.event.value.startswith(ANSWER) else None
    if details.is_unknown(scene.words):
        return Answer(_unknown(question))
    chosen = meant(told_now(scene.words), question)
    return Answer(chosen) if chosen else None


def _unknown(question: Question) -> BankOption | None:
    """Return the option for who does not know, where the bank has a way on for him."""
    labels = ((each, label) for each in question.options for label in each.label.values())
    return next((each for each, label in labels if each.id == details.UNKNOWN or details.is_unknown(label)), None)


def goal(scene: Scene, topic: str) -> Hit | None:
    """Return the article about `topic` if it may be given: not where we only record, and not a second time."""
    found = None if topic in scene.memory.tried else _article(scene, topic)
    return found if found and scene.facts.level_for(found.category) is not Level.RECEIVE else None


def service_passed_on(scene: Scene, topic: str | None) -> Service | None:
    """Return the service whose matter the article about `topic` shows, where the contract lets us only pass it on."""
    found = _article(scene, topic) if topic else None
    if found is None or scene.facts.level_for(found.category) is not Level.RECEIVE:
        return None
    return next((service for service in scene.facts.services if service.key == found.category), None)


def _article(scene: Scene, topic: str) -> Hit | None:
    """Return what is known about `topic` and the customer may read."""
    return next((hit for hit in scene.facts.hits if hit.topic == topic), scene.facts.articles.get(topic))


def rest(scene: Scene) -> tuple[Hit, ...]:
    """Return what was found of the topics that the question which stands still leads to, worth a title."""
    bank = scene.facts.bank
    topics = bank.topics_from(scene.memory.bank_question) if bank else frozenset()
    return offered([hit for hit in scene.fresh_hits if hit.topic in topics], scene.facts.thresholds)


def answers_of(memory: Memory) -> tuple[tuple[str, str], ...]:
    """Return the answers so far: the key of each question, and the id of the option, "unknown" for none of them."""
    return tuple(zip(memory.bank_answers[::2], memory.bank_answers[1::2], strict=True))


def as_pressed(scene: Scene, given: Answer) -> Scene:
    """Return the scene as if the answer had been given by its button: it says where the matter is, and is no matter."""
    value = f"{ANSWER}{given.option.id}" if given.option else details.UNKNOWN
    pressed = Pressed(value=value, label=scene.words, question=scene.memory.main)
    return replace(scene, event=pressed)


def kept_answer(
    scene: Scene,
    given: Answer,
    *,
    question: str = "",
    topic: str | None = None,
    queue: str | None = None,
    ended: bool = False,
) -> tuple[Memory, tuple[Effect, ...]]:
    """Return the memory with one more answer and the next `question`, and what is recorded of it."""
    memory, asked = scene.memory, standing(scene)
    chosen = given.option.id if given.option else "unknown"
    after = replace(
        memory,
        bank_answers=(*memory.bank_answers, memory.bank_question, chosen),
        bank_question=question or memory.bank_question,
        later=False,
    )
    told = given.option.label if given.option else Text("detail.unknown")
    step = Diagnose(
        bank=memory.bank,
        question=after.bank_question,
        answers=answers_of(after),
        topic=topic,
        queue=queue,
        ended=ended,
    )
    lines = () if asked is None else (Record(entry=line("line.answered", question=asked.text, answer=told)),)
    return after, (step, *lines)


def inquires(ticket: Ticket | None) -> bool:
    """Say whether a question stands that an agent who has `ticket` lets the bot ask (`core.dialogue.inquiry`)."""
    memory = Memory.of(ticket)
    return 0 < memory.inquiry == memory.main and state_of(ticket) is State.PEOPLE


def onward(given: Answer) -> Cue:
    """Return whether an answer leads to the next question of an inquiry, or to its end."""
    return Cue.ANSWERED if given.option and given.option.next else Cue.ROUTED
