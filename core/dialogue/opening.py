"""What the bot says while it holds the word: greeting, the confidence ladder, handing over."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.scene import Action, Scene, Spoken, ask, option, say, title_of
from core.dialogue.states import Memory, State
from core.effects import Act, Command, Effect, OpenTicket, Rate, Record, Suggest
from core.knowledge import Hit
from core.messages import Language, Option, Text, literal
from core.moves import line

MAX_TITLES = 3


def greet(scene: Scene) -> Spoken:
    """Answer a greeting; it opens no ticket."""
    return Spoken(effects=(say(Text("greet.hello", {"desk": scene.facts.desk})),))


def welcome_thanks(scene: Scene) -> Spoken:
    """Answer thanks that belong to no open question."""
    return Spoken(effects=(say(Text("thanks.reply")),))


def listen(scene: Scene) -> Spoken:
    """Wait for what the customer will find; he said he is on it."""
    return Spoken(effects=(say(Text("answer.later")),))


def give_article(scene: Scene) -> Spoken:
    """Give the best article, ask how it went, and tell the reference if it is new."""
    return _give(scene, scene.fresh_hits[0], offered=())


def give_picked(scene: Scene) -> Spoken:
    """Give the article whose title the customer chose."""
    wanted = scene.event.value if hasattr(scene.event, "value") else ""
    picked = next((hit for hit in scene.facts.hits if f"article:{hit.article}" == wanted), None)
    if picked is None:  # retired since its title was shown
        return hand_over("unclear")(scene)
    return _give(scene, picked, offered=scene.memory.offered)


def offer_titles(scene: Scene) -> Spoken:
    """Offer up to three titles and "none of these"."""
    hits = [hit for hit in scene.fresh_hits if hit.probability >= scene.facts.thresholds.choose / 2][:MAX_TITLES]
    options = tuple(Option(literal(hit.title), f"article:{hit.article}") for hit in hits)
    memory = replace(
        _heard(scene), step=State.CHOOSING, offered=tuple(hit.article for hit in hits), told=True
    )
    bubble, memory = ask(
        memory,
        Text("choose.one"),
        *_number(scene),
        options=(*options, option("none_of_these", "none"), option("human", "human")),
        guarded=True,
    )
    titles = " · ".join(hit.title for hit in hits)
    return Spoken(
        effects=(
            *_opened(scene, hits[0].type),
            Suggest(query=scene.matter, hits=tuple(hits), decision="choose"),
            Record(entry=line("line.titles_offered", titles=titles)),
            bubble,
        ),
        memory=memory,
    )


def ask_again(scene: Scene) -> Spoken:
    """Ask once to say it differently."""
    memory = replace(_heard(scene), step=State.CLARIFYING, told=True)
    bubble, memory = ask(
        memory, Text("ask.again"), *_number(scene), options=(option("human", "human"),), guarded=True
    )
    return Spoken(
        effects=(*_opened(scene), Record(entry=line("line.asked_again")), bubble), memory=memory
    )


def hand_over(reason: str) -> Action:
    """Give the case to people because of `reason`: level0, unclear, refused or human."""

    def action(scene: Scene) -> Spoken:
        rated: tuple[Effect, ...] = ()
        if scene.memory.tried and reason in {"refused", "human"}:
            rated = (Rate(outcome="refused" if reason == "refused" else "human"),)
        wish = Act(command=Command.HAND_OVER, reason=reason, queue=scene.route.queue)
        return Spoken(effects=(*_opened(scene), *rated, wish), memory=_heard(scene))

    return action


def _give(scene: Scene, hit: Hit, *, offered: tuple[int, ...]) -> Spoken:
    memory = replace(
        _heard(scene), step=State.TRYING, tried=(*scene.memory.tried, hit.article), offered=offered, told=True
    )
    foreign = () if hit.lang == scene.case.conversation.language else (_other_language(hit.lang),)
    incident = hit.type == "incident"
    bubble, memory = ask(
        memory,
        *foreign,
        Text("answer.article", {"title": hit.title, "body": hit.body}),
        Text("answer.try" if incident else "answer.info"),
        *_number(scene),
        options=(
            option("solved" if incident else "info_yes", "yes"),
            option("not_solved" if incident else "info_no", "no"),
            option("human", "human"),
        ),
        guarded=True,
    )
    return Spoken(
        effects=(
            *_opened(scene, hit.type),
            Suggest(query=scene.matter, hits=scene.facts.hits, decision="answer"),
            Record(entry=line("line.article_offered", title=hit.title)),
            bubble,
        ),
        memory=memory,
    )


def _other_language(lang: Language) -> Text:
    return Text("answer.other_language", {"language": lang})


def _heard(scene: Scene) -> Memory:
    return replace(scene.memory, words=scene.matter)


def _opened(scene: Scene, type_: str | None = None) -> tuple[Effect, ...]:
    if scene.case.ticket is not None:
        return ()
    way = scene.route
    kind = "request" if type_ == "request" else "incident" if type_ == "incident" else way.type
    return (OpenTicket(title=title_of(scene.matter), type=kind, service=way.service, queue=way.queue),)


def _number(scene: Scene) -> tuple[Text, ...]:
    if scene.memory.told:
        return ()
    ref = scene.case.ticket.ref if scene.case.ticket else scene.facts.fresh_ref
    return (Text("ticket.opened", {"ref": ref}),)
