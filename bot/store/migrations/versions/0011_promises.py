"""What is promised about tickets: the index of what runs.

Revision ID: 0011
Revises: 0010
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

RUNNING = sa.text("due IS NOT NULL")


def upgrade() -> None:
    """Expand the schema."""
    op.create_index("ix_promise_running", "promise", ["due"], sqlite_where=RUNNING, postgresql_where=RUNNING)
