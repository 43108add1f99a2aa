"""What a file is, told by its first bytes: neither its name nor the sender's word counts."""

from __future__ import annotations

HEAD = 4096
"""How many first bytes of a file are enough."""

UNKNOWN = "application/octet-stream"

_FIRST: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (28, b"OpusHead", "audio/ogg"),
    (28, b"\x01vorbis", "audio/ogg"),
    (0, b"OggS", "video/ogg"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"MZ", "application/vnd.microsoft.portable-executable"),
    (0, b"\x7fELF", "application/x-elf"),
)
"""Where which bytes stand, and what a file with them is. The first that fits counts."""

_RIFF = {"image/webp", "audio/wav", "video/x-msvideo"}

_SPOKEN = {"video/webm": "audio/webm", "video/mp4": "audio/mp4", "video/ogg": "audio/ogg"}
"""Containers that hold a voice as well as a film; only here the sender says which it is."""


def kind_of(head: bytes, declared: str = "") -> str:
    """Return the media type of a file that begins with `head`; `declared` is what its sender calls it.

    Pages, drawings and scripts are text, whatever they are called: no type that a browser would run is returned.
    """
    for offset, magic, kind in _FIRST:
        if head.startswith(magic, offset) and (kind not in _RIFF or head.startswith(b"RIFF")):
            return _SPOKEN.get(kind, kind) if declared.startswith("audio/") else kind
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    if not head or any(byte < 9 or 13 < byte < 27 for byte in head):
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return len(head) - error.start < 4 and error.reason == "unexpected end of data"  # cut in a letter
    return True
