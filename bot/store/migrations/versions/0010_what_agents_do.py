"""What agents do: until when a ticket waits and for what, its numbers elsewhere, its relations; a caller's number.

Revision ID: 0010
Revises: 0009
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.add_column("person", sa.Column("phone", sa.Text(), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("waiting_reason", sa.Text()))
    op.add_column("ticket", sa.Column("waiting_for", sa.Text(), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("next_date", MOMENT))
    op.add_column("ticket", sa.Column("returned", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ticket", sa.Column("external_refs", JSON, nullable=False, server_default="[]"))
    op.create_table(
        "ticket_link",
        sa.Column("ticket", ID, nullable=False),
        sa.Column("other", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("ticket", "other", name=op.f("pk_ticket_link")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_ticket_link_ticket")),
        sa.ForeignKeyConstraint(["other"], ["ticket.id"], name=op.f("fk_ticket_link_other")),
    )
