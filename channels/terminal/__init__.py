"""The chat in a terminal: a small HTTP door on this computer, and the client that knocks at it."""

from __future__ import annotations

from channels.terminal.channel import NAME, Terminal
from channels.terminal.settings import Settings

__all__ = ["NAME", "Settings", "create"]


def create(settings: Settings) -> Terminal:
    """Build the channel that `settings` describe."""
    return Terminal(settings)
