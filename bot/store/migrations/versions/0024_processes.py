"""Which processes serve the desk, and how each of them fares; dead letters that are to be replayed.

Revision ID: 0024
Revises: 0023
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "process",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("prints", JSON, nullable=False),
        sa.Column("conditions", JSON, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process")),
    )
    again = sa.text("state = 'again'")
    op.create_index("ix_inbox_again", "inbox", ["id"], sqlite_where=again, postgresql_where=again)
