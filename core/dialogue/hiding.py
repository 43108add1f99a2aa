"""What is said to somebody who typed a secret, in whatever state the case is."""

from __future__ import annotations

from core.dialogue.facts import Event, Said
from core.dialogue.scene import say
from core.effects import Say
from core.messages import Text
from core.secrets import Kind

_TOLD: tuple[tuple[Kind, Text], ...] = (
    ("password", Text("secret.masked")),
    ("national_id", Text("secret.national_id")),
    ("card", Text("secret.card")),
    ("iban", Text("secret.iban")),
)


def tell_hidden(event: Event) -> tuple[Say, ...]:
    """Return the one bubble in front of the answer that says what was hidden; nothing if nothing was.

    It is not guarded: a person who takes the case meanwhile does not make it less true.
    """
    hidden = event.hidden if isinstance(event, Said) else ()
    told = [text for kind, text in _TOLD if kind in hidden]
    return (say(*told),) if told else ()
