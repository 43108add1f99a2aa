"""The section `channels.terminal` of the configuration."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from channels.sections import Key, Section, require_different


class Account(Section):
    """One door: whose customers write there, and whether we take them for who they say they are."""

    key: Key
    organization: str
    trust: Literal["open", "code"] = "code"


class Settings(Section):
    """All doors of this server."""

    accounts: list[Account] = Field(default=[])

    @model_validator(mode="after")
    def _keys_lead_to_one_account(self) -> Self:
        require_different(self.accounts, "key")
        return self
