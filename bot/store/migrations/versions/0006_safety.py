"""What keeps the desk safe: the audit, sessions that end for good, tries that are counted for all processes.

Revision ID: 0006
Revises: 0005

Sessions are made anew: who is signed in signs in once more. Lines of the audit are refused every change by the
database itself; their removal by age is not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)
OF_AGE = sa.text("status = 'closed' AND erased_at IS NULL")


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_of_who", "audit", ["who", "id"])
    op.create_index("ix_audit_of_subject", "audit", ["subject", "id"])
    op.drop_table("session")
    op.create_table(
        "session",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_session")),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_session_person")),
    )
    op.create_index("ix_session_person", "session", ["person"])
    op.create_index("ix_session_expires_at", "session", ["expires_at"])
    op.create_table(
        "sign_in_try",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sign_in_try")),
    )
    op.create_index("ix_sign_in_try_since", "sign_in_try", ["since"])
    op.add_column("person", sa.Column("erased_at", MOMENT))
    op.add_column("ticket", sa.Column("erased_at", MOMENT))
    op.create_index(
        "ix_ticket_of_age", "ticket", ["organization", "closed_at"], sqlite_where=OF_AGE, postgresql_where=OF_AGE
    )
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit stays'); END"
        )
    else:
        op.execute(
            "CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit stays'; END $$"
        )
        op.execute("CREATE TRIGGER audit_stays BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION audit_stays()")
