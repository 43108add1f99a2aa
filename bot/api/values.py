"""The kinds of values that bodies and addresses hold, with the limits of each, and what every body promises."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StrictInt, StringConstraints

MAX_WORDS = 20_000
MAX_LINE = 300
MAX_REFERENCE = 100
MAX_NUMBER = 2**63 - 1

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_WORDS)]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_WORDS)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_LINE)]
MaybeLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_LINE)]
MaybeReference = Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_REFERENCE)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=320, pattern=r"^([^@\s]+@[^@\s]+)?$")]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Number = Annotated[StrictInt, Field(ge=1, le=MAX_NUMBER)]
NumberInPath = Annotated[int, Path(ge=1, le=MAX_NUMBER)]


def in_reach(moment: datetime) -> datetime:
    """Return a moment that every zone can tell: the first and the last year of the calendar are none."""
    if not 1 < moment.year < 9_999:
        raise ValueError("out of reach")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(in_reach)]


class Body(BaseModel):
    """A body: its own fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)
