"""A bubble for the customer: what the dialogue wants said becomes words, buttons, and a line of the timeline."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.stage import Bubble
from bot.store.conversations import Place
from bot.store.options import OptionSet
from bot.store.timeline import Written
from core.effects import Say
from core.messages import Button, Language, Text, chat_buttons
from core.texts import Texts


class Bubbles:
    """Renders bubbles. `discreet` are the channels that can show something to one person alone."""

    def __init__(self, texts: Texts, discreet: Collection[str]) -> None:
        self._texts = texts
        self._discreet = frozenset(discreet)

    def render(self, say: Say, place: Place, language: Language, zone: ZoneInfo, now: datetime) -> Bubble:
        """Return `say` in the words that its customer at `place` will see, times by the clock of `zone`.

        What is for his eyes alone is not told where that cannot be: there he is asked to write from elsewhere.
        """
        if say.private and place.address.account.partition("/")[0] not in self._discreet:
            say = replace(say, texts=(Text("private.elsewhere"),), options=(), private=False)
        parts = self._texts.parts(say.texts, language, zone, now)
        options: OptionSet | None = None
        buttons: tuple[Button, ...] = ()
        if say.options:
            labels = tuple(self._texts.render(option.label, language, zone, now) for option in say.options)
            options = OptionSet(
                token=secrets.token_urlsafe(16),
                conversation=place.conversation,
                ticket=None,
                question=say.question,
                options=tuple((option.value, label) for option, label in zip(say.options, labels, strict=True)),
            )
            buttons = chat_buttons(say.options, options.token, labels)
        body = {
            "parts": [{"text": part.text, "style": part.style} for part in parts if part.text],
            "buttons": [{"label": button.label, "payload": button.payload} for button in buttons],
            "keys": [text.key for text in say.texts],
        }
        if say.private:
            body["private"] = True
        written = Written(
            at=now,
            audience="customer",
            author="agent" if say.person is not None else "bot",
            kind="words",
            person=say.person,
            name=say.author,
            text="\n\n".join(part.text for part in parts),
            key=say.texts[0].key,
            body=body,
            files=say.files,
        )
        return Bubble(written, say, options)
