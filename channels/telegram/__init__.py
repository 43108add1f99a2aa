"""Telegram: customers write to a bot in private chats."""

from __future__ import annotations

from channels.telegram.channel import NAME, Telegram
from channels.telegram.settings import Settings

__all__ = ["NAME", "Settings", "create"]


def create(settings: Settings) -> Telegram:
    """Build the channel that `settings` describe."""
    return Telegram(settings)
