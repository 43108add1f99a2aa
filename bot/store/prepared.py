"""Statements on the path of every turn: turned into SQL once, then run on the driver's own cursor.

SQLAlchemy looks a statement up, binds and wraps its result anew at each execution, which takes several
times as long as the statement itself. What a turn executes is known beforehand, so all of that is done at
the first execution. What the statement means stays with SQLAlchemy: its SQL in each dialect, the types of
its values and of its columns, and its errors.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Processor = Callable[[Any], Any]
T = TypeVar("T")
Answer = Callable[["_Form", Any], T]
"""What is made of a cursor after a statement."""


class Prepared:
    """A statement with named values. Lists that grow with a value (`IN`) are not for it."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        # An INSERT has the columns that it is given, so its SQL depends on their names.
        self._forms: dict[tuple[str, ...], _Form] = {}

    def first(self, tx: Connection, values: Values) -> Any:
        """Return the first row, its columns by name; None if there is none."""
        return self._execute(tx, values, _first)

    def all(self, tx: Connection, values: Values) -> list[Any]:
        """Return all rows, their columns by name."""
        return self._execute(tx, values, _all)

    def scalar(self, tx: Connection, values: Values) -> Any:
        """Return the first column of the first row; None if there is none."""
        row = self._execute(tx, values, _first)
        return None if row is None else row[0]

    def run(self, tx: Connection, values: Values) -> int:
        """Execute the statement, and return how many rows it touched."""
        return self._execute(tx, values, _touched)

    def run_each(self, tx: Connection, rows: Sequence[Values]) -> None:
        """Execute the statement once for each of `rows`, of which there must be one at least."""
        form = self._form(tx.dialect, rows[0])
        form.execute(tx, [form.bind(values) for values in rows], _touched, many=True)

    def _execute(self, tx: Connection, values: Values, answer: Answer[T]) -> T:
        form = self._form(tx.dialect, values)
        return form.execute(tx, form.bind(values), answer)

    def _form(self, dialect: Dialect, values: Values) -> _Form:
        key = (dialect.name, *values)
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form(self._statement, dialect, list(values))
        return form


class _Form:
    """A statement in one dialect, for values of certain names."""

    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect, names: list[str]) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)
        self.sql: str = compiled.string
        self._dialect = dialect
        self._types = [column.type for column in statement.exported_columns]
        self._positional = compiled.positional
        order = compiled.positiontup if compiled.positional else compiled.binds
        self._binding = [(name, _to_driver(compiled.binds[name].type, dialect)) for name in order]
        self._constants = {name: bind.effective_value for name, bind in compiled.binds.items() if not bind.required}
        self._reading: list[tuple[int, Processor]] = []
        self._made: Callable[[Sequence[Any]], Any] | None = None

    def bind(self, values: Values) -> Any:
        """Return `values` as the driver takes them."""
        given = {**self._constants, **values} if self._constants else values
        if self._positional:
            return [given[name] if change is None else change(given[name]) for name, change in self._binding]
        return {name: given[name] if change is None else change(given[name]) for name, change in self._binding}

    def execute(self, tx: Connection, bound: Any, answer: Answer[T], *, many: bool = False) -> T:
        """Run the statement with values that are `bound`, and return what `answer` makes of it."""
        cursor = tx.connection.cursor()
        try:
            (cursor.executemany if many else cursor.execute)(self.sql, bound)
            return answer(self, cursor)
        except tx.dialect.loaded_dbapi.Error as error:
            raise _as_sqlalchemy(tx, self.sql, bound, error) from error
        finally:
            cursor.close()

    def row(self, cursor: Any, found: Sequence[Any]) -> Any:
        """Return a row of `cursor` as the types of its columns read it."""
        made = self._made or self._read(cursor.description)
        if not self._reading:
            return made(found)
        row = list(found)
        for index, change in self._reading:
            row[index] = change(row[index])
        return made(row)

    def _read(self, description: Sequence[Sequence[Any]]) -> Callable[[Sequence[Any]], Any]:
        # Only the answer to the first execution tells how the driver calls the columns.
        changes = [
            kind.dialect_impl(self._dialect).result_processor(self._dialect, column[1])
            for kind, column in zip(self._types, description, strict=True)
        ]
        self._reading = [(index, change) for index, change in enumerate(changes) if change is not None]
        row = namedtuple("Row", [column[0] for column in description])  # type: ignore[misc]  # known at run time
        self._made = made = row._make
        return made


def command(tx: Connection, sql: str) -> None:
    """Run `sql`, which has neither values nor a result, without the ceremony of a statement."""
    cursor = tx.connection.cursor()
    try:
        cursor.execute(sql)
    except tx.dialect.loaded_dbapi.Error as error:
        raise _as_sqlalchemy(tx, sql, (), error) from error
    finally:
        cursor.close()


def _as_sqlalchemy(tx: Connection, sql: str, bound: Any, error: Any) -> BaseException:
    driver = tx.dialect.loaded_dbapi
    gone = tx.dialect.is_disconnect(error, tx.connection, None)
    known: BaseException = DBAPIError.instance(
        sql, bound, error, driver.Error, connection_invalidated=gone, dialect=tx.dialect
    )
    return known


def _to_driver(kind: TypeEngine[Any], dialect: Dialect) -> Processor | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _first(form: _Form, cursor: Any) -> Any:
    found = cursor.fetchone()
    return None if found is None else form.row(cursor, found)


def _all(form: _Form, cursor: Any) -> list[Any]:
    return [form.row(cursor, found) for found in cursor.fetchall()]


def _touched(_: _Form, cursor: Any) -> int:
    return int(cursor.rowcount)
