"""What the whole conversation needs: several cases, intake, ratings, codes, endings.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    for name, kind, default in (
        ("talk", JSON, "{}"),
        ("pace", JSON, "{}"),
        ("notice", sa.Integer(), "0"),
        ("shared", sa.Boolean(), "0"),
    ):
        op.add_column("conversation", sa.Column(name, kind, nullable=False, server_default=default))
    op.add_column("customer", sa.Column("proof", sa.Text(), nullable=False, server_default=""))
    for column in (
        sa.Column("impact", sa.Text()),
        sa.Column("urgency", sa.Text()),
        sa.Column("fields", JSON, nullable=False, server_default="{}"),
        sa.Column("affected", sa.Text(), nullable=False, server_default=""),
        sa.Column("chased", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("escalated_at", MOMENT),
        sa.Column("missed_calls", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("duplicate_of", sa.Text()),
    ):
        op.add_column("ticket", column)
    op.create_index(
        "ix_ticket_merged",
        "ticket",
        ["duplicate_of"],
        sqlite_where=sa.text("duplicate_of IS NOT NULL"),
        postgresql_where=sa.text("duplicate_of IS NOT NULL"),
    )
    op.create_table(
        "rating",
        sa.Column("ticket", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("score", sa.Integer()),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.PrimaryKeyConstraint("ticket", name=op.f("pk_rating")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_rating_ticket")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_rating_person")),
    )
    op.create_index("ix_rating_of_person", "rating", ["person", "asked_at"])
    op.create_table(
        "link_code",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("customer", ID),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_link_code")),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_link_code_organization")),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name=op.f("fk_link_code_customer")),
    )
    op.create_index("ix_link_code_expires_at", "link_code", ["expires_at"])
    op.add_column("entry", sa.Column("deleted_at", MOMENT))
    op.create_table(
        "entry_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_version")),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_entry_version_entry")),
    )
    op.create_index("ix_entry_version_entry", "entry_version", ["entry"])
    op.create_table(
        "mistaken_code",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mistaken_code")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_mistaken_code_person")),
    )
    op.create_index("ix_mistaken_code_of_person", "mistaken_code", ["person", "at"])
    op.add_column("outbox", sa.Column("expires_at", MOMENT))
