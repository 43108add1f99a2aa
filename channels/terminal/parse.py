"""What the terminal sends, as the engine's events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from channels.ingress import message_id, words
from core.messages import Address, Inbound, Kind, Sender


def message(body: Mapping[str, Any], address: Address, sender: Sender, now: datetime) -> Inbound:
    """Read a line that the person typed: `{"id", "text"}`. Raise `Refused` for another shape."""
    own_id, text = message_id(body), words(body)
    return Inbound(
        address=address,
        sender=sender,
        kind=Kind.TEXT,
        # An event is unique in the whole account, the client's own id only in its chat.
        event_id=f"{address.chat}:{own_id}",
        message_id=own_id,
        at=now,
        order=int(now.timestamp() * 1_000_000),
        text=text,
        raw={"id": own_id, "text": text},
    )
