"""The web chat: a page of our own, live by server-sent events."""

from __future__ import annotations

from channels.web.channel import NAME, Web
from channels.web.settings import Settings

__all__ = ["NAME", "Settings", "create"]


def create(settings: Settings) -> Web:
    """Build the channel that `settings` describe."""
    return Web(settings)
