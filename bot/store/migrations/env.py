"""How Alembic reaches the database; called by `bot.store.migrate`.

All migrations that a database lacks are one transaction: who is killed in the middle leaves it as it was.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlalchemy import Connection, create_engine, event

from bot.store.tables import metadata

PATIENCE = 60
"""Seconds that a second process waits for the first one on SQLite."""

url = context.config.attributes["url"]
on_file = url.startswith("sqlite")
engine = create_engine(url, **({"connect_args": {"timeout": PATIENCE}} if on_file else {}))

if on_file:
    # Left alone, Python's driver begins no transaction for statements that change the schema.

    @event.listens_for(engine, "connect")
    def _leave_transactions_to_us(connection: Any, record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


try:
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, transactional_ddl=True)
        with context.begin_transaction():
            if not on_file:
                # Two processes that start together: the second waits, and finds nothing to do.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261124)")
            context.run_migrations()
finally:
    engine.dispose()
