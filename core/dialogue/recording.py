"""How a matter becomes a ticket, and how a ticket is described once its matter is clear."""

from __future__ import annotations

from dataclasses import replace

from core.contracts import Priority
from core.dialogue.intents import left_of
from core.dialogue.scene import Scene, title_of
from core.dialogue.states import Memory
from core.effects import Act, Command, Effect, OpenTicket
from core.knowledge import TicketType
from core.messages import Text
from core.ticket import Status


def heard(scene: Scene) -> Memory:
    """Return the memory of the case with all that the customer has said about the matter."""
    return replace(scene.memory, words=scene.matter)


def opened(scene: Scene, type_: TicketType | None = None, *, priority: Priority = Priority.P3) -> tuple[Effect, ...]:
    """Open the ticket if there is none, with `priority`, or describe it anew once the matter is clear.

    The article found knows better than the route what type it is.
    """
    if scene.case.ticket is not None:
        return (described(scene, scene.words, type_),) if is_clearer(scene) else ()
    way = scene.route
    words = scene.matter or scene.words
    kind = type_ or scene.type_of(scene.matter)
    return (OpenTicket(title=title_of(words), type=kind, service=way.service, queue=way.queue, priority=priority),)


def is_clearer(scene: Scene) -> bool:
    """Say whether we only now hear what the matter is: no word of it before, or now for the first time its service."""
    if not scene.typed or not scene.matter or scene.ticket.status not in {Status.NEW, Status.QUEUED}:
        return False
    return not scene.memory.words or (scene.ticket.service is None and scene.route_of(scene.words).service is not None)


def described(scene: Scene, words: str, type_: TicketType | None = None) -> Act:
    """Ask the desk to describe the ticket by `words`, in which its matter is told for the first time.

    The name of a thing alone tells where it belongs, and not better than what was said before what it is.
    """
    way = scene.route_of(words)
    named = bool(scene.memory.words) and len(left_of(words)) <= 1
    return Act(
        command=Command.DESCRIBE,
        title="" if named else title_of(words),
        type=type_ or (None if named else scene.type_of(words)),
        service=way.service,
        queue=way.queue if scene.ticket.status is Status.NEW else None,
    )


def number(scene: Scene) -> tuple[Text, ...]:
    """Return the line that tells the ticket's number, unless the customer knows it."""
    if scene.memory.told:
        return ()
    ref = scene.case.ticket.ref if scene.case.ticket else scene.facts.fresh_ref
    return (Text("ticket.opened", {"ref": ref}),)
