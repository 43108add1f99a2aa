"""One trouble of many: who reports what a lead has declared is told what we know, and when he hears of it again.

He is asked nothing and shown no article: his ticket is linked to the outage and waits with the others. By one tap
it is a ticket like any other. The notice is owed at every level of support.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.contracts import Service
from core.dialogue import intake
from core.dialogue.kinds import kind_of
from core.dialogue.recording import heard, number, opened
from core.dialogue.scene import Scene, Spoken, act, ask_aside, only, option, say
from core.effects import Act, Command, Effect, Rate
from core.messages import Text
from core.outage import Outage
from core.people import ActorKind
from core.routing import names, service_named


def explaining(words: str, outages: Iterable[Outage], services: Sequence[Service]) -> Outage | None:
    """Return the first of `outages` that `words` tell of: trouble with its service, or that names one of its words.

    Who wishes for something tells of no trouble, and an urgent service is only explained by an outage of its own.
    """
    if not words.strip() or kind_of(words) != "incident":
        return None
    service = service_named(words, services)
    for outage in outages:
        if service is not None and service.key == outage.service:
            return outage
        if (service is None or not service.urgent) and names(words, outage.words):
            return outage
    return None


def known_outage(scene: Scene) -> Outage | None:
    """Return the outage that explains the matter, if one lasts."""
    return explaining(scene.matter, scene.facts.outages, scene.facts.services)


def link(scene: Scene) -> Spoken:
    """Record the matter, and ask the desk to link it to the outage that explains it."""
    outage = known_outage(scene)
    rated: tuple[Effect, ...] = (Rate(outcome="refused"),) if scene.memory.tried else ()
    wish = Act(command=Command.LINK, words=scene.words, outage=outage)
    return Spoken(effects=(*opened(scene, "incident"), *rated, wish), memory=heard(scene))


def tell_linked(scene: Scene) -> Spoken:
    """Say what is known, the last news of it, and until when there is more; a new ticket's number last."""
    outage = _told_of(scene)
    values = {"title": outage.title, "until": scene.facts.news_by(outage)}
    said = Text("outage.known", values)
    if scene.moved.actor.kind is not ActorKind.BOT:
        said = Text("outage.linked", {**values, "ref": scene.ticket.ref})
    latest = () if outage.latest is None else (Text("outage.latest", {"text": outage.latest}),)
    named = number(scene) if scene.moved.actor.kind is ActorKind.BOT else ()
    memory = replace(scene.memory, told=True, kept=False)
    bubble, memory = ask_aside(memory, "outage", said, *latest, *named, options=(option("different", "different"),))
    return Spoken(effects=(bubble,), memory=memory)


def set_apart(scene: Scene) -> Spoken:
    """The customer's trouble is another one: his ticket goes where it would have gone."""
    queue = scene.route_of(scene.memory.words).queue
    return act(Act(command=Command.UNLINK, reason="different", queue=queue, words=scene.words))


def tell_apart(scene: Scene) -> Spoken:
    """Say that the ticket is answered on its own, and until when; then ask what is missing."""
    values = {"ref": scene.ticket.ref, "until": scene.facts.answer_by(scene.ticket)}
    withdrawn = scene.moved.act.reason == "withdrawn"
    memory = replace(scene.memory, asking="" if scene.memory.asking == "outage" else scene.memory.asking, kept=False)
    return intake.first_question(scene, memory, say(Text("outage.withdrawn" if withdrawn else "outage.apart", values)))


def tell_news(scene: Scene) -> Spoken:
    """Say what is new of the outage, and until when there is more."""
    outage = _told_of(scene)
    until = scene.facts.news_by(outage)
    return only(Text("outage.news", {"title": outage.title, "text": scene.moved.act.words, "until": until}))


def _told_of(scene: Scene) -> Outage:
    """Return the outage that the desk's word is about; only for actions of cues that have one."""
    outage = scene.moved.act.outage
    if outage is None:
        raise LookupError("this cue is about no outage")
    return outage
