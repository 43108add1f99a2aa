"""When an agent was last there; codes by which two channels become one person's.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.add_column("agent", sa.Column("seen_at", MOMENT))
    op.add_column("person", sa.Column("joined_into", ID))
    op.create_table(
        "pairing_code",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("organization", sa.Text()),
        sa.Column("entry", ID),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name="fk_pairing_code_person"),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name="fk_pairing_code_organization"),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name="fk_pairing_code_entry"),
        sa.PrimaryKeyConstraint("hash", name="pk_pairing_code"),
    )
    op.create_index("ix_pairing_code_person", "pairing_code", ["person"])
    op.create_index("ix_pairing_code_expires_at", "pairing_code", ["expires_at"])
