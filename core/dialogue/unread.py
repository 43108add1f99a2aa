"""What the bot cannot read: a voice message, a film, another alphabet. People get it, and the customer knows."""

from __future__ import annotations

from dataclasses import replace

from core.calendar import Span
from core.dialogue.facts import Said
from core.dialogue.recording import number
from core.dialogue.scene import Scene, Spoken, say
from core.effects import Act, Command, OpenTicket, Remind
from core.messages import Localized, Text

PATIENCE = Span(15 * 60)
"""Service time in which a line of text may still spare the wait for somebody who listens."""

_TITLES: tuple[tuple[str, str, Localized], ...] = (
    ("audio/", "voice.kept", {"tr": "Sesli mesaj", "en": "Voice message"}),
    ("video/", "video.kept", {"tr": "Video", "en": "Video"}),
)


def is_spoken(said: Said) -> bool:
    """Say whether something must be listened to or watched to know what was said."""
    return any(file.media_type.startswith(kind) for file in said.files for kind, *_ in _TITLES)


def take_voice(scene: Scene) -> Spoken:
    """Record a spoken matter; a line of text may follow for a while, then people listen to it."""
    media = [file.media_type for file in scene.event.files] if isinstance(scene.event, Said) else []
    key, title = next((key, title) for kind, key, title in _TITLES if any(each.startswith(kind) for each in media))
    way, facts = scene.route, scene.facts
    opened = OpenTicket(
        title=title[scene.case.conversation.language],
        type=scene.type_of(scene.matter),
        service=way.service,
        queue=way.queue,
    )
    if scene.gated:
        wish = Act(command=Command.HAND_OVER, reason="level0", queue=way.queue)
        return Spoken(effects=(opened, wish), memory=scene.memory)
    told = say(Text(key), *number(scene), guarded=True)
    heard = Remind(at=facts.contract.calendar.add(facts.now, PATIENCE))
    return Spoken(effects=(opened, told, heard), memory=replace(scene.memory, told=True))
