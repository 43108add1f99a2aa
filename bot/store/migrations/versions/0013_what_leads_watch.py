"""Indexes for what leads watch: when tickets were opened, low scores, and articles that wait to be published.

Revision ID: 0013
Revises: 0012
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LOW = sa.text("score <= 2")
DRAFT = sa.text("status IN ('draft', 'review')")


def upgrade() -> None:
    """Expand the schema."""
    op.create_index("ix_ticket_opened", "ticket", ["opened_at"])
    op.create_index("ix_rating_low", "rating", ["answered_at"], sqlite_where=LOW, postgresql_where=LOW)
    op.create_index("ix_article_draft", "article", ["topic"], sqlite_where=DRAFT, postgresql_where=DRAFT)
