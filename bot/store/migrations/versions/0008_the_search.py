"""The revision with which an article changed last, so that what is new is found without loading everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Give every article the present revision."""
    op.add_column("article", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE article SET revision = (SELECT COALESCE(MAX(number), 0) FROM revision WHERE name = 'kb')")
    with op.batch_alter_table("article") as table:
        table.alter_column("revision", server_default=None)
    op.create_index("ix_article_revision", "article", ["revision"])


def downgrade() -> None:
    """Forget it."""
    op.drop_index("ix_article_revision", "article")
    op.drop_column("article", "revision")
