"""What the console keeps: who saw a ticket and types on it, lists and replies to use again, and words to search.

Revision ID: 0005
Revises: 0004

Words are searched in what people wrote, in titles and in customers' names. The database keeps the indexes by
itself, in the transaction that writes the words: SQLite by triggers that feed full-text tables (which hold no
copy of the words), PostgreSQL by indexes on an expression. Letters are found however they were typed: ş as s,
ı and İ as i. Whoever copies one of the three tables on SQLite must make its triggers again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)

SEARCHED = (("ticket", "title", ""), ("person", "name", ""), ("entry", "text", "author <> 'bot' AND text <> ''"))
"""Table, column, and which rows; the bot's own words are left out: its articles would answer every question."""


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "seen",
        sa.Column("person", ID, nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("typing_at", MOMENT),
        sa.PrimaryKeyConstraint("person", "ticket", name=op.f("pk_seen")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_seen_person")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_seen_ticket")),
    )
    op.create_index("ix_seen_ticket", "seen", ["ticket", "at"])
    op.create_table(
        "saved_view",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_saved_view_person")),
        sa.UniqueConstraint("person", "name", name=op.f("uq_saved_view_person_name")),
    )
    op.create_table(
        "saved_reply",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", ID),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_saved_reply_person")),
    )
    op.create_index("ix_saved_reply_person", "saved_reply", ["person"])
    op.create_index(
        "ix_ticket_open",
        "ticket",
        ["id"],
        sqlite_where=sa.text("status <> 'closed'"),
        postgresql_where=sa.text("status <> 'closed'"),
    )
    if op.get_context().dialect.name == "sqlite":
        _search_on_sqlite()
    else:
        _search_on_postgresql()


def _search_on_sqlite() -> None:
    for table, column, which in SEARCHED:
        name = f"search_{table}"
        op.execute(
            f"CREATE VIRTUAL TABLE {name} USING fts5("
            f"{column}, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 2')"
        )
        add, drop = _added(name, column, which), _dropped(name, column, which)
        op.execute(f"CREATE TRIGGER {name}_new AFTER INSERT ON {table} BEGIN {add} END")
        op.execute(f"CREATE TRIGGER {name}_gone AFTER DELETE ON {table} BEGIN {drop} END")
        # One trigger for both steps: of two it is not said which comes first.
        op.execute(f"CREATE TRIGGER {name}_other AFTER UPDATE OF {column} ON {table} BEGIN {drop} {add} END")
        where = f" WHERE {which}" if which else ""
        plain = f"SELECT id, replace({column}, 'ı', 'i') FROM {table}{where}"  # noqa: S608 -- the names stand above
        op.execute(f"INSERT INTO {name} (rowid, {column}) {plain}")


def _added(name: str, column: str, which: str) -> str:
    return f"INSERT INTO {name} (rowid, {column}) SELECT new.id, replace(new.{column}, 'ı', 'i'){_when(which, 'new')};"


def _dropped(name: str, column: str, which: str) -> str:
    words = f"replace(old.{column}, 'ı', 'i')"
    return f"INSERT INTO {name} ({name}, rowid, {column}) SELECT 'delete', old.id, {words}{_when(which, 'old')};"


def _when(which: str, prefix: str) -> str:
    return f" WHERE {which.replace('author', f'{prefix}.author').replace('text', f'{prefix}.text')}" if which else ""


def _search_on_postgresql() -> None:
    typed, plain = "ıİşŞğĞüÜöÖçÇâÂîÎûÛéÉ", "iissgguuooccaaiiuuee"
    op.execute(
        "CREATE FUNCTION search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ "
        f"SELECT to_tsvector('simple'::regconfig, "
        f"regexp_replace(lower(translate(left($1, 20000), '{typed}', '{plain}')), '[^[:alnum:]]+', ' ', 'g')) $$"
    )
    for table, column, which in SEARCHED:
        where = f" WHERE {which}" if which else ""
        op.execute(f"CREATE INDEX search_{table} ON {table} USING gin (search_words({column})){where}")
