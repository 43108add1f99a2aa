"""Passwords of the console: argon2 hashes. Each call takes about 0.15 s of CPU: never on the event loop."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()


def hash_password(text: str) -> str:
    """Return the hash to keep of the password `text`; another one each time."""
    return _HASHER.hash(_bytes(text))


@cache
def nobody() -> str:
    """Return a hash that no password fits, to check in place of one that is not there; one for each process."""
    return hash_password(secrets.token_urlsafe())


def verify(hashed: str, text: str) -> bool:
    """Say whether `text` is the password behind `hashed`; False too when `hashed` is no argon2 hash."""
    try:
        return _HASHER.verify(hashed, _bytes(text))
    except (VerificationError, InvalidHashError):
        return False


def _bytes(text: str) -> bytes:
    # A lone surrogate in a form must be a wrong password, not an error.
    return text.encode("utf-8", "replace")
