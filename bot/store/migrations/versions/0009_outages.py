"""Outages: one trouble of many people, what was told of it, and whose tickets are linked to it.

Revision ID: 0009
Revises: 0008

What webhooks are told may be about an outage, which is no ticket.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
LASTING = sa.text("ended_at IS NULL")
OPEN = sa.text("status <> 'closed'")


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "outage",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", JSON, nullable=False),
        sa.Column("service", sa.Text()),
        sa.Column("words", JSON, nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("declared_by", ID, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.Column("news", sa.Integer(), nullable=False),
        sa.Column("latest", JSON),
        sa.Column("ended_at", MOMENT),
        sa.Column("ending", sa.Text()),
        sa.Column("once", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
        sa.ForeignKeyConstraint(["queue"], ["queue.key"], name=op.f("fk_outage_queue")),
        sa.ForeignKeyConstraint(["declared_by"], ["person.id"], name=op.f("fk_outage_declared_by")),
        sa.UniqueConstraint("once", name=op.f("uq_outage_once")),
    )
    op.create_index("ix_outage_lasting", "outage", ["id"], sqlite_where=LASTING, postgresql_where=LASTING)
    op.create_index("ix_outage_ended", "outage", ["ended_at"])
    op.create_table(
        "outage_organization",
        sa.Column("outage", ID, nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("outage", "organization", name=op.f("pk_outage_organization")),
        sa.ForeignKeyConstraint(["outage"], ["outage.id"], name=op.f("fk_outage_organization_outage")),
        sa.ForeignKeyConstraint(
            ["organization"], ["organization.key"], name=op.f("fk_outage_organization_organization")
        ),
    )
    op.create_table(
        "outage_news",
        sa.Column("outage", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        sa.Column("closure_code", sa.Text()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("once", sa.Text()),
        sa.PrimaryKeyConstraint("outage", "number", name=op.f("pk_outage_news")),
        sa.ForeignKeyConstraint(["outage"], ["outage.id"], name=op.f("fk_outage_news_outage")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_outage_news_person")),
        sa.UniqueConstraint("once", name=op.f("uq_outage_news_once")),
    )
    op.create_table(
        "outage_link",
        sa.Column("ticket", ID, nullable=False, autoincrement=False),
        sa.Column("outage", ID, nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("left_at", MOMENT),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_outage_link")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_outage_link_ticket")),
        sa.ForeignKeyConstraint(["outage"], ["outage.id"], name=op.f("fk_outage_link_outage")),
    )
    op.create_index("ix_outage_link_of_outage", "outage_link", ["outage", "told"])
    op.add_column("ticket", sa.Column("outage", ID))
    op.create_index(
        "ix_ticket_open_of_organization", "ticket", ["organization", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    with op.batch_alter_table("webhook_delivery") as delivery:
        delivery.alter_column("ticket", existing_type=ID, nullable=True)
