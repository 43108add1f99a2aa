"""What the page sends, as the engine's events."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from channels.attachments import MOST_FILES, TOKEN
from channels.ingress import Refused, message_id, words
from core.messages import Address, File, Inbound, Kind, Sender

Reader = Callable[[Mapping[str, Any], Address, Sender, datetime, tuple[File, ...]], Inbound]

_PAYLOAD = re.compile(r"[\x21-\x7e]{1,200}")


def files(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tokens of the files that a message carries, `files`; none where there is no such key."""
    found = body.get("files", [])
    if not isinstance(found, list) or len(found) > MOST_FILES:
        raise Refused(400, "bad_shape")
    if not all(isinstance(token, str) and TOKEN.fullmatch(token) for token in found):
        raise Refused(400, "bad_shape")
    return tuple(found)


def message(
    body: Mapping[str, Any], address: Address, sender: Sender, now: datetime, attached: tuple[File, ...]
) -> Inbound:
    """Read a line that the visitor wrote: `{"id", "text"}`. Raise `Refused` for another shape.

    With files there may be no words.
    """
    text = "" if attached and body.get("text") == "" else words(body)
    return _inbound(Kind.TEXT, body, address, sender, now, text=text, attached=attached)


def press(
    body: Mapping[str, Any], address: Address, sender: Sender, now: datetime, attached: tuple[File, ...]
) -> Inbound:
    """Read a button that the visitor pressed: `{"id", "payload"}`. Raise `Refused` for another shape."""
    payload = body.get("payload")
    if not isinstance(payload, str) or not _PAYLOAD.fullmatch(payload) or attached:
        raise Refused(400, "bad_shape")
    return _inbound(Kind.PRESS, body, address, sender, now, payload=payload)


def _inbound(
    kind: Kind,
    body: Mapping[str, Any],
    address: Address,
    sender: Sender,
    now: datetime,
    text: str = "",
    payload: str = "",
    attached: tuple[File, ...] = (),
) -> Inbound:
    own_id = message_id(body)
    return Inbound(
        address=address,
        sender=sender,
        kind=kind,
        # An event is unique in the whole site, the page's own id only in its chat.
        event_id=f"{address.chat}:{own_id}",
        message_id=own_id,
        at=now,
        # The page sends one line at a time, so that they arrive in the order in which they were written.
        order=int(now.timestamp() * 1_000_000),
        text=text,
        payload=payload,
        files=attached,
        raw={"id": own_id, "text": text, "payload": payload},
    )
