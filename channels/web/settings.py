"""The section `channels.web` of the configuration."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from channels.sections import Key, Section


def _as_browsers_write(origin: str) -> str:
    """Return `origin` in small letters, without a port that goes without saying."""
    scheme, _, host = origin.lower().partition("://")
    return f"{scheme}://{host.removesuffix({'http': ':80', 'https': ':443'}[scheme])}"


Origin = Annotated[
    str,
    Field(pattern=r"^https?://[A-Za-z0-9.\[\]:-]+$", examples=["https://intranet.ornek.example"]),
    AfterValidator(_as_browsers_write),
]


class Site(Section):
    """One web site whose visitors write to the desk.

    `origins` may show the page in a frame and send to it. `secret` signs visitors whom their page knows.
    """

    key: Key
    organization: str
    origins: list[Origin] = Field(default=[])
    secret: str = Field(default="", repr=False)
    trust: Literal["open", "code"] = "code"


class Settings(Section):
    """All sites of this server."""

    sites: list[Site] = Field(default=[])

    @model_validator(mode="after")
    def _keys_lead_to_one_site(self) -> Self:
        keys = [site.key for site in self.sites]
        if len(keys) != len(set(keys)):
            raise ValueError("two sites have the same key")
        if "static" in keys:
            raise ValueError("the key static is taken by the page's own files")
        return self
