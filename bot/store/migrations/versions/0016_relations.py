"""Tickets stand in relations, and are found by their numbers elsewhere.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

WORDS = (
    "(SELECT group_concat(replace(json_extract(value, '$.text'), 'ı', 'i'), ' ') FROM json_each({row}.external_refs))"
)


def upgrade() -> None:
    """Expand the schema."""
    op.drop_table("ticket_link")  # nothing has ever written to it
    op.create_table(
        "ticket_link",
        sa.Column("ticket", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "other", name=op.f("pk_ticket_link")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_ticket_link_ticket")),
        sa.ForeignKeyConstraint(["other"], ["ticket.id"], name=op.f("fk_ticket_link_other")),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_ticket_link_by")),
    )
    op.create_index("ix_ticket_link_other", "ticket_link", ["other"])
    if op.get_context().dialect.name == "sqlite":
        _search_on_sqlite()
    else:
        op.execute(
            "CREATE INDEX search_foreign ON ticket USING gin "
            "(search_words(CAST(jsonb_path_query_array(external_refs, '$[*].text') AS text))) "
            "WHERE external_refs <> CAST('[]' AS jsonb)"
        )


def _search_on_sqlite() -> None:
    op.execute(
        "CREATE VIRTUAL TABLE search_foreign USING fts5("
        "foreign_refs, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 2')"
    )
    add = f"INSERT INTO search_foreign (rowid, foreign_refs) SELECT new.id, {WORDS.format(row='new')};"
    drop = (
        "INSERT INTO search_foreign (search_foreign, rowid, foreign_refs) "
        f"SELECT 'delete', old.id, {WORDS.format(row='old')} WHERE old.external_refs <> '[]';"
    )
    op.execute(
        f"CREATE TRIGGER search_foreign_new AFTER INSERT ON ticket WHEN new.external_refs <> '[]' BEGIN {add} END"
    )
    op.execute(f"CREATE TRIGGER search_foreign_gone AFTER DELETE ON ticket BEGIN {drop} END")
    changed = add.replace(";", " WHERE new.external_refs <> '[]';")
    op.execute(
        "CREATE TRIGGER search_foreign_other AFTER UPDATE OF external_refs ON ticket "
        f"WHEN old.external_refs <> new.external_refs BEGIN {drop} {changed} END"
    )
