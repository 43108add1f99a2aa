"""What the page sends, as the engine's events."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from channels.ingress import Refused, message_id, words
from core.messages import Address, Inbound, Kind, Sender

Reader = Callable[[Mapping[str, Any], Address, Sender, datetime], Inbound]

_PAYLOAD = re.compile(r"[\x21-\x7e]{1,200}")


def message(body: Mapping[str, Any], address: Address, sender: Sender, now: datetime) -> Inbound:
    """Read a line that the visitor wrote: `{"id", "text"}`. Raise `Refused` for another shape."""
    text = words(body)
    return _inbound(Kind.TEXT, body, address, sender, now, text=text)


def press(body: Mapping[str, Any], address: Address, sender: Sender, now: datetime) -> Inbound:
    """Read a button that the visitor pressed: `{"id", "payload"}`. Raise `Refused` for another shape."""
    payload = body.get("payload")
    if not isinstance(payload, str) or not _PAYLOAD.fullmatch(payload):
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
        raw={"id": own_id, "text": text, "payload": payload},
    )
