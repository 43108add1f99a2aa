"""An error as the log tells it: what kind it is and where it happened, not what it says.

An error's own words may quote a person's: a number that cannot be read, a row that the database refuses. Those of our
own family have a code, those of the system a sentence that names no content; of all others the kind is told. A dead
letter keeps the words with the event itself, where admins read them.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from types import TracebackType

from core.errors import OnkapiError

_DEEPEST = 8
"""Errors of a chain, or of a group within a group, that are told."""

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def told(exc_info: ExcInfo) -> str:
    """Return where an error and those behind it happened, the newest last, as Python itself would write it."""
    return "\n".join(_lines(exc_info[1], set(), 0))


def _lines(error: BaseException, seen: set[int], depth: int) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen and depth < _DEEPEST:
        yield from _lines(before, seen, depth + 1)
        yield "The above led to:" if error.__cause__ else "While that was handled:"
    yield "Traceback (most recent call last):"
    for frame in traceback.extract_tb(error.__traceback__):
        yield f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        if frame.line:
            yield f"    {frame.line}"
    yield _kind(error)
    if isinstance(error, BaseExceptionGroup) and depth < _DEEPEST:
        for each in error.exceptions:
            if id(each) not in seen:
                yield from (f"  | {line}" for line in _lines(each, seen, depth + 1))


def _kind(error: BaseException) -> str:
    name = type(error).__qualname__
    if type(error).__module__ not in {"builtins", "__main__"}:
        name = f"{type(error).__module__}.{name}"
    if isinstance(error, OnkapiError):
        return f"{name}: {error.code}"
    if isinstance(error, OSError) and error.strerror:
        return f"{name}: {error.strerror}"
    behind = getattr(error, "orig", None)  # what a driver of a database raised
    state = getattr(behind, "sqlstate", None)
    return f"{name} ({type(behind).__name__}{f' {state}' if state else ''})" if behind is not None else name
