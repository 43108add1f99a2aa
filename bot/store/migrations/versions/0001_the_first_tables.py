"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Expand the schema."""
    op.create_table(
        "article",
        sa.Column("id", ID, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("topic", "lang", name=op.f("uq_article_topic_lang")),
    )
    op.create_table(
        "bank",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_bank")),
    )
    op.create_table(
        "job_run",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job_run")),
    )
    op.create_table(
        "organization",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organization")),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_table(
        "revision",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_revision")),
    )
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_account_organization")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("channel", "key", name=op.f("uq_account_channel_key")),
    )
    op.create_table(
        "agent",
        sa.Column("person", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_agent_person")),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_agent")),
        sa.UniqueConstraint("email", name=op.f("uq_agent_email")),
        sa.UniqueConstraint("key", name=op.f("uq_agent_key")),
    )
    op.create_table(
        "article_scope",
        sa.Column("article", ID, nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_article_scope_article")),
        sa.PrimaryKeyConstraint("article", "organization", name=op.f("pk_article_scope")),
    )
    op.create_table(
        "article_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("article", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("phrasings", JSON, nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["article"], ["article.id"], name=op.f("fk_article_version_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
        sa.UniqueConstraint("article", "version", name=op.f("uq_article_version_article_version")),
    )
    op.create_table(
        "contract",
        sa.Column("id", ID, nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_contract_organization")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
        sa.UniqueConstraint("organization", "version", name=op.f("uq_contract_organization_version")),
    )
    op.create_table(
        "customer",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_customer_organization")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_customer_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer")),
        sa.UniqueConstraint("person", "organization", name=op.f("uq_customer_person_organization")),
    )
    op.create_table(
        "identity",
        sa.Column("id", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("realm", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_identity_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("channel", "realm", "external_id", name=op.f("uq_identity_channel_realm_external_id")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_person"), ["person"], unique=False)

    op.create_table(
        "queue",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_queue_organization")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_queue")),
    )
    op.create_table(
        "address",
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_address_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("account", "chat", "thread", name=op.f("uq_address_account_chat_thread")),
    )
    op.create_table(
        "agent_queue",
        sa.Column("person", ID, nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_agent_queue_person")),
        sa.ForeignKeyConstraint(["queue"], ["queue.key"], name=op.f("fk_agent_queue_queue")),
        sa.PrimaryKeyConstraint("person", "queue", name=op.f("pk_agent_queue")),
    )
    op.create_table(
        "room",
        sa.Column("id", ID, nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_room_account")),
        sa.ForeignKeyConstraint(["queue"], ["queue.key"], name=op.f("fk_room_queue")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("queue", "account", "chat", name=op.f("uq_room_queue_account_chat")),
    )
    op.create_table(
        "service",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", JSON, nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["queue"], ["queue.key"], name=op.f("fk_service_queue")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_service")),
    )
    op.create_table(
        "session",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("csrf", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person"], ["agent.person"], name=op.f("fk_session_person")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_person"), ["person"], unique=False)

    op.create_table(
        "conversation",
        sa.Column("id", ID, nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("person", ID, nullable=False),
        sa.Column("customer", ID, nullable=False),
        sa.Column("focus_ticket", ID, nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("greeted", sa.Boolean(), nullable=False),
        sa.Column("wake_at", MOMENT, nullable=True),
        sa.Column("gathering_since", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_conversation_address")),
        sa.ForeignKeyConstraint(["customer"], ["customer.id"], name=op.f("fk_conversation_customer")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_conversation_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("address", name=op.f("uq_conversation_address")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_person"), ["person"], unique=False)
        batch_op.create_index(
            "ix_conversation_wake",
            ["wake_at"],
            unique=False,
            sqlite_where=sa.text("wake_at IS NOT NULL"),
            postgresql_where=sa.text("wake_at IS NOT NULL"),
        )

    op.create_table(
        "inbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("content_key", sa.Text(), nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("order_key", ID, nullable=False),
        sa.Column("raw", JSON, nullable=True),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_inbox_account")),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_inbox_address")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("account", "content_key", name=op.f("uq_inbox_account_content_key")),
        sa.UniqueConstraint("account", "event_id", name=op.f("uq_inbox_account_event_id")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_dead",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state = 'dead'"),
            postgresql_where=sa.text("state = 'dead'"),
        )
        batch_op.create_index(
            "ix_inbox_pending",
            ["address", "order_key", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'pending'"),
            postgresql_where=sa.text("state = 'pending'"),
        )
        batch_op.create_index("ix_inbox_received", ["received_at"], unique=False)

    op.create_table(
        "ticket",
        sa.Column("id", ID, nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("requester", ID, nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("contract", ID, nullable=False),
        sa.Column("home_conversation", ID, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=True),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner", ID, nullable=True),
        sa.Column("owner_epoch", sa.Integer(), nullable=False),
        sa.Column("coordinator", ID, nullable=True),
        sa.Column("closure_code", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("memory", JSON, nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("claimed_at", MOMENT, nullable=True),
        sa.Column("first_reply_at", MOMENT, nullable=True),
        sa.Column("solved_at", MOMENT, nullable=True),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("reopened", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract"], ["contract.id"], name=op.f("fk_ticket_contract")),
        sa.ForeignKeyConstraint(["coordinator"], ["person.id"], name=op.f("fk_ticket_coordinator")),
        sa.ForeignKeyConstraint(["home_conversation"], ["conversation.id"], name=op.f("fk_ticket_home_conversation")),
        sa.ForeignKeyConstraint(["organization"], ["organization.key"], name=op.f("fk_ticket_organization")),
        sa.ForeignKeyConstraint(["owner"], ["person.id"], name=op.f("fk_ticket_owner")),
        sa.ForeignKeyConstraint(["queue"], ["queue.key"], name=op.f("fk_ticket_queue")),
        sa.ForeignKeyConstraint(["requester"], ["person.id"], name=op.f("fk_ticket_requester")),
        sa.ForeignKeyConstraint(["service"], ["service.key"], name=op.f("fk_ticket_service")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("ref", name=op.f("uq_ticket_ref")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_changed", ["changed_at"], unique=False)
        batch_op.create_index("ix_ticket_of_requester", ["requester", "id"], unique=False)
        batch_op.create_index(
            "ix_ticket_open_in_queue",
            ["queue", "changed_at"],
            unique=False,
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )
        batch_op.create_index(
            "ix_ticket_open_of_owner",
            ["owner", "changed_at"],
            unique=False,
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )
        batch_op.create_index(
            "ix_ticket_open_of_person",
            ["requester"],
            unique=False,
            sqlite_where=sa.text("status <> 'closed'"),
            postgresql_where=sa.text("status <> 'closed'"),
        )

    op.create_table(
        "card",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("room", ID, nullable=False),
        sa.Column("wanted_rev", sa.Integer(), nullable=False),
        sa.Column("shown_rev", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("gone_at", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["room"], ["room.id"], name=op.f("fk_card_room")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_card_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("ticket", "room", name=op.f("uq_card_ticket_room")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index(
            "ix_card_behind",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("wanted_rev > shown_rev AND gone_at IS NULL"),
            postgresql_where=sa.text("wanted_rev > shown_rev AND gone_at IS NULL"),
        )

    op.create_table(
        "entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket", ID, nullable=True),
        sa.Column("conversation", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("body", JSON, nullable=True),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_entry_conversation")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_entry_person")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_entry_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index(
            "ix_entry_before_ticket",
            ["conversation"],
            unique=False,
            sqlite_where=sa.text("ticket IS NULL"),
            postgresql_where=sa.text("ticket IS NULL"),
        )
        batch_op.create_index("ix_entry_of_ticket", ["ticket", "id"], unique=False)

    op.create_table(
        "move",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("person", ID, nullable=True),
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("from_status", sa.Text(), nullable=True),
        sa.Column("to_status", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("owner", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("once", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner"], ["person.id"], name=op.f("fk_move_owner")),
        sa.ForeignKeyConstraint(["person"], ["person.id"], name=op.f("fk_move_person")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_move_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
        sa.UniqueConstraint("once", name=op.f("uq_move_once")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_ticket"), ["ticket"], unique=False)

    op.create_table(
        "option_set",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("conversation", ID, nullable=False),
        sa.Column("ticket", ID, nullable=True),
        sa.Column("question", sa.Integer(), nullable=False),
        sa.Column("options", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["conversation"], ["conversation.id"], name=op.f("fk_option_set_conversation")),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_option_set_ticket")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_option_set")),
    )
    with op.batch_alter_table("option_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_option_set_conversation"), ["conversation"], unique=False)
        batch_op.create_index(batch_op.f("ix_option_set_created_at"), ["created_at"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("spent", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=True),
        sa.Column("due", MOMENT, nullable=True),
        sa.Column("next_at", MOMENT, nullable=True),
        sa.Column("warned_at", MOMENT, nullable=True),
        sa.Column("met_at", MOMENT, nullable=True),
        sa.Column("broken_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_promise_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
        sa.UniqueConstraint("ticket", "kind", name=op.f("uq_promise_ticket_kind")),
    )
    with op.batch_alter_table("promise", schema=None) as batch_op:
        batch_op.create_index(
            "ix_promise_next",
            ["next_at"],
            unique=False,
            sqlite_where=sa.text("next_at IS NOT NULL"),
            postgresql_where=sa.text("next_at IS NOT NULL"),
        )

    op.create_table(
        "suggestion",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_suggestion_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_ticket"), ["ticket"], unique=False)

    op.create_table(
        "timer",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ticket", ID, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.ForeignKeyConstraint(["ticket"], ["ticket.id"], name=op.f("fk_timer_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timer")),
        sa.UniqueConstraint("kind", "ticket", name=op.f("uq_timer_kind_ticket")),
    )
    with op.batch_alter_table("timer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timer_due_at"), ["due_at"], unique=False)

    op.create_table(
        "message_link",
        sa.Column("id", ID, nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("entry", ID, nullable=True),
        sa.Column("card", ID, nullable=True),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_message_link_address")),
        sa.ForeignKeyConstraint(["card"], ["card.id"], name=op.f("fk_message_link_card")),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_message_link_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_link")),
        sa.UniqueConstraint("address", "message_id", name=op.f("uq_message_link_address_message_id")),
    )
    with op.batch_alter_table("message_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_link_entry"), ["entry"], unique=False)
        batch_op.create_index("ix_message_link_of_address", ["address", "id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("address", ID, nullable=False),
        sa.Column("entry", ID, nullable=False),
        sa.Column("guard_ticket", ID, nullable=True),
        sa.Column("guard_epoch", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["address"], ["address.id"], name=op.f("fk_outbox_address")),
        sa.ForeignKeyConstraint(["entry"], ["entry.id"], name=op.f("fk_outbox_entry")),
        sa.ForeignKeyConstraint(["guard_ticket"], ["ticket.id"], name=op.f("fk_outbox_guard_ticket")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_entry"), ["entry"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["address", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('ready', 'sending')"),
            postgresql_where=sa.text("state IN ('ready', 'sending')"),
        )

    op.create_table(
        "suggestion_hit",
        sa.Column("suggestion", ID, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("article_version", ID, nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("features", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_version"], ["article_version.id"], name=op.f("fk_suggestion_hit_article_version")
        ),
        sa.ForeignKeyConstraint(["suggestion"], ["suggestion.id"], name=op.f("fk_suggestion_hit_suggestion")),
        sa.PrimaryKeyConstraint("suggestion", "rank", name=op.f("pk_suggestion_hit")),
    )
