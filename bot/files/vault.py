"""Contents on the disk, each once, under the SHA-256 of its bytes.

Theory of operation. What comes is written to a file of its own under `incoming/` while it is counted and
hashed; too much of it ends the writing at once. Then the file is made durable and moved to
`ab/cd/abcd...`, which is one step for whoever looks: a content is there as a whole, or it is not. Moving it
over the same content changes nothing. A crash leaves at most a file under `incoming/`, which `tidy` removes.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import AsyncGenerator, AsyncIterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.files.kinds import HEAD
from core.errors import FileTooLarge

_INCOMING = "incoming"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A content that was written down as a whole, but has not been put in its place yet."""

    path: Path
    sha256: str
    size: int
    head: bytes


class Vault:
    """The contents in the folder `folder`, none larger than `limit` bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self.limit = limit
        self._folder = folder

    @asynccontextmanager
    async def arriving(self, content: AsyncIterable[bytes]) -> AsyncGenerator[Arrived, None]:
        """Write `content` down and yield it; outside of the block it is gone, unless it was put in its place.

        Raises `FileTooLarge` as soon as it is, and `OSError` when the disk does not take it.
        """
        writing = await asyncio.to_thread(_Writing, self._folder / _INCOMING)
        try:
            async for piece in content:
                if writing.size + len(piece) > self.limit:
                    raise FileTooLarge(limit=self.limit >> 20)
                await asyncio.to_thread(writing.add, piece)
            yield await asyncio.to_thread(writing.end)
        finally:
            await asyncio.to_thread(writing.drop)

    def place(self, arrived: Arrived) -> None:
        """Put a content where it will stay, and return when that survives a loss of power."""
        goal = self.path(arrived.sha256)
        goal.parent.mkdir(parents=True, exist_ok=True)
        arrived.path.replace(goal)
        for folder in (goal.parent, goal.parent.parent, self._folder):
            _sync(folder)

    def path(self, sha256: str) -> Path:
        """Return where the content `sha256` stands, or would."""
        return self._folder / sha256[:2] / sha256[2:4] / sha256

    def scratch(self) -> Path:
        """Return an empty file of our own, for what is given out once; `tidy` removes it if a crash leaves it."""
        folder = self._folder / _INCOMING
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=folder)
        os.close(number)
        return Path(name)

    def remove(self, sha256: str) -> None:
        """Forget a content; one that is not there is no error."""
        self.path(sha256).unlink(missing_ok=True)

    def tidy(self, before: datetime) -> int:
        """Remove what a crash left half written before the moment `before`, and say how many files that were."""
        left = [path for path in (self._folder / _INCOMING).glob("*") if path.stat().st_mtime < before.timestamp()]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)


class _Writing:
    """A file that is being written in `folder`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=folder)
        self._path, self._file = Path(name), os.fdopen(number, "wb")
        self._hash, self._head = hashlib.sha256(), b""
        self.size = 0

    def add(self, piece: bytes) -> None:
        self._file.write(piece)
        self._hash.update(piece)
        self.size += len(piece)
        if len(self._head) < HEAD:
            self._head = (self._head + piece)[:HEAD]

    def end(self) -> Arrived:
        _durable(self._file)
        return Arrived(path=self._path, sha256=self._hash.hexdigest(), size=self.size, head=self._head)

    def drop(self) -> None:
        self._file.close()
        self._path.unlink(missing_ok=True)


def _durable(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
