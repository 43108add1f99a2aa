"""Inserts that give way: what is there already stays, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.prepared import Prepared

Statement = Any  # An insert of one of two dialects; their classes share no typed base.


class InsertNew:
    """Insert a row unless one of `unique` is there; `on` also says what to change then."""

    def __init__(
        self, table: Table, *returning: str, unique: tuple[str, ...] = (), on: Callable[[Any], Any] | None = None
    ) -> None:
        self._statements = {
            name: Prepared(self._build(insert(table), table, returning, unique, on))
            for name, insert in (("sqlite", sqlite.insert), ("postgresql", postgresql.insert))
        }

    @staticmethod
    def _build(
        statement: Statement,
        table: Table,
        returning: tuple[str, ...],
        unique: tuple[str, ...],
        on: Callable[[Any], Any] | None,
    ) -> Statement:
        if on is None:
            statement = statement.on_conflict_do_nothing(index_elements=unique or None)
        else:
            statement = statement.on_conflict_do_update(index_elements=unique, set_=on(statement.excluded))
        return statement.returning(*(table.c[name] for name in returning)) if returning else statement

    def scalar(self, tx: Connection, values: Mapping[str, Any]) -> Any:
        """Insert `values` and return the first returned column; None if nothing was inserted or changed."""
        return self._statements[tx.dialect.name].scalar(tx, values)

    def run(self, tx: Connection, values: Mapping[str, Any]) -> int:
        """Insert `values`, and return how many rows that made or changed: one or none."""
        return self._statements[tx.dialect.name].run(tx, values)
