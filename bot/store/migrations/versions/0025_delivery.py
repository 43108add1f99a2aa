"""What goes first, under which lease a message is being sent, and since when nobody knows whether it arrived.

Revision ID: 0025
Revises: 0024
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Expand the schema."""
    op.add_column("outbox", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("lease_epoch", sa.Integer()))
    op.add_column("outbox", sa.Column("unsure_since", sa.DateTime(timezone=True)))
