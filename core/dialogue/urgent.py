"""What cannot wait: a matter whose service or whose article is marked as urgent."""

from __future__ import annotations

from core.contracts import Level
from core.dialogue.kinds import kind_of
from core.dialogue.scene import Scene, Spoken, say
from core.dialogue.states import Memory
from core.effects import Effect, Record, Suggest
from core.knowledge import Hit
from core.messages import Text
from core.moves import line
from core.routing import service_named


def is_urgent(scene: Scene) -> bool:
    """Say whether the matter cannot wait.

    It names an urgent service and tells of trouble, or we are sure that an urgent article is about it. Whether
    its steps may be shown is another question.
    """
    best = _best(scene)
    sure = best is not None and best.urgent and best.probability >= scene.facts.thresholds.answer
    return sure or names_urgent(scene, scene.matter)


def names_urgent(scene: Scene, words: str) -> bool:
    """Say whether `words` tell of trouble with an urgent service."""
    service = service_named(words, scene.facts.services)
    return service is not None and service.urgent and kind_of(words) == "incident"


def is_pressing(scene: Scene) -> bool:
    """Say whether the case is about an urgent service."""
    return any(service.urgent and service.key == scene.ticket.service for service in scene.facts.services)


def tell_urgent(scene: Scene, memory: Memory, number: tuple[Text, ...]) -> Spoken:
    """Say whom to call and until when we answer, then give the first steps where we may and know them."""
    facts = scene.facts
    until, phone = facts.answer_by(scene.ticket), facts.organization.emergency_phone
    texts = [Text("security.urgent_no_phone", {"until": until})]
    if phone:
        texts = [Text("security.urgent", {"phone": phone}), Text("human.until", {"until": until})]
    said = say(*texts, *number)
    aid = _first_aid(scene)
    if aid is None:
        return Spoken(effects=(said,), memory=memory)
    foreign = () if aid.lang == scene.case.conversation.language else (Text("answer.other_language"),)
    article = Text("answer.article", {"title": aid.title, "body": aid.body})
    shown: tuple[Effect, ...] = (
        Suggest(query=scene.matter, hits=(aid,), decision="answer"),
        Record(entry=line("line.article_offered", title=aid.title)),
        say(Text("security.steps"), *foreign, article, guarded=True),
    )
    return Spoken(effects=(said, *shown), memory=memory)


def _best(scene: Scene) -> Hit | None:
    """Return the best article that the customer has not seen, whether we may show it or not."""
    seen = {*scene.memory.tried, *scene.memory.passed}
    return next((hit for hit in scene.facts.hits if hit.topic not in seen), None)


def _first_aid(scene: Scene) -> Hit | None:
    """Return the urgent article whose steps help until people come: the one chosen, else the likeliest."""
    if scene.facts.level_for(scene.ticket.service) is Level.RECEIVE:
        return None
    known = (*scene.facts.hits, *scene.facts.articles.values())
    chosen = next((hit for hit in known if hit.urgent and hit.topic in scene.memory.tried), None)
    best = _best(scene)
    likely = best if best and best.urgent and best.probability >= scene.facts.thresholds.choose else None
    aid = chosen or likely
    return aid if aid and scene.facts.level_for(aid.category) is Level.SOLVE else None
