"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ColumnElement, DateTime, Dialect, Integer, Row, Text, literal_column
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator

from core.messages import aware

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are known by their names."""

Id = BigInteger().with_variant(Integer, "sqlite")
"""A growing number; SQLite numbers rows by itself only in a column of type INTEGER."""

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


_SPELLED = re.compile("[a-z_]*")


class Word(TypeDecorator[str]):
    """A word of the code, such as a state. What it is compared with is written into the statement, not bound.

    SQLite sees only in the words of a statement that one of its partial indexes will do; PostgreSQL may reuse a plan
    that was made for any word.
    """

    impl = Text
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[str]):  # noqa: N801  # SQLAlchemy's name for it
        """Compares with words that are spelled out, and with columns and named values as they are."""

        def operate(self, op: OperatorType, *other: Any, **more: Any) -> ColumnElement[Any]:
            """Write fixed words into the statement."""
            return super().operate(op, *map(_spelled, other), **more)


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        if _SPELLED.fullmatch(value) is None:
            raise ValueError(f"no word of the code: {value!r}")
        return literal_column(f"'{value}'", Text)
    return [_spelled(each) for each in value] if isinstance(value, list | tuple | set | frozenset) else value


class Utc(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC to the microsecond. A naive one raises `core.errors.NaiveDatetime`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Send UTC; SQLite, which knows no zones, gets it without one."""
        if value is None:
            return None
        moment = aware(value)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
