"""The kinds of values that several sections of `config.yaml` have."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator

from bot.config import read
from core.calendar import Span
from core.contracts import Level

Key = Annotated[str, AfterValidator(read.key)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Zone = Annotated[str, AfterValidator(read.zone)]
Duration = Annotated[Span, PlainValidator(read.span)]
WorkingDays = Annotated[Span, PlainValidator(read.working_days)]
Silence = Annotated[Span | None, PlainValidator(read.silence)]
# Written without quotes, the level 0 is a number to YAML.
SupportLevel = Annotated[Level, BeforeValidator(lambda value: "0" if value == 0 and value is not False else value)]
PublicUrl = Annotated[str, AfterValidator(read.public_url)]
"""How others reach the server over the web."""
