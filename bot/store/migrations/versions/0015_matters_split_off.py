"""A matter may be taken out of a ticket: which one, and the lines that the new ticket shows, too.

Revision ID: 0015
Revises: 0014
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SPLIT = sa.text("split_from IS NOT NULL")


def upgrade() -> None:
    """Expand the schema."""
    op.add_column("ticket", sa.Column("split_from", sa.Text()))
    op.create_index("ix_ticket_split", "ticket", ["split_from"], sqlite_where=SPLIT, postgresql_where=SPLIT)
    op.create_table(
        "shown_entry",
        sa.Column("ticket", ID, nullable=False),
        sa.Column("entry", ID, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "entry", name=op.f("pk_shown_entry")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_shown_entry_ticket")),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_shown_entry_entry")),
    )
    op.create_index("ix_shown_entry_entry", "shown_entry", ["entry"])
