"""What people of the desk are told of tickets.

Revision ID: 0012
Revises: 0011
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("read_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_notice_person")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_notice_ticket")),
    )
    op.create_index("ix_notice_ticket", "notice", ["ticket"])
    op.create_index("ix_notice_at", "notice", ["at"])
    op.create_index("ix_notice_of_person", "notice", ["person", "id"])
    op.create_index("ix_notice_unread", "notice", ["person"], sqlite_where=UNREAD, postgresql_where=UNREAD)
