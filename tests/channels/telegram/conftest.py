"""What the tests of this channel may ask for: the stand-in of its platform."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.standins.telegram import BotApi, bot_api


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Yield Telegram as it stands at the beginning of a test."""
    with bot_api() as platform:
        yield platform
