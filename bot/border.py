"""The border: what comes from outside loses the characters that no database and no log can hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.messages import Inbound, clean


def washed(inbound: Inbound) -> Inbound:
    """Return `inbound` with every string cleaned (see `core.messages.clean`), however deep it stands."""
    sender = inbound.sender
    return replace(
        inbound,
        sender=replace(
            sender, external_id=clean(sender.external_id), name=clean(sender.name), proof=clean(sender.proof)
        ),
        event_id=clean(inbound.event_id),
        message_id=clean(inbound.message_id),
        text=clean(inbound.text),
        payload=clean(inbound.payload),
        reply_to=clean(inbound.reply_to),
        files=tuple(replace(file, name=clean(file.name)) for file in inbound.files),
        lost=tuple(replace(lost, name=clean(lost.name)) for lost in inbound.lost),
        code=clean(inbound.code),
        mentions=tuple(map(clean, inbound.mentions)),
        values={clean(key): clean(value) for key, value in inbound.values.items()},
        raw=_deep(dict(inbound.raw)),
    )


def _deep(value: Any) -> Any:
    match value:
        case str():
            return clean(value)
        case dict():
            return {clean(str(key)): _deep(child) for key, child in value.items()}
        case list():
            return [_deep(child) for child in value]
    return value
