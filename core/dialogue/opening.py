"""What the bot says while it holds the word: greeting, the confidence ladder, handing over."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core.contracts import Priority
from core.dialogue.facts import Said
from core.dialogue.intents import says
from core.dialogue.outages import known_outage, link
from core.dialogue.recording import heard, number, opened
from core.dialogue.scene import TOPIC, Action, Scene, Spoken, act, ask, only, option, say
from core.dialogue.smalltalk import WHO
from core.dialogue.states import Memory, State
from core.dialogue.urgent import is_urgent
from core.dialogue.waiting import until_clear, until_named_day, until_tried
from core.effects import Act, Command, Effect, Rate, Record, Suggest
from core.knowledge import Hit, TicketType, offered
from core.messages import Moment, Option, Text, literal
from core.moves import line
from core.ticket import Ending

_MUCH = 30
"""Who has written so many different words is not asked to say it differently."""


def greet(scene: Scene) -> Spoken:
    """Ask what the matter is; it opens no ticket. Who we are is said once, and to who asks."""
    if scene.case.conversation.greeted and not (scene.typed and says(scene.words, WHO)):
        return only(Text("greet.again"))
    return only(Text("greet.hello", {"desk": scene.facts.desk}))


def welcome_thanks(scene: Scene) -> Spoken:
    """Answer thanks that belong to no open question."""
    return only(Text("thanks.reply"))


def soothe(scene: Scene) -> Spoken:
    """Answer an insult without a matter by an offer of help; it opens no ticket."""
    return only(Text("greet.insulted"))


def ask_about_picture(scene: Scene) -> Spoken:
    """Ask what a picture or a file without words is about."""
    files = scene.event.files if isinstance(scene.event, Said) else ()
    pictures = all(file.media_type.startswith("image/") for file in files)
    return only(Text("photo.only" if pictures else "file.only"))


def await_result(scene: Scene) -> Spoken:
    """Wait for what the customer will find: he is on it. The day that he names is when we ask again."""
    memory = replace(scene.memory, reminded=0)
    if named := until_named_day(scene):
        return Spoken(effects=(say(Text("solved.later", {"when": Moment(named.at, "when")})), named), memory=memory)
    return Spoken(effects=(say(Text("answer.later")), until_tried(scene)), memory=memory)


def await_matter(scene: Scene) -> Spoken:
    """Wait for who looks before he tells what the matter is."""
    return only(Text("diagnose.later"))


def await_words(scene: Scene) -> Spoken:
    """Wait for who looks before he answers; the day that he names is when we ask again, else the next morning."""
    if named := until_named_day(scene):
        return Spoken(effects=(say(Text("solved.later", {"when": Moment(named.at, "when")})), named))
    return Spoken(effects=(say(Text("diagnose.later")), until_tried(scene)))


def take_thanks(scene: Scene) -> Spoken:
    """Answer thanks for an article: they do not say that it helped."""
    return only(Text("answer.thanks"))


def give_article(scene: Scene) -> Spoken:
    """Give the best article, ask how it went, and tell the reference if it is new."""
    return _give(scene, scene.fresh_hits[0])


def give_picked(scene: Scene) -> Spoken:
    """Give the article whose title the customer chose; people take over when it is urgent or was retired meanwhile."""
    return hand_over("unclear")(scene) if scene.chosen is None else give_chosen(scene, scene.chosen)


def give_chosen(scene: Scene, chosen: Hit, decision: Literal["answer", "diagnosed"] = "answer") -> Spoken:
    """Give an article that the customer's own choice leads to; people take over when it is urgent."""
    if not chosen.urgent:
        return _give(scene, chosen, decision)
    handed = hand_over("urgent")(scene)
    return replace(handed, memory=replace(heard(scene), tried=(*scene.memory.tried, chosen.topic)))


def give_next(scene: Scene) -> Spoken:
    """The article did not help: give the next one if we are sure of it, else hand over."""
    if known_outage(scene) is not None:
        return link(scene)
    if scene.gated or scene.answer is None or scene.answer.urgent:
        return hand_over("refused")(scene)
    spoken = _give(scene, scene.answer)
    return replace(spoken, effects=(Rate(outcome="refused"), *spoken.effects))


