"""What a conversation remembers that is not about one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.dialogue.kept import kept_form, read_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What the dialogue remembers of a conversation, kept as JSON in `conversation.talk`.

    `asking` is the conversation's own open question ("" for none) and `question` its number; `refs` are the
    tickets it offers, `words` what the customer had said when it was asked, kept until we know where it belongs.
    `proving` is how far a customer who is not verified has come: "" not asked, "asked", "mailed"; then `code_until`
    is when the mailed code ends, in ISO form.
    """

    asking: str = ""
    question: int = 0
    refs: tuple[str, ...] = ()
    words: str = ""
    proving: str = ""
    code_until: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Talk:
        """Read what `kept_form` returned."""
        return read_back(cls, kept)

    def kept_form(self) -> Mapping[str, Any]:
        """Return the JSON form that `of` reads."""
        return kept_form(self)
