"""What commands need besides words, where a story does not say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from core.effects import Command
from core.ticket import TransferReason


def usual(command: Command, now: datetime) -> Mapping[str, Any]:
    """Return the details of `command` that a story may leave out."""
    match command:
        case Command.TRANSFER:
            return {"reason": TransferReason.LEVEL_2}
        case Command.WAIT_PROVIDER | Command.APPOINT:
            return {"next_date": now + timedelta(days=7)}
    return {}
