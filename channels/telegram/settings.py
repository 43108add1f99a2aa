"""The section `channels.telegram` of the configuration."""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from channels.sections import Key, Retries, Section, require_different

_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
_REACHED = re.compile(r"https://[^/:]+(?::(?:443|80|88|8443))?(?:/.*)?")
"""Addresses that the platform calls (Bot API, setWebhook)."""


class Account(Section):
    """One bot: whose customers write to it, and how its messages reach us.

    `polling` asks the platform for them; for `webhook` the platform calls `web.public_url`, and shows `webhook_secret`.
    """

    key: Key
    organization: str
    token: str = Field(repr=False)
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str = Field(default="", repr=False, validate_default=True)
    trust: Literal["open", "code"] = "code"

    @field_validator("token")
    @classmethod
    def _is_of_a_bot(cls, token: str) -> str:
        if not _TOKEN.fullmatch(token):
            raise ValueError("this is not the token of a bot; @BotFather gives one, such as 123456789:AAH...")
        return token

    @field_validator("mode")
    @classmethod
    def _can_be_called(cls, mode: str, info: ValidationInfo) -> str:
        # Without a context nobody knows how the web reaches us.
        if mode == "webhook" and info.context is not None and not _REACHED.fullmatch(info.context["public_url"]):
            raise ValueError(
                "webhook needs web.public_url with https and port 443, 80, 88 or 8443; set it, or write mode: polling"
            )
        return mode

    @field_validator("webhook_secret")
    @classmethod
    def _keeps_others_out(cls, secret: str, info: ValidationInfo) -> str:
        if (secret or info.data.get("mode") == "webhook") and not _SECRET.fullmatch(secret):
            raise ValueError("mode: webhook needs a webhook_secret of 16 to 256 letters, digits, _ and -")
        return secret


class Rates(Section):
    """How many messages may be sent: a second, a second to one chat, and a minute to one group."""

    overall: float = Field(default=30, gt=0, le=1_000)
    chat: float = Field(default=1, gt=0, le=1_000)
    group_per_minute: float = Field(default=20, gt=0, le=60_000)


class Settings(Section):
    """All bots of this server.

    `api_base` is where every call goes, files included. A poll waits `poll_timeout` seconds for news, every other
    call `timeout` seconds for its answer.
    """

    accounts: list[Account] = Field(default=[])
    api_base: str = Field(default="https://api.telegram.org", pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    poll_timeout: int = Field(default=25, ge=1, le=50)
    timeout: float = Field(default=10.0, gt=0, le=15)
    rates: Rates = Rates()
    retries: Retries = Retries()

    @model_validator(mode="after")
    def _keys_and_tokens_lead_to_one_account(self) -> Self:
        require_different(self.accounts, "key", "token")
        return self
