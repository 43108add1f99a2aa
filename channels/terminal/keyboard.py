"""A prompt that stays at the foot of the terminal while lines are printed above it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

from rich.cells import cell_len
from rich.console import Console

with suppress(ImportError):  # absent on Windows: then what is half typed is not drawn again
    import readline

_PROMPT = "› "


class Keyboard:
    """Lines that a person types, one by one; iteration ends at the end of input.

    Reading happens in a thread of its own, since a terminal cannot be awaited. It is a daemon: a person who
    leaves by Ctrl-C leaves it in the middle of a line.
    """

    def __init__(self, console: Console) -> None:
        self._console = console
        self._loop = asyncio.get_running_loop()
        self._typed: asyncio.Queue[str | None] = asyncio.Queue()
        self._at_prompt = Event()
        Thread(target=self._read, name="keyboard", daemon=True).start()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        typed = await self._typed.get()
        if typed is None:
            raise StopAsyncIteration
        return typed

    def print_above(self, *what: Any) -> None:
        """Print `what`, and below it the prompt with what was typed so far."""
        if not self._at_prompt.is_set():
            self._console.print(*what)
            return
        pending = _PROMPT + (readline.get_line_buffer() if "readline" in sys.modules else "")
        rows_below_first = (max(cell_len(pending), 1) - 1) // self._console.width
        up = f"\x1b[{rows_below_first}A" if rows_below_first else ""
        self._console.file.write(f"\r{up}\x1b[J")
        self._console.print(*what)
        self._console.file.write(pending)
        self._console.file.flush()

    def _read(self) -> None:
        while True:
            try:
                self._at_prompt.set()
                typed: str | None = input(_PROMPT)
            except (EOFError, ValueError, OSError):
                typed = None
            finally:
                self._at_prompt.clear()
            with suppress(RuntimeError):  # the loop is closed: the chat is over
                self._loop.call_soon_threadsafe(self._typed.put_nowait, typed)
            if typed is None:
                return
