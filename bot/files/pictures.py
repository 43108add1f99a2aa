"""How large a picture says it is, read from its header alone: nothing is decoded here."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from typing import BinaryIO

MAX_PIXELS = 40_000_000
"""A picture with more is a burden for the browser that shows it: it is offered as a file."""

_SEGMENTS = 1_000
"""Segments of a JPEG that are passed over in search of its size."""

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}

Size = tuple[int, int]


def shown_size(file: BinaryIO, kind: str) -> Size | None:
    """Return width and height in pixels of a picture that a browser may show; None for every other file.

    `kind` is what its first bytes say. Broken headers, and pictures of more than `MAX_PIXELS`, are not shown.
    """
    read = _READERS.get(kind)
    if read is None:
        return None
    try:
        width, height = read(file)
    except (ValueError, IndexError):
        return None
    return (width, height) if 0 < width * height <= MAX_PIXELS else None


def _png(file: BinaryIO) -> Size:
    """Read IHDR, which is the first chunk (PNG specification, 11.2.2), and check its sum."""
    head = file.read(33)
    if head[8:16] != b"\x00\x00\x00\rIHDR" or zlib.crc32(head[12:29]) != _number(head[29:33]):
        raise ValueError
    return _number(head[16:20]), _number(head[20:24])


def _gif(file: BinaryIO) -> Size:
    """Read the logical screen (GIF89a, 18)."""
    head = file.read(10)
    return _little(head[6:8]), _little(head[8:10])


def _webp(file: BinaryIO) -> Size:
    """Read the first chunk (RFC 9649, 2): lossy, lossless or extended."""
    head = file.read(30)
    match head[12:16]:
        case b"VP8 " if head[23:26] == b"\x9d\x01\x2a":
            return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
        case b"VP8L" if head[20] == 0x2F:
            bits = _little(head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _little(head[24:27]) + 1, _little(head[27:30]) + 1
    raise ValueError


def _jpeg(file: BinaryIO) -> Size:
    """Go from segment to segment (ITU-T T.81, B.1) until the frame header tells the size."""
    file.seek(2)
    for _ in range(_SEGMENTS):
        start = file.read(4)
        if start[0] != 0xFF or start[1] == 0xDA:  # the picture itself begins, and no size was told
            raise ValueError
        if start[1] in _FRAMES:
            frame = file.read(5)
            return _number(frame[3:5]), _number(frame[1:3])
        file.seek(_number(start[2:4]) - 2, 1)
    raise ValueError


def _number(octets: bytes) -> int:
    return int.from_bytes(octets, "big")


def _little(octets: bytes) -> int:
    return int.from_bytes(octets, "little")


_READERS: Mapping[str, Callable[[BinaryIO], Size]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/webp": _webp,
    "image/jpeg": _jpeg,
}
