r"""Visitors whom their page knows: it signs who they are, and the desk gives a pass for as long as the page is open.

A page signs `<seconds>\n<id>\n<name>\n<email>` by HMAC-SHA256 with its site's secret, as `<seconds>.<hex>`;
seconds are since 1970, UTC. That holds for an hour, long enough to be shown. The pass that it is exchanged for
is signed with a key of its own, so that neither can stand for the other.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SHOWN = timedelta(hours=1)
"""How long a page's signature is good for."""

AHEAD = timedelta(minutes=5)
"""How far the clock of a page's server may be ahead of ours."""

PASSES = timedelta(hours=12)
"""How long a pass is good for; a page that is opened anew gets a new one."""

_LONGEST = 254
_SIGNATURE = re.compile(r"([0-9]{1,12})\.([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A visitor whom the page vouches for. `id` is the page's own and never changes; the others may be empty."""

    id: str
    name: str = ""
    email: str = ""


def sign(secret: str, known: Known, at: datetime) -> str:
    """Return the signature that a page's server makes for `known` at a moment."""
    seconds = str(int(at.timestamp()))
    mac = _mac(secret.encode(), f"{seconds}\n{known.id}\n{known.name}\n{known.email}")
    return f"{seconds}.{mac}"


def vouched(secret: str, user: object, signature: object, now: datetime) -> Known | None:
    """Return who the page says its visitor is; None for whatever is not signed as it must be, or too long ago."""
    known = _read(user)
    found = _SIGNATURE.fullmatch(signature) if isinstance(signature, str) else None
    if not secret or known is None or found is None:
        return None
    if not (now - SHOWN).timestamp() <= int(found[1]) <= (now + AHEAD).timestamp():
        return None
    expected = sign(secret, known, datetime.fromtimestamp(int(found[1]), UTC))
    return known if hmac.compare_digest(expected, found[0]) else None


def give_pass(secret: str, known: Known, now: datetime) -> str:
    """Return a pass for a visitor whom the page vouched for."""
    body = json.dumps([known.id, known.name, known.email, int((now + PASSES).timestamp())])
    packed = urlsafe_b64encode(body.encode()).decode().rstrip("=")
    return f"{packed}.{_mac(_pass_key(secret), packed)}"


def holder(secret: str, given: str, now: datetime) -> Known | None:
    """Return whose pass it is; None for a pass that we did not give, or that is over."""
    packed, _, mac = given.partition(".")
    if not secret or not hmac.compare_digest(_mac(_pass_key(secret), packed).encode(), mac.encode()):
        return None
    try:
        own, name, email, until = json.loads(urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (ValueError, binascii.Error):
        return None
    return Known(id=own, name=name, email=email) if now.timestamp() < until else None


def chat_of(known: Known) -> str:
    """Return the chat of a known visitor, the same on every device; no token of an unknown one leads there."""
    return hashlib.sha256(f"user\n{known.id}".encode()).hexdigest()


def _read(user: object) -> Known | None:
    if not isinstance(user, Mapping):
        return None
    values = [_word(user, name) for name in ("id", "name", "email")]
    own, name, email = values
    if not own or name is None or email is None:
        return None
    return Known(id=own, name=name, email=email)


def _word(user: Mapping[str, Any], name: str) -> str | None:
    """Return a value of the page's; a missing one is empty, and one that cannot be signed is None."""
    value = user.get(name)
    value = "" if value is None else str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(value, str) or len(value) > _LONGEST or not value.isprintable():
        return None
    return value


def _pass_key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"onkapi pass", "sha256")


def _mac(key: bytes, words: str) -> str:
    return hmac.new(key, words.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
