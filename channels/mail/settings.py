"""The section `channels.mail` of the configuration."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from channels.sections import Key, Section, require_different


def _sender(address: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", address):
        raise ValueError("this is not an e-mail address")
    return address


class Account(Section):
    """One mail server. Without an organization it sends for all that have none of their own.

    `starttls`: `auto` encrypts where the server can, `always` sends nothing without, `never` does not try, and
    `tls` is encrypted from the first byte (port 465).
    """

    key: Key
    organization: str | None = None
    host: str = Field(min_length=1, examples=["smtp.ornek.example"])
    port: int = Field(default=587, ge=1, le=65_535)
    username: str = ""
    password: str = Field(default="", repr=False)
    starttls: Literal["auto", "always", "never", "tls"] = "auto"
    sender: Annotated[str, AfterValidator(_sender)] = Field(examples=["destek@ornek.example"])


class Settings(Section):
    """All mail accounts of this server."""

    accounts: list[Account] = Field(default=[])

    @model_validator(mode="after")
    def _keys_lead_to_one_account(self) -> Self:
        require_different(self.accounts, "key")
        return self
