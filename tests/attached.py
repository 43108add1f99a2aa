"""Small real files to attach in tests: pictures of any size that they claim, and what pretends to be one."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def png(width: int = 8, height: int = 8, *, colour: bytes = b"\x31\x57\xd5") -> bytes:
    """Return a PNG of one colour; one of more than a million pixels has its header, but not its pixels."""
    rows = (b"\x00" + colour * width) * height if width * height <= 1_000_000 else b"\x00"
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def gif(width: int = 8, height: int = 8) -> bytes:
    """Return the beginning of a GIF."""
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\x00\x00\x00;"


def jpeg(width: int = 8, height: int = 8, *, before: bytes = b"") -> bytes:
    """Return the beginning of a JPEG, with the segments `before` in front of its frame header."""
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 9 + before + frame + b"\xff\xda"


def webp(kind: bytes, width: int = 8, height: int = 8) -> bytes:
    """Return the beginning of a WebP whose first chunk is `kind`."""
    match kind:
        case b"VP8 ":
            body = b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", width, height)
        case b"VP8L":
            body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + b"\x00" * 5
        case _:
            body = b"\x00" * 4 + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


async def pieces(content: bytes, size: int = 1 << 16) -> AsyncIterator[bytes]:
    """Yield `content` as a network brings it."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