def offer_titles(scene: Scene) -> Spoken:
    """Offer up to three titles and "none of these"; hand over when there is nothing left to offer."""
    hits = offered(scene.fresh_hits, scene.facts.thresholds)
    if not hits:
        return hand_over("unclear")(scene)
    titles = tuple(Option(literal(hit.title), f"{TOPIC}{hit.topic}") for hit in hits)
    bubble, memory = ask(
        heard(scene),
        Text("choose.one" if len(hits) > 1 else "choose.this"),
        *number(scene),
        options=(*titles, option("none_of_these", "none"), option("human", "human")),
        guarded=True,
    )
    shown = line("line.titles_offered", titles=" · ".join(hit.title for hit in hits))
    suggested = Suggest(query=scene.matter, hits=hits, decision="choose")
    return Spoken(
        effects=(*opened(scene, hits[0].type), suggested, Record(entry=shown), bubble, until_clear(scene)),
        memory=replace(
            memory,
            offered=tuple(hit.topic for hit in hits),
            told=True,
            asked=memory.asked or scene.state is State.CHOOSING,
        ),
    )


def turn_down(scene: Scene) -> Spoken:
    """None of the titles fits: never offer them again, and ask once more what the matter is."""
    memory = replace(scene.memory, offered=(), passed=(*scene.memory.passed, *scene.memory.offered))
    return _ask_again(scene, memory)


def ask_again(scene: Scene) -> Spoken:
    """Ask once to say it differently; the second time hand over."""
    return _ask_again(scene, heard(scene))


def _ask_again(scene: Scene, memory: Memory) -> Spoken:
    if memory.asked or len(set(scene.matter.split())) >= _MUCH:
        return hand_over("unclear")(scene)
    text = Text("ask.more" if scene.route.service else "ask.again")
    bubble, memory = ask(memory, text, *number(scene), options=(option("human", "human"),), guarded=True)
    return Spoken(
        effects=(*opened(scene), Record(entry=line("line.asked_again")), bubble, until_clear(scene)),
        memory=replace(memory, asked=True, told=True),
    )


def hand_over(reason: str, queue: str | None = None) -> Action:
    """Give the case to people because of `reason`: urgent, many, level0, unclear, refused, human, insult, silent, ...

    Whatever else is the reason: what cannot wait goes with the highest priority. Without a `queue` it goes where the
    words of the matter lead.
    """

    def action(scene: Scene) -> Spoken:
        urgent = reason == "urgent" or is_urgent(scene)
        rated: tuple[Effect, ...] = ()
        if scene.memory.tried:
            rated = (Rate(outcome="human" if reason in {"human", "callback", "insult"} else "refused"),)
        wish = Act(
            command=Command.HAND_OVER,
            words=scene.words,
            reason="urgent" if urgent else reason,
            queue=queue or scene.route.queue,
            priority=Priority.P1 if urgent else None,
        )
        spared = reason == "insult" or (isinstance(scene.event, Said) and bool(scene.event.hidden))
        ticket = opened(scene, priority=Priority.P1 if urgent else Priority.P3)
        return Spoken(effects=(*ticket, *rated, wish), memory=replace(heard(scene), spared=spared))

    action.__name__, action.__doc__ = f"hand_over_{reason}", f"Give the case to people: {reason}."
    return action


def withdraw(ending: Ending) -> Action:
    """End the case because the customer no longer wants it or found the solution himself."""

    def action(scene: Scene) -> Spoken:
        return act(Act(command=Command.CANCEL, words=scene.words, ending=ending))

    action.__name__, action.__doc__ = f"withdraw_{ending}", f"Ask the desk to close: {ending}."
    return action


def _give(scene: Scene, hit: Hit, decision: Literal["answer", "diagnosed"] = "answer") -> Spoken:
    foreign = () if hit.lang == scene.case.conversation.language else (Text("answer.other_language"),)
    incident = hit.type == "incident"
    bubble, memory = ask(
        heard(scene),
        *foreign,
        Text("answer.article", {"title": hit.title, "body": hit.body}),
        Text("answer.try" if incident else "answer.info"),
        *number(scene),
        options=article_options(hit.type),
        guarded=True,
    )
    others = tuple(other for other in scene.facts.hits if other != hit)
    suggested = Suggest(query=scene.matter, hits=(hit, *others), decision=decision)
    return Spoken(
        effects=(
            *opened(scene, hit.type),
            suggested,
            Record(entry=line("line.article_offered", title=hit.title)),
            bubble,
            until_tried(scene),
        ),
        memory=replace(memory, tried=(*memory.tried, hit.topic), told=True),
    )


def article_options(kind: TicketType) -> tuple[Option, ...]:
    """Return the answers to the question how an article did, in words for an incident or for a request."""
    incident = kind == "incident"
    return (
        option("solved" if incident else "info_yes", "yes"),
        option("not_solved" if incident else "info_no", "no"),
        option("human", "human"),
    )
