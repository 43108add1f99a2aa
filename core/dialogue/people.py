"""What the bot says for people: they have the case, and it only carries their words and tells the state."""

from __future__ import annotations

from dataclasses import replace

from core.dialogue.scene import Scene, Spoken, act, say, shown_name
from core.effects import Act, Command, Say
from core.messages import Moment, Text, literal
from core.ticket import Status

HANDOVER_TEXTS = {"level0": "level0.routed", "human": "human.coming"}


def pass_words(scene: Scene) -> Spoken:
    """Give the customer's words to who has the case."""
    return act(Act(command=Command.HEAR, words=scene.words))


def tell_handed(scene: Scene) -> Spoken:
    """Say who looks at it now and until when they answer; a new ticket's number comes last."""
    facts, ticket, memory = scene.facts, scene.ticket, scene.memory
    until = facts.answer_by(ticket.priority)
    key = HANDOVER_TEXTS.get(scene.moved.act.reason, "handoff.promise")
    texts = [Text(key, {} if key == "human.coming" else {"queue": scene.queue_name(), "until": until})]
    if opens := facts.opens():
        texts = [Text("hours.closed", {"when": opens, "until": until})]
        if facts.organization.emergency_phone:
            texts.append(Text("hours.emergency", {"phone": facts.organization.emergency_phone}))
    if not memory.told:
        texts.append(Text("ticket.opened", {"ref": ticket.ref}))
    return Spoken(effects=(say(*texts),), memory=replace(memory, told=True, kept=False))


def tell_claimed(scene: Scene) -> Spoken:
    """Say who has taken the case."""
    return Spoken(effects=(say(Text("ticket.claimed", {"agent": scene.agent()})),))


def tell_transferred(scene: Scene) -> Spoken:
    """Say where the case is now."""
    return Spoken(
        effects=(say(Text("ticket.transferred", {"queue": scene.queue_name()})),),
        memory=replace(scene.memory, kept=False),
    )


def carry(scene: Scene) -> Spoken:
    """Say an agent's words in his name."""
    moved = scene.moved
    name = shown_name(moved.actor.name, scene.facts)
    shown = name if isinstance(name, str) else name[scene.case.conversation.language]
    return Spoken(effects=(Say(texts=(literal(moved.act.words),), author=shown, person=moved.actor.person),))


def tell_asked(scene: Scene) -> Spoken:
    """Put an agent's question."""
    values = {"agent": scene.agent(), "text": scene.moved.act.words}
    return Spoken(effects=(say(Text("waiting.customer", values)),))


def tell_referred(scene: Scene) -> Spoken:
    """Say that a provider has to answer first."""
    until = scene.facts.answer_by(scene.ticket.priority)
    values = {"provider": scene.moved.act.reason, "until": until}
    return Spoken(effects=(say(Text("waiting.provider", values)),))


def tell_kept(scene: Scene) -> Spoken:
    """Say once that the words have arrived, as long as nobody is there to answer them."""
    memory, ticket = scene.memory, scene.ticket
    if memory.kept or ticket.status in {Status.IN_PROGRESS, Status.WAITING_PROVIDER}:
        return Spoken()
    values = {"ref": ticket.ref, "until": scene.facts.answer_by(ticket.priority)}
    return Spoken(effects=(say(Text("noticed.kept", values)),), memory=replace(memory, kept=True))


def promise_again(scene: Scene) -> Spoken:
    """Answer a wish for a person who is on the way already."""
    ticket = scene.ticket
    if ticket.owner:
        return act(Act(command=Command.HEAR, words=scene.words))
    values = {"ref": ticket.ref, "until": scene.facts.answer_by(ticket.priority)}
    return Spoken(effects=(say(Text("human.unavailable", values)), Act(command=Command.HEAR, words=scene.words)),
                  memory=replace(scene.memory, kept=True))


def tell_status(scene: Scene) -> Spoken:
    """Say the true state of the case in plain words."""
    return Spoken(effects=(say(status_text(scene)),))


def tell_no_ticket(scene: Scene) -> Spoken:
    """Say that nothing is open."""
    return Spoken(effects=(say(Text("status.none")),))


def tell_strange(scene: Scene) -> Spoken:
    """Answer a number that is not this person's, known to us or not."""
    return Spoken(effects=(say(Text("ref.unknown")),))


def tell_stale(scene: Scene) -> Spoken:
    """Answer a button whose question is over with the present state."""
    status = status_text(scene) if scene.case.ticket else Text("status.none")
    return Spoken(effects=(say(Text("button.stale", {"status": status})),))


def quiet(scene: Scene) -> Spoken:
    """Say nothing: the customer need not hear of this."""
    return Spoken()


def status_text(scene: Scene) -> Text:
    """Return the sentence that says where the ticket stands."""
    facts, ticket = scene.facts, scene.ticket
    until = facts.answer_by(ticket.priority)
    values = {"ref": ticket.ref, "title": ticket.title}
    match ticket.status:
        case Status.QUEUED:
            return Text("status.queued", values | {"until": until})
        case Status.IN_PROGRESS:
            done_at = ticket.first_reply_at or ticket.claimed_at or ticket.opened_at
            last = Text("status.last_reply" if ticket.first_reply_at else "status.last_claim")
            working = {"agent": shown_name(ticket.owner_name, facts), "time": Moment(done_at, "when"), "last": last}
            return Text("status.working", values | working | {"until": until})
    return Text(f"status.{ticket.status}", values)
