"""Logs: one JSON object a line for machines, short lines for people, and never a secret or anybody's words."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from core.secrets import masked

_SECRET_NAMES = re.compile(r"token|secret|password|authorization|cookie", re.IGNORECASE)
_SECRET_VALUES = re.compile(r"\b(?:xox[a-z]-[\w-]+|xapp-[\w-]+|\d{6,}:[\w-]{30,})")
_CHATTY = ("httpx", "httpcore", "slack_bolt", "apscheduler", "uvicorn", "uvicorn.error", "alembic")


def set_up(*, machine: bool, level: int = logging.INFO) -> None:
    """Send all logs to standard error: as JSON if `machine`, else readable."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # before what hides: the words of an error may quote a person's
        redact,
    ]
    shown: list[Any] = (
        [structlog.processors.JSONRenderer(ensure_ascii=False)]
        if machine
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shown]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)


def redact(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide values under telling names; anywhere else, tokens of platforms and what `core.secrets` finds."""
    for name, value in event.items():
        if _SECRET_NAMES.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = masked(_SECRET_VALUES.sub("***", value))
    return event
