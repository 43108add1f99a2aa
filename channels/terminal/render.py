"""Lines of a chat as the terminal shows them: JSON in which options are numbered lines and files are told by name."""

from __future__ import annotations

from typing import Any

from core.host import Line
from core.plain import numbered


def line(said: Line) -> dict[str, Any]:
    """Return `said` as JSON values. Its options follow as a last part; their number is typed as the answer."""
    parts = [{"style": part.style, "text": part.text} for part in said.parts]
    parts += [{"style": "file", "text": f"📎 {each.file.name}"} for each in said.files]
    if said.buttons:
        parts.append({"style": "options", "text": numbered(tuple(button.label for button in said.buttons))})
    return {
        "id": said.id,
        "author": said.author,
        "name": said.name,
        "at": said.at.isoformat(),
        "parts": parts,
        "message_ids": list(said.message_ids),
    }
