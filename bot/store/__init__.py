"""What is remembered: SQLAlchemy Core over SQLite or PostgreSQL, behind a small gate (see `bot.store.engine`)."""
