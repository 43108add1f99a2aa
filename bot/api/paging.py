"""Lists in pages: how many items, and the cursor by which the next page is asked for."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import Query

from bot.api.problems import BadCursor
from bot.numbers import number_in

MOST = 200
"""Items of a page at most."""

Limit = Annotated[int, Query(ge=1, le=MOST)]
Cursor = Annotated[str, Query(max_length=64, description="The next of the page before.")]


def write_cursor(number: int) -> str:
    """Return a cursor: programs give it back, and read nothing out of it."""
    return base64.urlsafe_b64encode(f"1.{number}".encode()).decode().rstrip("=")


def read_cursor(cursor: str) -> int:
    """Return the number in a cursor; raise `BadCursor` for what is none."""
    try:
        made = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (ValueError, binascii.Error):
        raise BadCursor from None
    number = number_in(made.removeprefix("1."))
    if number is None or write_cursor(number) != cursor:
        raise BadCursor
    return number
