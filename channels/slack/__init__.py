"""Slack: customers write to an app of their workspace, in its messages and in channels."""

from __future__ import annotations

from channels.slack.channel import NAME, Slack
from channels.slack.settings import Settings

__all__ = ["NAME", "Settings", "create"]


def create(settings: Settings) -> Slack:
    """Build the channel that `settings` describe."""
    return Slack(settings)
