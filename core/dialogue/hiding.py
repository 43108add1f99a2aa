"""What is said before the answer, in whatever state the case is: of a secret that was typed, of a file that is lost."""

from __future__ import annotations

from core.dialogue.facts import Event, Said
from core.dialogue.intents import left_of
from core.dialogue.phrases import Phrases
from core.dialogue.scene import say
from core.effects import Say
from core.messages import Text
from core.secrets import Kind

# fmt: off
_NAMES = Phrases(
    "sifre~", "parola~", "t ?c", "tckn?", "kimlik~", "(?:kart|kredi)~", "numara~", "no", "iban~", "kullanici ad~",
    "password", "passwd", "pass", "pwd?", "pin", "card", "credit", "number", "id", "identity", "user ?name",
)
# fmt: on
"""How people call a secret."""

_TOLD: tuple[tuple[Kind, Text], ...] = (
    ("password", Text("secret.masked")),
    ("national_id", Text("secret.national_id")),
    ("card", Text("secret.card")),
    ("iban", Text("secret.iban")),
)


def is_only_secret(said: Said) -> bool:
    """Say whether nothing was said but a secret, and what kind it is: "kartım ••••••"."""
    return bool(said.hidden) and not left_of(said.words, _NAMES)


def tell_first(event: Event) -> tuple[Say, ...]:
    """Return the one bubble in front of the answer that says what was hidden, or did not arrive; nothing if nothing.

    It is not guarded: a person who takes the case meanwhile does not make it less true.
    """
    if not isinstance(event, Said):
        return ()
    told = [text for kind, text in _TOLD if kind in event.hidden]
    if event.lost:
        names = ", ".join(dict.fromkeys(each.name for each in event.lost))
        told.append(Text("file.lost", {"names": names, "limit": min(each.limit for each in event.lost)}))
    return (say(*told),) if told else ()
