"""What all sweeps have in common: they take what is due one by one, and one that fails must not hold the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.store.engine import is_transient

log = structlog.get_logger(__name__)


@contextmanager
def passed_over(event: str, **about: object) -> Iterator[None]:
    """Log as `event` what goes wrong with one of many, and go on; raise only what is trouble of the database."""
    try:
        yield
    except Exception as error:
        if is_transient(error):
            raise
        log.exception(event, **about)
