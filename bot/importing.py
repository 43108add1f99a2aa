"""A file of customers, read strictly: whatever cannot be used is told with its line, and then nothing is taken.

The first line names the columns, in any order: `organization` and `name`, and of the others those that there are.
`external_ids` holds how platforms call the person, as `channel=id` or `channel/realm=id`, with blanks between them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.rights import LONGEST_NAME, BadEmail, require_email
from core.messages import Language, clean

REQUIRED = ("organization", "name")
COLUMNS = (*REQUIRED, "email", "phone", "language", "external_ids")
MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_TOLD = 20
"""Mistakes that are told at once."""

_PHONE = re.compile(r"\+?[0-9 ()./-]{3,39}")
_PAIR = re.compile(r"([a-z][a-z0-9_]{0,19})(?:/([^\s=/]{1,64}))?=(\S{1,200})")
_FORMULA = tuple("=+-@")
"""A cell that begins like this runs in a spreadsheet that is fed with our lists."""


class BadFile(Exception):
    """The file cannot be used; `lines` say why, each for itself."""

    def __init__(self, *lines: str) -> None:
        self.lines = lines
        super().__init__("\n".join(lines))


@dataclass(frozen=True, slots=True)
class Named:
    """How a channel calls somebody."""

    channel: str
    realm: str
    external_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One customer of the file, and where he stands in it."""

    line: int
    organization: str
    name: str
    email: str = ""
    phone: str = ""
    language: Language | None = None
    named: tuple[Named, ...] = ()


def read(content: bytes, organizations: Collection[str], channels: Collection[str]) -> Sequence[Row]:
    """Return the customers of a file. Raises `BadFile` with every line that cannot be used, up to twenty."""
    table = _table(_text(content))
    wrong: list[str] = []
    rows: list[Row] = []
    for line, cells in table:
        try:
            rows.append(_row(line, cells, organizations, channels))
        except ValueError as error:
            wrong.append(f"line {line}: {error}")
    wrong += _twice(rows)
    if wrong:
        more = len(wrong) - MOST_TOLD
        raise BadFile(*wrong[:MOST_TOLD], *([f"and {more} more"] if more > 0 else []))
    if not rows:
        raise BadFile("the file names nobody")
    return rows


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise BadFile(f"the file has more than {MOST_BYTES // 1_000_000} MB; import it in parts")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadFile('the file is UTF-16; save it as "CSV UTF-8"')
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadFile(
            f"line {line}: the file is not UTF-8; spreadsheets in Turkish save CSV as Windows-1254 (cp1254)",
            'save it as "CSV UTF-8", or convert it: iconv -f cp1254 -t utf-8 FILE.csv > NEW.csv',
        ) from None


def _table(text: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    try:
        names = [clean(cell).strip().lower() for cell in next(reader, [])]
        _check_head(names)
        for number, cells in enumerate(reader):
            if number >= MOST_ROWS:
                raise BadFile(f"the file has more than {MOST_ROWS} lines; import it in parts")
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(names):
                raise BadFile(f"line {reader.line_num}: {len(cells)} cells under {len(names)} columns")
            yield reader.line_num, dict(zip(names, (" ".join(clean(cell).split()) for cell in cells), strict=True))
    except csv.Error as error:
        raise BadFile(f"line {reader.line_num}: {error}") from None


def _check_head(names: Sequence[str]) -> None:
    missing = [name for name in REQUIRED if name not in names]
    unknown = [name or "(empty)" for name in names if name not in COLUMNS]
    listed = ", ".join(COLUMNS)
    if missing:
        raise BadFile(f"line 1: there is no column {missing[0]}; the columns are {listed}")
    if unknown:
        raise BadFile(f"line 1: nobody knows the column {unknown[0]}; the columns are {listed}")
    if len(set(names)) < len(names):
        raise BadFile("line 1: a column stands there twice")


def _row(line: int, cells: Mapping[str, str], organizations: Collection[str], channels: Collection[str]) -> Row:
    organization, name = cells["organization"], cells["name"]
    if organization not in organizations:
        raise ValueError(f'there is no organization "{organization}"; there are: {", ".join(organizations)}')
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValueError(f"a name has 1 to {LONGEST_NAME} characters")
    if name.startswith(_FORMULA):
        raise ValueError(f"the name {name} begins like a formula of a spreadsheet")
    return Row(
        line=line,
        organization=organization,
        name=name,
        email=_email(cells.get("email", "")),
        phone=_phone(cells.get("phone", "")),
        language=_language(cells.get("language", "")),
        named=tuple(_named(pair, channels) for pair in cells.get("external_ids", "").split()),
    )


def _email(given: str) -> str:
    try:
        require_email(given)
    except BadEmail:
        raise ValueError(f"{given}: this is no e-mail address") from None
    if given.startswith(_FORMULA):
        raise ValueError(f"the address {given} begins like a formula of a spreadsheet")
    return given.lower()


def _phone(given: str) -> str:
    if given and not _PHONE.fullmatch(given):
        raise ValueError(f"{given}: a phone number has digits, blanks, + ( ) . / and -")
    return given


def _language(given: str) -> Language | None:
    if given and given.lower() not in get_args(Language):
        raise ValueError(f"{given}: a language is tr or en")
    return next((each for each in get_args(Language) if each == given.lower()), None)


def _named(pair: str, channels: Collection[str]) -> Named:
    found = _PAIR.fullmatch(pair)
    if found is None:
        raise ValueError(f"{pair}: an external id is written as channel=id, or channel/realm=id")
    if found[1] not in channels:
        raise ValueError(f'{pair}: there is no channel "{found[1]}"; there are: {", ".join(sorted(channels))}')
    return Named(found[1], found[2] or "", found[3])


def _twice(rows: Sequence[Row]) -> list[str]:
    """Return what two lines say of themselves that only one person can have."""
    seen: dict[object, int] = {}
    told = []
    for row in rows:
        marks = [*row.named, *([(row.organization, row.email)] if row.email else [])]
        marks = marks or [(row.organization, row.name.casefold(), row.phone)]
        first = next((seen[mark] for mark in marks if mark in seen), None)
        if first is not None:
            told.append(f"line {row.line}: it is the same person as line {first}")
        seen |= {mark: row.line for mark in marks if mark not in seen}
    return told
