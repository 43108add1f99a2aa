"""What leads tell everybody for a while.

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "announcement",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("organization", sa.Text()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_announcement_person")),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_announcement_organization")),
    )
    op.create_index("ix_announcement_until", "announcement", ["until"])
