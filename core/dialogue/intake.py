"""Intake: what is missing is asked while the case waits for people.

A ticket never waits for a question of ours: it goes to its queue at once, with its promise. Then the customer is
asked, one side question after the other, for

    impact, urgency    of an incident, where the words tell of many or of a standstill, or its service wants them, and
                       the answer can raise the priority
    affected           who has the trouble, where the words tell of somebody else's
    field:<key>        what the service needs to know

Each is asked once. Who does not answer, or whose case somebody has claimed, is asked no further. From impact and
urgency follows a priority by the contract's matrix; answers raise it, and only people lower it, because the
customer has heard a promise. The reasons are in `docs/decisions/0008-a-ticket-never-waits-for-a-question.md`.
"""

from __future__ import annotations

from dataclasses import replace

from core.contracts import Impact, Service, Urgency
from core.dialogue import details
from core.dialogue.breadth import breadth_of
from core.dialogue.facts import Pressed
from core.dialogue.scene import Scene, Spoken, act, ask_aside, only, option, say
from core.dialogue.states import Memory
from core.effects import Act, Command, Say
from core.keeping import with_priority
from core.messages import Localized, Option, Text
from core.people import ActorKind
from core.ticket import AFFECTED, IMPACT, URGENCY, Status, Ticket, field_of, key_of

_AFTER = frozenset(
    {"many", "level0", "unclear", "refused", "human", "callback", "wish", "different", "withdrawn", "diagnosed"}
)
"""The reasons of a hand-over after which there are questions: not where we failed, or were not answered before."""


def first_question(scene: Scene, memory: Memory, *before: Say) -> Spoken:
    """Say `before`, then the first question about a case that was just handed over, if there is one."""
    if scene.moved.act.reason not in _AFTER or not memory.words:
        return Spoken(effects=before, memory=memory)
    return _ask(scene, memory, *before)


def ask_late(scene: Scene) -> Spoken:
    """Ask the first question once the matter of a case that waits is told."""
    return Spoken() if scene.memory.sought else _ask(scene, scene.memory)


def ask_if_pressing(scene: Scene, spoken: Spoken) -> Spoken:
    """Ask who is affected when words that wait tell for the first time of many people or of a standstill."""
    memory = spoken.memory or scene.memory
    if not tells_more(scene.moved.act.words, memory) or _wanted(scene, scene.ticket, memory) != IMPACT:
        return spoken
    return _ask(scene, memory, *(effect for effect in spoken.effects if isinstance(effect, Say)))


def tells_more(words: str, memory: Memory) -> bool:
    """Say whether `words` tell of many people or of a standstill, and nobody asked about it yet."""
    breadth = breadth_of(words)
    return IMPACT not in memory.sought and (breadth.many or breadth.stopped)


def take_detail(scene: Scene) -> Spoken:
    """Let the desk record the answer to what was asked."""
    asking, memory = scene.memory.asking, replace(scene.memory, asking="")
    value = scene.event.value if isinstance(scene.event, Pressed) else details.told(asking, scene.words)
    if value == details.SELF or (value == details.UNKNOWN and key_of(asking) is None):
        return _ask(scene, memory, otherwise="intake.done" if value == details.SELF else "intake.unknown")
    words = value if value and value != details.UNKNOWN else ""
    wish = Act(command=Command.DETAIL, field=asking, asked=_asked(scene, asking), words=words)
    return Spoken(effects=(wish,), memory=memory)


def go_on(scene: Scene) -> Spoken:
    """Give the ticket the priority that follows from what was told, else ask the next question."""
    ticket = scene.ticket
    if scene.moved.act.field in {IMPACT, URGENCY} and ticket.impact and ticket.urgency:
        due = scene.facts.contract.priorities[ticket.impact, ticket.urgency]
        if due < ticket.priority:
            return act(Act(command=Command.PRIORITIZE, priority=due))
    return _ask(scene, scene.memory, otherwise="intake.done" if scene.moved.act.words else "intake.unknown")


