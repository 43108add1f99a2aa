"""What people attach.

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", ID, nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file")),
    )
    op.create_index("ix_file_kept_at", "file", ["kept_at"])
    op.create_table(
        "entry_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry", ID, nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_file")),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_entry_file_entry")),
        sa.ForeignKeyConstraint(["file"], ["file.sha256"], name=op.f("fk_entry_file_file")),
    )
    op.create_index("ix_entry_file_entry", "entry_file", ["entry"])
    op.create_index("ix_entry_file_file", "entry_file", ["file"])
    op.create_table(
        "upload",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_upload")),
        sa.ForeignKeyConstraint(["file"], ["file.sha256"], name=op.f("fk_upload_file")),
    )
    op.create_index("ix_upload_file", "upload", ["file"])
    op.create_index("ix_upload_at", "upload", ["at"])
    op.create_index("ix_upload_of_sender", "upload", ["sender", "at"])
