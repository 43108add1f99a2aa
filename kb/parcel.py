"""A value whose arrays cross from one process to another in a file that is mapped there, and not copied.

Through a pipe a base of 100,000 phrasings comes as half a gigabyte of pickle: whoever reads that holds the interpreter
for a second, and nobody is answered meanwhile. What is left to read here takes a hundredth of it.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

_ALIGNED = 64
"""Bytes to a multiple of which an array begins, as numpy likes them."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A value without its arrays, pickled, and where in the file each of these begins and ends, in their order."""

    head: bytes
    spans: tuple[slice, ...]

    @classmethod
    def put(cls, value: object, path: Path) -> Parcel:
        """Write the arrays of `value` to `path`. Raises `OSError` where there is no room."""
        buffers: list[pickle.PickleBuffer] = []
        head = pickle.dumps(value, protocol=5, buffer_callback=buffers.append)
        spans = []
        with path.open("wb") as file:
            for buffer in buffers:
                file.write(bytes(-file.tell() % _ALIGNED))
                begin = file.tell()
                file.write(buffer.raw())
                spans.append(slice(begin, file.tell()))
        return cls(head, tuple(spans))

    def take(self, path: Path) -> Any:
        """Return the value; its arrays can't be written to, and stay when the file at `path` is removed."""
        with path.open("rb") as file:
            mapped = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
        return pickle.loads(self.head, buffers=[mapped[span] for span in self.spans])  # noqa: S301  # from our own child
