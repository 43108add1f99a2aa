"""What programs need: tokens, answers to be given again, events on their way out, who opened a ticket and from where.

Revision ID: 0004
Revises: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    # SQLite adds a foreign key to a table only by copying it: what these two name is kept by the code.
    op.add_column("agent", sa.Column("organization", sa.Text()))
    op.add_column("ticket", sa.Column("source", sa.Text(), nullable=False, server_default="chat"))
    op.add_column("ticket", sa.Column("opened_by", ID))
    op.create_table(
        "token",
        sa.Column("id", ID, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("used_at", MOMENT),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_token_person")),
        sa.UniqueConstraint("hash", name=op.f("uq_token_hash")),
    )
    op.create_table(
        "idempotency",
        sa.Column("person", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("status", sa.Integer()),
        sa.Column("kind", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_idempotency")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_idempotency_person")),
    )
    op.create_index("ix_idempotency_started_at", "idempotency", ["started_at"])
    op.create_table(
        "webhook_delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_webhook_delivery_ticket")),
    )
    op.create_index("ix_webhook_delivery_created_at", "webhook_delivery", ["created_at"])
    waiting = sa.text("state IN ('ready', 'sending')")
    op.create_index(
        "ix_webhook_delivery_waiting",
        "webhook_delivery",
        ["webhook", "ticket", "id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    failed = sa.text("state = 'failed'")
    op.create_index(
        "ix_webhook_delivery_failed", "webhook_delivery", ["id"], sqlite_where=failed, postgresql_where=failed
    )