def tell_priority(scene: Scene) -> Spoken:
    """Tell the new moment when people answer earlier than was promised; of answers, ask the next question then."""
    facts, ticket, was = scene.facts, scene.ticket, scene.moved.was
    until = facts.answer_by(ticket)
    before = with_priority(ticket, was or ticket.priority, facts.contract, facts.now)
    earlier = ticket.first_reply_at is None and until.at < facts.answer_by(before).at
    raised = (say(Text("priority.raised", {"until": until})),) if earlier else ()
    if scene.moved.actor.kind is not ActorKind.BOT:
        return Spoken(effects=raised)
    return _ask(scene, scene.memory, *raised, otherwise="" if raised else "intake.done")


def _ask(scene: Scene, memory: Memory, *before: Say, otherwise: str = "") -> Spoken:
    """Say `before` and the next question; the text `otherwise`, if any, where nothing is left to ask."""
    wanted = _wanted(scene, scene.ticket, memory)
    if wanted is None:
        return Spoken(effects=(*before, *(only(Text(otherwise)).effects if otherwise else ())), memory=memory)
    asked = replace(memory, sought=(*memory.sought, wanted))
    question, options = _question(scene, wanted)
    bubble, asked = ask_aside(asked, wanted, question, options=options, guarded=True)
    return Spoken(effects=(*before, bubble), memory=asked)


def _wanted(scene: Scene, ticket: Ticket, memory: Memory) -> str | None:
    """Return what to ask next; None when nothing is missing, was not asked yet, and could be asked now."""
    if ticket.status is not Status.QUEUED or memory.spared or not scene.facts.customer.verified:
        return None  # a stranger is asked who he is: one question at a time
    service, breadth = _service(scene), breadth_of(memory.words)
    wanted: list[str] = []
    about_one = bool(breadth.on_behalf) and not breadth.many
    suggested = (breadth.many or breadth.stopped) and not about_one
    if ticket.type == "incident" and (suggested or (service is not None and service.triage)):
        wanted += [name for name in (IMPACT, URGENCY) if _decides(scene, name)]
    if breadth.on_behalf:
        wanted.append(AFFECTED)
    wanted += [field_of(question.key) for question in (service.ask if service else ())]
    return next((name for name in wanted if name not in memory.sought), None)


def _decides(scene: Scene, name: str) -> bool:
    """Say whether the answer can raise the priority; urgency is asked once impact is known."""
    ticket = scene.ticket
    impacts = tuple(Impact) if name == IMPACT else (ticket.impact,)
    return any(
        priority < ticket.priority
        for (impact, _), priority in scene.facts.contract.priorities.items()
        if impact in impacts
    )


def _service(scene: Scene) -> Service | None:
    return next((service for service in scene.facts.services if service.key == scene.ticket.service), None)


def _asked(scene: Scene, asking: str) -> str | Localized:
    """Return the question of the service that `asking` names, as people read it; "" for the other questions."""
    service = _service(scene)
    texts = {field_of(question.key): question.text for question in (service.ask if service else ())}
    return texts.get(asking, "")


def _question(scene: Scene, wanted: str) -> tuple[Text, tuple[Option, ...]]:
    if wanted == IMPACT:
        names = {Impact.ONE: "only_me", Impact.TEAM: "my_team", Impact.MANY: "many_people"}
        return Text("ask.impact"), tuple(option(name, value) for value, name in names.items())
    if wanted == URGENCY:
        answers = {Urgency.WORKING: "can_work", Urgency.PARTLY: "can_work_partly", Urgency.STOPPED: "work_stopped"}
        return Text("ask.urgency"), tuple(option(name, value) for value, name in answers.items())
    if wanted == AFFECTED:
        incident = scene.ticket.type == "incident"
        text = Text("ask.affected" if incident else "ask.affected_request")
        return text, (option("mine" if incident else "for_me", details.SELF),)
    return Text("ask.detail", {"question": _asked(scene, wanted)}), (option("unknown", details.UNKNOWN),)
