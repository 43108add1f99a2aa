"""Every text of a question bank stays as it was, and what was asked about a ticket is kept.

Revision ID: 0023
Revises: 0022
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema, and let the present banks be the first that are kept."""
    op.create_table(
        "bank_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_version")),
        sa.ForeignKeyConstraint(["bank"], ["bank.key"], name=op.f("fk_bank_version_bank")),
        sa.UniqueConstraint("bank", "version", name=op.f("uq_bank_version_bank_version")),
    )
    op.create_table(
        "bank_run",
        sa.Column("ticket", ID, nullable=False),
        sa.Column("bank_version", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("topic", sa.Text()),
        sa.Column("queue", sa.Text()),
        sa.Column("ended_at", MOMENT),
        sa.PrimaryKeyConstraint("ticket", "bank_version", name=op.f("pk_bank_run")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_bank_run_ticket")),
        sa.ForeignKeyConstraint(["bank_version"], ["bank_version.id"], name=op.f("fk_bank_run_bank_version")),
    )
    op.execute("INSERT INTO bank_version (bank, version, body) SELECT key, version, body FROM bank")
