"""What a form sends, read with limits, and the marks that prove where it came from."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.numbers import number_in
from core.errors import NotFound, OnkapiError
from core.messages import clean

MAX_BYTES = 512 * 1024
MAX_FIELDS = 20


class FormRefused(OnkapiError):
    """A form that is too large, of another type, or not from a page of ours."""

    code = "form.refused"

    def __init__(self, status: int, key: str) -> None:
        self.status, self.key = status, key
        super().__init__(status=status, key=key)


async def read(request: Request, most: int = MAX_FIELDS) -> Mapping[str, str]:
    """Return the fields of a posted form, the last of each name, with line ends and odd characters made plain.

    Raises `FormRefused` when it is too large or no form.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise FormRefused(415, "failed.form")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise FormRefused(413, "failed.too_large")
    try:
        fields = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=most)
    except ValueError as error:
        raise FormRefused(400, "failed.form") from error
    return {name: clean(value) for name, value in fields}


async def posted(request: Request, mark: str, most: int = MAX_FIELDS) -> Mapping[str, str]:
    """Return what `read` returns of a form that carries `mark`, the one its page was given.

    Raises `FormRefused` as `read` does, and for a form without the mark: it is not from our page.
    """
    form = await read(request, most)
    require(form, mark)
    return form


def number(text: str) -> int:
    """Return the number that a part of an address names; raise `NotFound` where it is none."""
    found = number_in(text)
    if found is None:
        raise NotFound(number=text)
    return found


def require(form: Mapping[str, str], mark: str) -> None:
    """Raise `FormRefused` unless the form carries `mark`, the one its page was given."""
    if not mark or not hmac.compare_digest(form.get("csrf", "").encode(), mark.encode()):
        raise FormRefused(403, "failed.stale")


def fresh_mark() -> str:
    """Return 128 random bits for a form."""
    return secrets.token_urlsafe(16)


def fresh_token() -> str:
    """Return 256 random bits for a cookie."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what the database keeps of a cookie's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
