"""What the tests of this channel may ask for: the stand-in of its platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standins.slack import SlackApi, slack_api


@pytest.fixture
def api() -> Iterator[SlackApi]:
    """Yield Slack as it stands at the beginning of a test."""
    with slack_api() as platform:
        yield platform
