"""The section `channels.slack` of the configuration."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from channels.sections import Key, Retries, Section, require_different

ChannelId = Annotated[str, Field(pattern=r"^[CG][A-Z0-9]{2,20}$", examples=["C0HELPDESK"])]
Emoji = Annotated[str, Field(pattern=r"^([a-z0-9_+'-]{1,100})?$", examples=["ticket"])]

_BOT = re.compile(r"xoxb-[A-Za-z0-9-]{10,200}")
_APP = re.compile(r"xapp-[A-Za-z0-9-]{10,200}")
_SECRET = re.compile(r"[A-Za-z0-9]{16,128}")


class Account(Section):
    """One app in one workspace: whose customers write to it, and how its events reach us.

    With `socket` we call the platform, which needs the app-level token; with `http` it calls `web.public_url` and
    signs with the secret. In the channels `requests` every message is a matter. `emoji` opens a ticket from the
    message that somebody puts it on.
    """

    key: Key
    organization: str
    mode: Literal["socket", "http"] = "socket"
    bot_token: str = Field(repr=False)
    app_token: str = Field(default="", repr=False, validate_default=True)
    signing_secret: str = Field(default="", repr=False, validate_default=True)
    trust: Literal["open", "code"] = "open"
    requests: list[ChannelId] = Field(default=[])
    emoji: Emoji = ""

    @field_validator("mode")
    @classmethod
    def _can_be_called(cls, mode: str, info: ValidationInfo) -> str:
        # Without a context nobody knows how the web reaches us.
        if mode == "http" and info.context is not None and not info.context["public_url"].startswith("https://"):
            raise ValueError("http needs web.public_url with https; set it, or write mode: socket")
        return mode

    @field_validator("bot_token")
    @classmethod
    def _is_of_a_bot(cls, token: str) -> str:
        if not _BOT.fullmatch(token):
            raise ValueError("this is not the token of a bot; OAuth & Permissions shows one that begins with xoxb-")
        return token

    @field_validator("app_token")
    @classmethod
    def _opens_sockets(cls, token: str, info: ValidationInfo) -> str:
        if (token or info.data.get("mode") == "socket") and not _APP.fullmatch(token):
            raise ValueError("mode: socket needs an app_token; Basic Information makes one that begins with xapp-")
        return token

    @field_validator("signing_secret")
    @classmethod
    def _keeps_others_out(cls, secret: str, info: ValidationInfo) -> str:
        if (secret or info.data.get("mode") == "http") and not _SECRET.fullmatch(secret):
            raise ValueError("mode: http needs the signing_secret that Basic Information shows")
        return secret


class Rates(Section):
    """How many messages may be sent to one channel in a second."""

    channel: float = Field(default=1, gt=0, le=1_000)


class Settings(Section):
    """All apps of this server.

    `api_base` is where every call goes; files and sockets go where the platform says. A socket is asked every
    `ping_interval` seconds whether it lives, a call waits `timeout` seconds for its answer.
    """

    accounts: list[Account] = Field(default=[])
    api_base: str = Field(default="https://slack.com/api/", pattern=r"^https?://[^\s/?#]+(/[^\s?#]*)?$")
    ping_interval: float = Field(default=5.0, ge=0.05, le=60)
    timeout: float = Field(default=10.0, gt=0, le=15)
    rates: Rates = Rates()
    retries: Retries = Retries()

    @model_validator(mode="after")
    def _keys_and_tokens_lead_to_one_account(self) -> Self:
        require_different(self.accounts, "key", "bot_token")
        return self
