"""How Alembic reaches the database; called by `bot.store.migrate`."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from bot.store.tables import metadata

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        if engine.dialect.name == "postgresql":
            # Two processes that start together: the second waits, and finds nothing to do.
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(20261124)")
        context.run_migrations()
engine.dispose()
