"""Logs: one JSON object a line for machines, short lines for people, and never a secret or anybody's words.

What belongs together is found by what its lines have in common: `event_id` and `account` of what came in,
`conversation` until it is understood, `ticket` from then on, `outbox` of what is sent.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from contextlib import suppress
from contextvars import copy_context
from functools import partial
from typing import Any, TextIO, TypeVar

import structlog

from bot import traces
from core.secrets import masked

T = TypeVar("T")

_SECRET_NAMES = re.compile(r"token|secret|password|authorization|cookie", re.IGNORECASE)
_SECRET_VALUES = re.compile(r"\b(?:xox[a-z]-[\w-]+|xapp-[\w-]+|\d{6,}:[\w-]{30,})")
_CHATTY = (
    "httpx", "httpcore", "slack_bolt", "slack_sdk", "telegram", "aiohttp.access", "uvicorn",
    "uvicorn.error", "alembic",
)  # fmt: skip
_OURS = frozenset({"level", "logger", "timestamp", "event_id", "account", "ticket", "kind", "state", "door", "command"})
"""Names of keys and numbers, of ours or of a platform; to look for secrets in them takes longer than all the rest."""

_NAMED = re.compile(r"[a-z][a-z_ ]{0,60}")
"""What happened, in words of ours."""


def set_up(*, machine: bool, level: int = logging.INFO) -> None:
    """Send all logs to standard error: as JSON if `machine`, else readable."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.ExceptionRenderer(traces.told),
        redact,
    ]
    shown: list[Any] = (
        [_as_json]
        if machine
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    structlog.configure(
        processors=[*shared, *shown],
        logger_factory=partial(_Lines, sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        # What is bound anew at each line costs little, and follows a configuration that changes.
        cache_logger_on_first_use=False,
    )
    # What libraries log comes through the standard library, and is told in the same way.
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
    # That a job still runs when its time comes again is no trouble: it waits for the database, and that was told.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


class _Lines:
    """Writes finished lines of ours: what is told at every message does not go the long way of the standard library.

    As there, a line that cannot be written is lost, and nobody fails for it: the disk may be full of which it tells.
    """

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self.name = name

    def msg(self, line: str) -> None:
        """Write a line, whole."""
        with suppress(OSError, ValueError):  # ValueError: it was closed
            self._stream.write(f"{line}\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


_encode = json.JSONEncoder(ensure_ascii=False, default=repr).encode


def _as_json(logger: object, method: str, event: MutableMapping[str, Any]) -> str:
    try:
        return _encode(event)
    except (TypeError, ValueError):  # a name that is no string, or a value within itself
        return _encode({str(name): repr(value) for name, value in event.items()})


def redact(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Hide values under telling names; anywhere else, tokens of platforms and what `core.secrets` finds."""
    for name, value in event.items():
        if name in _OURS or (name == "event" and isinstance(value, str) and _NAMED.fullmatch(value)):
            continue
        if _SECRET_NAMES.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = masked(_SECRET_VALUES.sub("***", value))
    return event


def carried(work: Callable[..., T]) -> Callable[..., T]:
    """Return `work` as it is to run in another thread: what is logged there says what is logged here."""
    context = copy_context()
    return lambda *given: context.run(work, *given)
