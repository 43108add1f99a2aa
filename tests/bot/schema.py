"""The schema that the last version left behind; `python -m tests.bot.schema` writes it down when one is published.

`schema.json` holds, for each table, its columns with their types ("Text?" may be empty), and what must be unique.
Tests compare what migrations make of it since (docs/upgrading.md tells why).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import UniqueConstraint, create_engine, inspect

from bot.store.migrate import head
from bot.store.tables import metadata
from bot.store.types import Word

FILE = Path(__file__).with_name("schema.json")

Schema = dict[str, Any]


def described() -> Schema:
    """Return the schema as the code of this version has it."""
    return {
        table.name: {
            "columns": {column.name: _type_of(column.type) + "?" * bool(column.nullable) for column in table.columns},
            "unique": sorted(
                sorted(column.name for column in each.columns)
                for each in table.constraints
                if isinstance(each, UniqueConstraint)
            ),
        }
        for table in metadata.sorted_tables
    }


def _type_of(column: Any) -> str:
    """Return the name of a column's type as a database has it: a word of the code is a text there."""
    return "Text" if isinstance(column, Word) else type(column).__name__


def kept() -> Schema:
    """Return the schema of the last version."""
    found: Schema = json.loads(FILE.read_text("utf-8"))["tables"]
    return found


def left_out(url: str) -> dict[str, list[str]]:
    """Return the columns of the database at `url` that a writer may leave out, by table."""
    engine = create_engine(url)
    with engine.connect() as connection:
        seen = inspect(connection)
        found = {
            name: [
                column["name"]
                for column in seen.get_columns(name)
                if column["nullable"] or column["default"] is not None or column.get("autoincrement") is True
            ]
            for name in seen.get_table_names()
        }
    engine.dispose()
    return found


def main() -> None:
    """Write the schema of this version down."""
    tables = ",\n".join(f"{json.dumps(name)}: {json.dumps(table)}" for name, table in sorted(described().items()))
    FILE.write_text(f'{{"revision": {json.dumps(head())}, "tables": {{\n{tables}\n}}}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
