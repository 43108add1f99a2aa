"""Rooms of agents: the thread of a case, what goes there, and what an agent writes there until it is said or noted.

Revision ID: 0026
Revises: 0025
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.add_column("card", sa.Column("thread", sa.Text(), nullable=False, server_default=""))
    op.add_column("card", sa.Column("place", ID))
    op.add_column("card", sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_card_place", "card", ["place"])
    op.add_column("outbox", sa.Column("kind", sa.Text(), nullable=False, server_default="say"))
    op.add_column("outbox", sa.Column("card", ID))
    op.add_column("identity", sa.Column("by_file", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("notice", sa.Column("sent_at", MOMENT))
    op.execute("UPDATE notice SET sent_at = at")
    unsent = sa.text("sent_at IS NULL")
    op.create_index("ix_notice_unsent", "notice", ["id"], sqlite_where=unsent, postgresql_where=unsent)
    asked = sa.text("kind IN ('prompt', 'notice')")
    op.create_index("ix_entry_asked", "entry", ["at"], sqlite_where=asked, postgresql_where=asked)
    op.create_table(
        "room_move",
        sa.Column("account", ID, nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("moved_to", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_room_move_account")),
        sa.PrimaryKeyConstraint("account", "chat", name=op.f("pk_room_move")),
    )
    op.create_table(
        "relay",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("card", ID, nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", JSON, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("entry", ID),
        sa.Column("prompt", ID),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("marked", sa.Text(), nullable=False),
        sa.Column("mark_due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_relay_address")),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name=op.f("fk_relay_card")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_relay_person")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_relay_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relay")),
        sa.UniqueConstraint("address", "message_id", name=op.f("uq_relay_address_message_id")),
    )
    op.create_index("ix_relay_of_ticket", "relay", ["ticket", "id"])
    op.create_index("ix_relay_entry", "relay", ["entry"])
    waiting, behind = sa.text("state IN ('pending', 'held')"), sa.text("mark <> marked")
    op.create_index("ix_relay_due", "relay", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
    op.create_index("ix_relay_behind", "relay", ["mark_due_at"], sqlite_where=behind, postgresql_where=behind)
