"""The sections of the file for who runs the server: what it logs, and who may look how it fares."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.config.refused import Refused
from bot.config.section import Section

_SHORTEST = 16


class Log(Section):
    """How the server logs to standard error. Without a format the demo writes for people, `onkapi run` for machines."""

    format: Literal["json", "text"] | None = Field(default=None, examples=["json"])
    level: Literal["debug", "info", "warning"] = "info"


def _cannot_be_guessed(token: str) -> str:
    if token and (len(token) < _SHORTEST or not token.isascii() or not token.isprintable() or " " in token):
        way_out = f"take {_SHORTEST} or more letters and digits, such as openssl rand -hex 24 gives"
        raise Refused("this token can be guessed or not be sent", way_out)
    return token


class Monitoring(Section):
    """Who may read `/metrics` and the details of `/readyz`: whoever shows `token`, as a bearer."""

    token: Annotated[str, AfterValidator(_cannot_be_guessed)] = Field(default="", repr=False)
