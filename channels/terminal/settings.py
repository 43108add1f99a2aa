"""The section `channels.terminal` of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Key = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$", examples=["local"])]


class Section(BaseModel):
    """What both sections promise: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)


class Account(Section):
    """One door: whose customers write there, and whether we take them for who they say they are."""

    key: Key
    organization: str
    trust: Literal["open", "code"] = "code"


class Settings(Section):
    """All doors of this server."""

    accounts: list[Account] = []

    @model_validator(mode="after")
    def _keys_lead_to_one_account(self) -> Self:
        keys = [account.key for account in self.accounts]
        if len(keys) != len(set(keys)):
            raise ValueError("two accounts have the same key")
        return self
