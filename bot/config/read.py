"""How single values of the file are read; each refuses with the way out."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date
from typing import Any

from bot.config import holiday
from bot.config.refused import Refused
from core.calendar import DAY_MINUTES, Calendar, Range, Span
from core.dialogue.codes import host_of
from core.errors import BadInput

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_CLOCK = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")
_HTTP = re.compile(r"https?://[^\s/?#]+(/[^\s?#]*)?")
_SCHEMES = ("sqlite:///", "postgresql+psycopg://")


def key(text: str) -> str:
    """Accept the key of a thing: it stands in addresses and reports."""
    if not _KEY.fullmatch(text):
        raise Refused(f'"{text}" cannot be a key', "write a-z, 0-9, _ and -, at most 64 of them")
    return text


def account(text: str) -> str:
    """Accept the name of an account: channel/key."""
    if not re.fullmatch(r"[^/\s]+/[^/\s]+", text):
        raise Refused(f'"{text}" is not an account', "write channel/key, such as slack/main")
    return text


def empty(value: Any) -> Any:
    """Take a section without a line as one without a key."""
    return {} if value is None else value


def zone(name: str) -> str:
    """Accept the name of a time zone."""
    try:
        Calendar(timezone=name, always_open=True)
    except BadInput as bad:
        raise Refused.because(bad) from None
    return name


def span(value: object) -> Span:
    """Read 15m, 4h or 3d."""
    if isinstance(value, Span):
        return value
    try:
        return Span.parse(str(value))
    except BadInput as bad:
        raise Refused.because(bad) from None


def working_days(value: object) -> Span:
    """Read 3d; silence is counted in working days only."""
    days = span(value)
    if days.unit != "d":
        raise Refused(f'"{value}" is not in working days', "write a whole number and d, such as 2d")
    return days


def silence(value: object) -> Span | None:
    """Read working days, or never."""
    return None if value in (None, "never") else working_days(value)


def minute(value: object) -> int:
    """Read "13:30" as the minute of the day."""
    found = _CLOCK.fullmatch(str(value))
    result = int(found[1]) * 60 + int(found[2]) if found else DAY_MINUTES + 1
    if result > DAY_MINUTES:
        raise Refused(f'"{value}" is not a time of day', 'write hours and minutes, such as "13:00"')
    return result


def hours(value: object) -> Range:
    """Read "09:00-12:30"; "22:00-06:00" passes midnight, and its end is the smaller number."""
    start, dash, end = str(value).partition("-")
    if not dash:
        raise Refused(f'"{value}" is not a range of hours', 'write from and to, such as "09:00-12:30"')
    first, last = minute(start.strip()), minute(end.strip())
    if first in (last, DAY_MINUTES):
        raise Refused(f'"{value}" has no length', 'write from and to, such as "09:00-12:30", or 24x7')
    return first, last


def days(value: object) -> tuple[int, ...]:
    """Read "mon", "mon-fri" or "mon,wed" as days counted from Monday, 0."""
    found: list[int] = []
    for part in str(value).split(","):
        first, _, last = part.strip().partition("-")
        if first not in WEEK or (last or first) not in WEEK:
            raise Refused(f'"{value}" names no days', "write mon, tue, wed, thu, fri, sat, sun, or a range: mon-fri")
        start, end = WEEK.index(first), WEEK.index(last or first)
        # A range may pass the end of the week: sun-thu.
        found += [(start + n) % 7 for n in range((end - start) % 7 + 1)]
    return tuple(found)


def around_the_clock(value: Any) -> Any:
    """Accept 24x7 as short for every day from 00:00 to 24:00."""
    if value == "24x7":
        return {"mon-sun": ["00:00-24:00"]}
    if isinstance(value, str):
        raise Refused(f'"{value}" is no set of hours', "write 24x7, or days with ranges")
    return value


def closed_day(value: object) -> tuple[date, int]:
    """Read "2026-12-31", or "2026-12-31 13:00" for a day that is closed from then on."""
    day, _, start = str(value).strip().partition(" ")
    try:
        closed = date.fromisoformat(day)
    except ValueError:
        raise Refused(f'"{value}" is not a date', 'write 2026-12-31, or "2026-12-31 13:00"') from None
    return closed, minute(start) if start else 0


def country(code: str) -> str:
    """Accept a country whose holidays are known, or a part of one."""
    way_out = holiday.unknown(code)
    if way_out:
        raise Refused(f'the holidays of "{code}" are not known', way_out)
    return code


def database_url(url: str) -> str:
    """Accept an address of SQLite or of PostgreSQL by psycopg 3."""
    if not url.startswith(_SCHEMES) or url in _SCHEMES:
        # The address may hold a password, and is not shown.
        raise Refused(
            "this is no database that onkapi can use",
            "write sqlite:///var/onkapi.db or postgresql+psycopg://user@host/database",
        )
    return url


def public_url(url: str) -> str:
    """Accept nothing, or the address of a web site; give it back without a final slash."""
    if url and not _HTTP.fullmatch(url):
        raise Refused(f'"{url}" is not the address of a web site', "write https://destek.ornek.example")
    return url.rstrip("/")


def domain(name: str) -> str:
    """Accept the domain of mail addresses, in its ASCII form."""
    host = host_of(name)
    if host is None:
        raise Refused(f'"{name}" is not a domain', "write what stands behind the @: ornek.example")
    return host


def webhook_url(url: str) -> str:
    """Accept the address of a program on the web, with whatever path and query it wants."""
    if not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s#]*)?", url):
        raise Refused(f'"{url}" is not an address that can be called', "write https://itsm.ornek.example/hooks/onkapi")
    return url


def webhook_secret(secret: str) -> str:
    """Accept the key of signatures as Standard Webhooks writes it."""
    try:
        length = len(base64.b64decode(secret.removeprefix("whsec_"), validate=True))
    except (ValueError, binascii.Error):
        length = 0
    if not secret.startswith("whsec_") or not 24 <= length <= 64:
        # What was written may be a secret all the same, and is not shown.
        raise Refused(
            "this is no secret of 24 to 64 bytes", 'write whsec_ and what "openssl rand -base64 32" prints, or ${NAME}'
        )
    return secret


def email(address: str) -> str:
    """Accept nothing, or something with one @ in its midst."""
    if address and not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
        raise Refused(f'"{address}" is not an e-mail address', "write destek@ornek.example")
    return address
