"""What sections of the configuration have in common, whatever the channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from core.channel import AccountSettings

Key = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$", examples=["main"])]
"""What an account is called."""


class Section(BaseModel):
    """What every section promises: frozen, no key but its own, no value in an error, since it may be a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, hide_input_in_errors=True)


class Retries(Section):
    """Seconds until what failed is tried again: at first, and at most."""

    first: float = Field(default=1.0, gt=0, le=60)
    longest: float = Field(default=30.0, gt=0, le=600)


class AccountSection(Protocol):
    """What the section of an account or a site says, whatever the channel."""

    @property
    def key(self) -> str: ...  # noqa: D102 -- told by `AccountSettings`

    @property
    def organization(self) -> str: ...  # noqa: D102

    @property
    def trust(self) -> Literal["open", "code"]: ...  # noqa: D102


def accounts_of(sections: Iterable[AccountSection]) -> Sequence[AccountSettings]:
    """Return what the engine has to know of the accounts or sites of `sections`."""
    return tuple(AccountSettings(key=each.key, organization=each.organization, trust=each.trust) for each in sections)


def require_different(accounts: Sequence[BaseModel], *fields: str) -> None:
    """Raise `ValueError` when two of `accounts` have the same value in one of `fields`."""
    for field in fields:
        values = [getattr(account, field) for account in accounts]
        if len(values) != len(set(values)):
            raise ValueError(f"two accounts have the same {field}")
