"""Agents may be away, with somebody who stands in; the cases of one who is gone are taken from him.

Revision ID: 0014
Revises: 0013
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.add_column("agent", sa.Column("away_since", MOMENT))
    op.add_column("agent", sa.Column("away_until", MOMENT))
    op.add_column("agent", sa.Column("substitute", ID))
    op.add_column("agent", sa.Column("returns", sa.Text()))
    waiting = sa.text("returns IS NOT NULL")
    op.create_index("ix_agent_returns", "agent", ["person"], sqlite_where=waiting, postgresql_where=waiting)
