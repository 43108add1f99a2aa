"""Mail that the desk sends; nobody writes to it by mail."""

from __future__ import annotations

from channels.mail.channel import NAME, Mail
from channels.mail.settings import Settings

__all__ = ["NAME", "Settings", "create"]


def create(settings: Settings) -> Mail:
    """Build the channel that `settings` describe."""
    return Mail(settings)
