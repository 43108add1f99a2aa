"""The tables. The migrations under `migrations/` make them; a test keeps the two alike.

What the configuration names (organizations, queues, services) has its key as primary key; everything
else is numbered. Work that waits (pending, open, armed, not yet shown) has partial indexes, so that a
turn costs the same after a million tickets as after one.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.types import Id, Json, Utc, Word

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# --- What the configuration names -----------------------------------------------------------------

organization = Table(
    "organization",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)

contract = Table(
    "contract",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organization", ForeignKey("organization.key"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("valid_from", Date, nullable=False),
    # What the configuration said, with the calendar it named: enough to build the contract again.
    Column("body", Json, nullable=False),
    UniqueConstraint("organization", "version"),
)

queue = Table(
    "queue",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Json, nullable=False),
    Column("level", Integer, nullable=False),
    Column("organization", ForeignKey("organization.key")),
    Column("active", Boolean, nullable=False),
)

service = Table(
    "service",
    metadata,
    Column("key", Text, primary_key=True),
    Column("name", Json, nullable=False),
    Column("queue", ForeignKey("queue.key"), nullable=False),
    Column("active", Boolean, nullable=False),
)

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("organization", ForeignKey("organization.key")),
    Column("trust", Text, nullable=False),  # open | code
    Column("active", Boolean, nullable=False),
    UniqueConstraint("channel", "key"),
)

room = Table(
    "room",
    metadata,
    Column("id", Id, primary_key=True),
    Column("queue", ForeignKey("queue.key"), nullable=False),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("chat", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    UniqueConstraint("queue", "account", "chat"),
)

# --- People and places ----------------------------------------------------------------------------

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("phone", Text, nullable=False),  # as an agent wrote it down, "" where nobody has
    # This row is the lock over the person's conversations and the tickets they requested.
    Column("version", Integer, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("erased_at", Utc),  # since then nothing here tells who it was
    # The person that he is now: his channels were joined. Kept by the code, as SQLite adds no foreign keys.
    Column("joined_into", Id),
)

identity = Table(
    "identity",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("channel", Text, nullable=False),
    Column("realm", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("by_file", Boolean, nullable=False),  # the configuration says that it is an agent's, and may take it back
    UniqueConstraint("channel", "realm", "external_id"),
)

customer = Table(
    "customer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("organization", ForeignKey("organization.key"), nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("proof", Text, nullable=False),  # by what: an invitation, an address; empty where the account vouches
    UniqueConstraint("person", "organization"),
)

agent = Table(
    "agent",
    metadata,
    Column("person", ForeignKey("person.id"), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("email", Text, unique=True),
    Column("role", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("source", Text, nullable=False),  # file | cli | token
    Column("password", Text),  # an argon2 hash
    Column("organization", Text),  # to whose matters the agent is limited; kept by the code
    # Away since then and until then, for now where there is no end; and who answers for him meanwhile.
    Column("away_since", Utc),
    Column("away_until", Utc),
    Column("substitute", Id),  # kept by the code, as SQLite adds no foreign keys
    Column("seen_at", Utc),  # when he was last at the console, to ten minutes
    # Cases wait to be taken from him: "unfit" those that may not be his any more, "all" of them.
    Column("returns", Text),
    Index("ix_agent_returns", "person", **_where("returns IS NOT NULL")),
)

agent_queue = Table(
    "agent_queue",
    metadata,
    Column("person", ForeignKey("agent.person"), primary_key=True),
    Column("queue", ForeignKey("queue.key"), primary_key=True),
)

session = Table(
    "session",
    metadata,
    Column("token", Text, primary_key=True),  # the SHA-256 of what the cookie holds
    Column("person", ForeignKey("agent.person"), nullable=False, index=True),
    Column("csrf", Text, nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
    Column("client", Text, nullable=False),  # what the browser calls itself
)

sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("name", Text, primary_key=True),  # SHA-256 of whom or from where: an address, a client
    Column("tries", Integer, nullable=False),
    Column("since", Utc, nullable=False, index=True),
)

address = Table(
    "address",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("chat", Text, nullable=False),
    Column("thread", Text, nullable=False),
    Column("gone_at", Utc),
    UniqueConstraint("account", "chat", "thread"),
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address", ForeignKey("address.id"), nullable=False, unique=True),
    Column("person", ForeignKey("person.id"), nullable=False, index=True),
    Column("customer", ForeignKey("customer.id"), nullable=False),
    Column("focus_ticket", Id),  # not a foreign key: the ticket names its conversation already
    Column("language", Text, nullable=False),
    Column("greeted", Boolean, nullable=False),
    Column("shared", Boolean, nullable=False),  # others read along
    Column("notice", Integer, nullable=False),  # the version of the privacy notice that was shown here
    Column("talk", Json, nullable=False),  # the dialogue's own state of what is not about one case
    Column("pace", Json, nullable=False),  # how fast it goes: see core.pace
    # When the lines gathered so far are taken as one message, and when the first of them came.
    Column("wake_at", Utc),
    Column("gathering_since", Utc),
    Index("ix_conversation_wake", "wake_at", **_where("wake_at IS NOT NULL")),
)

# --- Tickets --------------------------------------------------------------------------------------

ticket = Table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ref", Text, nullable=False, unique=True),
    Column("requester", ForeignKey("person.id"), nullable=False),
    Column("organization", ForeignKey("organization.key"), nullable=False),
    Column("contract", ForeignKey("contract.id"), nullable=False),
    Column("home_conversation", ForeignKey("conversation.id")),
    Column("title", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("service", ForeignKey("service.key")),
    Column("priority", Text, nullable=False),
    Column("impact", Text),
    Column("urgency", Text),
    Column("fields", Json, nullable=False),  # what the service asks for, by key
    Column("affected", Text, nullable=False),  # who has the trouble, where it is not the requester
    Column("level", Text, nullable=False),
    Column("queue", ForeignKey("queue.key"), nullable=False),
    Column("status", Word, nullable=False),
    Column("owner", ForeignKey("person.id")),
    Column("owner_epoch", Integer, nullable=False),
    Column("coordinator", ForeignKey("person.id")),
    Column("closure_code", Text),
    Column("end_reason", Text),
    Column("duplicate_of", Text),  # the reference of the ticket that lives on
    Column("split_from", Text),  # the reference of the ticket out of which an agent took it
    Column("chased", Integer, nullable=False),  # how often the customer asked for the state
    Column("escalated_at", Utc),
    Column("missed_calls", Integer, nullable=False),
    Column("outage", Id),  # not a foreign key: outage_link is
    Column("waiting_reason", Text),  # answer | appointment | provider, while it waits
    Column("waiting_for", Text, nullable=False),  # which provider, or where
    Column("next_date", Utc),  # when the desk looks at it again, while it waits
    Column("returned", Integer, nullable=False),  # how often it was sent back for missing information
    Column("external_refs", Json, nullable=False),  # [{"text", "provider"}]: how others call it
    Column("memory", Json, nullable=False),
    Column("opened_at", Utc, nullable=False),
    Column("claimed_at", Utc),
    Column("first_reply_at", Utc),
    Column("solved_at", Utc),
    Column("closed_at", Utc),
    Column("reopened", Integer, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("version", Integer, nullable=False),
    Column("source", Text, nullable=False),  # chat | phone | walk_in | e_mail | monitoring
    Column("opened_by", Id),  # the agent who opened it for somebody else
    Column("erased_at", Utc),  # since then it has no words
    Index("ix_ticket_of_age", "organization", "closed_at", **_where("status = 'closed' AND erased_at IS NULL")),
    Index("ix_ticket_open", "id", **_where("status <> 'closed'")),
    Index("ix_ticket_open_of_person", "requester", **_where("status <> 'closed'")),
    Index("ix_ticket_open_of_organization", "organization", "id", **_where("status <> 'closed'")),
    Index("ix_ticket_open_in_queue", "queue", "changed_at", **_where("status <> 'closed'")),
    Index("ix_ticket_open_of_owner", "owner", "changed_at", **_where("status <> 'closed'")),
    Index("ix_ticket_of_requester", "requester", "id"),
    Index("ix_ticket_changed", "changed_at"),
    Index("ix_ticket_opened", "opened_at"),
    Index("ix_ticket_merged", "duplicate_of", **_where("duplicate_of IS NOT NULL")),
    Index("ix_ticket_split", "split_from", **_where("split_from IS NOT NULL")),
)

ticket_link = Table(
    "ticket_link",
    metadata,
    # Two rows for each pair, so that both tickets find the other one.
    Column("ticket", ForeignKey("ticket.id"), primary_key=True),
    Column("other", ForeignKey("ticket.id"), primary_key=True, index=True),
    Column("kind", Text, nullable=False),  # related | parent | child: what the other one is to the ticket
    Column("by", ForeignKey("person.id"), nullable=False),
    Column("at", Utc, nullable=False),
)

move = Table(
    "move",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),
    Column("actor", Text, nullable=False),
    Column("person", ForeignKey("person.id")),
    Column("surface", Text, nullable=False),
    Column("command", Text, nullable=False),
    Column("from_status", Text),
    Column("to_status", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("owner", ForeignKey("person.id")),
    Column("reason", Text, nullable=False),
    Column("once", Text, unique=True),  # the mark of a form, so that two clicks are one move
)

entry = Table(
    "entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", ForeignKey("ticket.id")),
    Column("conversation", ForeignKey("conversation.id")),
    Column("at", Utc, nullable=False),
    Column("audience", Text, nullable=False),  # customer | agents | leads
    Column("author", Text, nullable=False),  # customer | bot | agent | system
    Column("kind", Text, nullable=False),  # words | note | line
    Column("person", ForeignKey("person.id")),
    Column("name", Text, nullable=False),  # how the author was called
    Column("text", Text, nullable=False),  # as it was shown; empty for a line
    Column("key", Text),  # of the text, where it is one of ours
    Column("body", Json),  # values of a line; parts and buttons of a bubble
    Column("deleted_at", Utc),  # by who wrote it; agents still see it
    Index("ix_entry_of_ticket", "ticket", "id"),
    Index("ix_entry_before_ticket", "conversation", **_where("ticket IS NULL")),
    Index("ix_entry_asked", "at", **_where("kind IN ('prompt', 'notice')")),
)

shown_entry = Table(
    "shown_entry",
    metadata,
    # A line that another ticket shows, too: what was said of a matter that was split off.
    Column("ticket", ForeignKey("ticket.id"), primary_key=True),
    Column("entry", ForeignKey("entry.id"), primary_key=True, index=True),
)

entry_version = Table(
    "entry_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entry", ForeignKey("entry.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False),  # when other words took its place
    Column("text", Text, nullable=False),
)

message_link = Table(
    "message_link",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address", ForeignKey("address.id"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("direction", Text, nullable=False),  # in | out
    Column("entry", ForeignKey("entry.id"), index=True),
    Column("card", ForeignKey("card.id")),
    UniqueConstraint("address", "message_id"),
    Index("ix_message_link_of_address", "address", "id"),
)

card = Table(
    "card",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", ForeignKey("ticket.id"), nullable=False),
    Column("room", ForeignKey("room.id"), nullable=False),
    Column("wanted_rev", Integer, nullable=False),
    Column("shown_rev", Integer, nullable=False),
    Column("message_id", Text),
    Column("due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", Utc),
    Column("gone_at", Utc),
    Column("error", Text),
    Column("thread", Text, nullable=False),  # of the platform, "" for the room itself
    # The address of the case in the room; until the card is shown, nothing reaches it. Kept by the code.
    Column("place", Id, index=True),
    Column("follows", Boolean, nullable=False),  # what is said of the ticket is told there
    UniqueConstraint("ticket", "room"),
    Index("ix_card_behind", "due_at", **_where("wanted_rev > shown_rev AND gone_at IS NULL")),
)

option_set = Table(
    "option_set",
    metadata,
    Column("token", Text, primary_key=True),
    Column("conversation", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("ticket", ForeignKey("ticket.id")),
    Column("question", Integer, nullable=False),
    Column("options", Json, nullable=False),  # [{"value", "label"}]
    Column("created_at", Utc, nullable=False, index=True),
)

rating = Table(
    "rating",
    metadata,
    Column("ticket", ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("score", Integer),  # 1 to 5
    Column("words", Text, nullable=False),
    Column("answered_at", Utc),
    Index("ix_rating_of_person", "person", "asked_at"),
    Index("ix_rating_low", "answered_at", **_where("score <= 2")),
)

link_code = Table(
    "link_code",
    metadata,
    Column("hash", Text, primary_key=True),  # SHA-256 of the code
    Column("kind", Text, nullable=False),  # invitation | mailed
    Column("organization", ForeignKey("organization.key"), nullable=False),
    Column("customer", ForeignKey("customer.id")),  # whose code it is; an invitation is anybody's
    Column("proof", Text, nullable=False),  # what it proves: the address it was mailed to
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Utc, nullable=False, index=True),
)

pairing_code = Table(
    "pairing_code",
    metadata,
    Column("hash", Text, primary_key=True),  # SHA-256 of the code
    Column("person", ForeignKey("person.id"), nullable=False, index=True),  # to whom it leads
    Column("organization", ForeignKey("organization.key")),  # in which it holds; everywhere without
    Column("entry", ForeignKey("entry.id")),  # the line that told it, if one did
    Column("expires_at", Utc, nullable=False, index=True),
    Column("used_at", Utc),
)

mistaken_code = Table(
    "mistaken_code",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_mistaken_code_of_person", "person", "at"),
)

# --- One trouble of many --------------------------------------------------------------------------

outage = Table(
    "outage",
    metadata,
    Column("id", Id, primary_key=True),
    Column("title", Json, nullable=False),  # by language
    Column("service", Text),
    Column("words", Json, nullable=False),
    Column("queue", ForeignKey("queue.key"), nullable=False),
    Column("began_at", Utc, nullable=False),
    Column("declared_by", ForeignKey("person.id"), nullable=False),
    Column("next_at", Utc, nullable=False),  # until when customers hear of it again
    Column("news", Integer, nullable=False),  # how much was told so far
    Column("latest", Json),  # the last of it, by language
    Column("ended_at", Utc),
    Column("ending", Text),  # solved | withdrawn
    Column("once", Text, unique=True),  # the mark of the form
    Index("ix_outage_lasting", "id", **_where("ended_at IS NULL")),
    Index("ix_outage_ended", "ended_at"),
)

outage_organization = Table(
    "outage_organization",
    metadata,
    Column("outage", ForeignKey("outage.id"), primary_key=True),
    Column("organization", ForeignKey("organization.key"), primary_key=True),
)

outage_news = Table(
    "outage_news",
    metadata,
    Column("outage", ForeignKey("outage.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1, 2, ... of its outage
    Column("kind", Text, nullable=False),  # update | solved | withdrawn
    Column("words", Json, nullable=False),  # by language
    Column("closure_code", Text),
    Column("at", Utc, nullable=False),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("once", Text, unique=True),
)

outage_link = Table(
    "outage_link",
    metadata,
    Column("ticket", ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("outage", ForeignKey("outage.id"), nullable=False),
    Column("told", Integer, nullable=False),  # the number of the news that its customer knows
    Column("linked_at", Utc, nullable=False),
    Column("left_at", Utc),
    Index("ix_outage_link_of_outage", "outage", "told"),
)

# --- Files ----------------------------------------------------------------------------------------

file = Table(
    "file",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the content, which stands under files.dir
    Column("size", Id, nullable=False),  # bytes
    Column("type", Text, nullable=False),  # what its first bytes say
    Column("width", Integer, nullable=False),  # pixels of a picture that may be shown, else 0
    Column("height", Integer, nullable=False),
    Column("kept_at", Utc, nullable=False, index=True),  # when it came last
)

entry_file = Table(
    "entry_file",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entry", ForeignKey("entry.id"), nullable=False, index=True),
    Column("file", ForeignKey("file.sha256"), nullable=False, index=True),
    Column("name", Text, nullable=False),
)

upload = Table(
    "upload",
    metadata,
    Column("hash", Text, primary_key=True),  # SHA-256 of its token
    Column("sender", Text, nullable=False),  # the place or the agent that it came from
    Column("file", ForeignKey("file.sha256"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("at", Utc, nullable=False, index=True),
    Index("ix_upload_of_sender", "sender", "at"),
)

# --- In and out -----------------------------------------------------------------------------------

inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("account", ForeignKey("account.id"), nullable=False),
    Column("event_id", Text, nullable=False),
    Column("content_key", Text, nullable=False),  # chat, message and kind
    Column("address", ForeignKey("address.id"), nullable=False),
    Column("order_key", Id, nullable=False),
    Column("raw", Json),  # the inbound event; emptied after 7 days
    Column("received_at", Utc, nullable=False),
    Column("state", Word, nullable=False),  # pending | done | dead | again (a dead one that is to be replayed)
    Column("error", Text),
    UniqueConstraint("account", "event_id"),
    UniqueConstraint("account", "content_key"),
    Index("ix_inbox_pending", "address", "order_key", "id", **_where("state = 'pending'")),
    Index("ix_inbox_dead", "id", **_where("state = 'dead'")),
    Index("ix_inbox_again", "id", **_where("state = 'again'")),
    Index("ix_inbox_received", "received_at"),
)

outbox = Table(
    "outbox",
    metadata,
    # The number is also the place in the lane: a lane's rows are written under its person's lock.
    Column("id", Id, primary_key=True),
    Column("address", ForeignKey("address.id"), nullable=False),
    Column("entry", ForeignKey("entry.id"), nullable=False, index=True),
    Column("guard_ticket", ForeignKey("ticket.id")),
    Column("guard_epoch", Integer),
    Column("state", Word, nullable=False),  # ready | sending | sent | dropped | failed
    Column("attempts", Integer, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("lease_until", Utc),
    Column("error", Text),
    Column("expires_at", Utc),  # from then on it is dropped instead of sent
    # say | change (what shows the entry shows it as it is now) | summary (all that was said up to the entry) | again
    # (what summed that up does it anew)
    Column("kind", Text, nullable=False),
    Column("card", Id),  # of the room in which it is said; kept by the code
    Column("rank", Integer, nullable=False, server_default="0"),  # what goes first where not everything may go
    Column("lease_epoch", Integer),  # of the lease under which it is being sent
    Column("unsure_since", Utc),  # the first attempt since of which nobody knows what came of it
    Index("ix_outbox_waiting", "address", "id", **_where("state IN ('ready', 'sending')")),
)

# --- Rooms of agents ------------------------------------------------------------------------------

room_move = Table(
    "room_move",
    metadata,
    # A room that the platform calls otherwise than the configuration does.
    Column("account", ForeignKey("account.id"), primary_key=True, autoincrement=False),
    Column("chat", Text, primary_key=True),
    Column("moved_to", Text, nullable=False),
)

relay = Table(
    "relay",
    metadata,
    # What an agent wrote in the thread of a case, and what becomes of it.
    Column("id", Id, primary_key=True),
    Column("ticket", ForeignKey("ticket.id"), nullable=False),
    Column("card", ForeignKey("card.id"), nullable=False),
    Column("address", ForeignKey("address.id"), nullable=False),
    Column("message_id", Text, nullable=False),
    Column("person", ForeignKey("person.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("files", Json, nullable=False),
    Column("state", Word, nullable=False),  # pending | held | sent | noted | withdrawn | failed
    Column("at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),  # when it is sent; a held one is forgotten then
    Column("entry", Id, index=True),  # the line that it became
    Column("prompt", Id),  # the line that asks, or offers to take it back
    Column("mark", Text, nullable=False),
    Column("marked", Text, nullable=False),  # the mark that the message has
    Column("mark_due_at", Utc, nullable=False),
    Column("attempts", Integer, nullable=False),
    UniqueConstraint("address", "message_id"),
    Index("ix_relay_of_ticket", "ticket", "id"),
    Index("ix_relay_due", "due_at", **_where("state IN ('pending', 'held')")),
    Index("ix_relay_behind", "mark_due_at", **_where("mark <> marked")),
)

# --- Programs -------------------------------------------------------------------------------------

token = Table(
    "token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),  # the SHA-256 of the token
    Column("person", ForeignKey("agent.person"), nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("used_at", Utc),
    Column("revoked_at", Utc),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("person", ForeignKey("agent.person"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", Text, nullable=False),  # SHA-256 of what was asked
    Column("started_at", Utc, nullable=False, index=True),
    Column("lease_until", Utc),  # until then the one who asked first is at work
    Column("status", Integer),
    Column("kind", Text),  # the media type of the answer
    Column("answer", Text),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    # The number is also the place in the lane, which is a webhook and a ticket.
    Column("id", Id, primary_key=True),
    Column("webhook", Text, nullable=False),
    Column("ticket", ForeignKey("ticket.id")),  # none where it is about an outage
    Column("event", Text, nullable=False),
    Column("body", Json, nullable=False),
    Column("created_at", Utc, nullable=False, index=True),
    Column("state", Word, nullable=False),  # ready | sending | sent | failed
    Column("attempts", Integer, nullable=False),
    Column("due_at", Utc, nullable=False),
    Column("lease_until", Utc),
    Column("error", Text),
    Index("ix_webhook_delivery_waiting", "webhook", "ticket", "id", **_where("state IN ('ready', 'sending')")),
    Index("ix_webhook_delivery_failed", "id", **_where("state = 'failed'")),
)

# --- What agents are told -------------------------------------------------------------------------

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", ForeignKey("agent.person"), nullable=False),
    Column("ticket", ForeignKey("ticket.id"), nullable=False, index=True),
    Column("at", Utc, nullable=False, index=True),
    Column("kind", Text, nullable=False),  # core.notices.NoticeKind
    Column("about", Text, nullable=False),  # the kind of the promise, where it is about one
    Column("read_at", Utc),
    Column("sent_at", Utc),  # when it was looked through for whom to tell where he writes
    Index("ix_notice_unsent", "id", **_where("sent_at IS NULL")),
    Index("ix_notice_of_person", "person", "id"),
    Index("ix_notice_unread", "person", **_where("read_at IS NULL")),
)

# --- What agents keep for themselves --------------------------------------------------------------

seen = Table(
    "seen",
    metadata,
    Column("person", ForeignKey("agent.person"), primary_key=True),
    Column("ticket", ForeignKey("ticket.id"), primary_key=True),
    Column("at", Utc, nullable=False),  # when the page of the ticket was last open before this agent
    Column("typing_at", Utc),
    Index("ix_seen_ticket", "ticket", "at"),
)

announcement = Table(
    "announcement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("until", Utc, nullable=False),
    Column("person", ForeignKey("agent.person"), nullable=False),
    Column("organization", ForeignKey("organization.key")),  # whose customers read it; without, the agents
    Column("words", Text, nullable=False),
    Index("ix_announcement_until", "until"),
)

saved_view = Table(
    "saved_view",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", ForeignKey("agent.person"), nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),  # as the address of the list has it
    UniqueConstraint("person", "name"),
)

saved_reply = Table(
    "saved_reply",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person", ForeignKey("agent.person"), index=True),  # whose it is; everybody's where it is nobody's
    Column("name", Text, nullable=False),
    Column("words", Json, nullable=False),  # by language
)

# --- Knowledge ------------------------------------------------------------------------------------

article = Table(
    "article",
    metadata,
    Column("id", Id, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("status", Word, nullable=False),  # draft | review | published | retired
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False, index=True),  # of the knowledge, with which it changed last
    UniqueConstraint("topic", "lang"),
    Index("ix_article_draft", "topic", **_where("status IN ('draft', 'review')")),
)

article_version = Table(
    "article_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("article", ForeignKey("article.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("phrasings", Json, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("article", "version"),
)

article_scope = Table(
    "article_scope",
    metadata,
    Column("article", ForeignKey("article.id"), primary_key=True),
    Column("organization", Text, primary_key=True),
)

bank = Table(
    "bank",
    metadata,
    Column("key", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("body", Json, nullable=False),  # the newest; what was asked by an older one stands in bank_version
)

bank_version = Table(
    "bank_version",
    metadata,
    Column("id", Id, primary_key=True),
    Column("bank", ForeignKey("bank.key"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Json, nullable=False),
    UniqueConstraint("bank", "version"),
)

bank_run = Table(
    "bank_run",
    metadata,
    Column("ticket", ForeignKey("ticket.id"), primary_key=True),
    Column("bank_version", ForeignKey("bank_version.id"), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("question", Text, nullable=False),  # the one that was put last
    Column("answers", Json, nullable=False),  # pairs of a question and an option, in the order of asking
    Column("topic", Text),
    Column("queue", Text),
    Column("ended_at", Utc),  # null while it is under way, and when it was left
)

suggestion = Table(
    "suggestion",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", ForeignKey("ticket.id"), index=True),
    Column("at", Utc, nullable=False),
    Column("query", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("decision", Text, nullable=False),
    Column("outcome", Text),
    Column("outcome_at", Utc),
)

suggestion_hit = Table(
    "suggestion_hit",
    metadata,
    Column("suggestion", ForeignKey("suggestion.id"), primary_key=True),
    Column("rank", Integer, primary_key=True),
    Column("article_version", ForeignKey("article_version.id"), nullable=False),
    Column("probability", Float, nullable=False),
    Column("features", Json, nullable=False),
)

calibration = Table(
    "calibration",
    metadata,
    Column("id", Id, primary_key=True),  # the newest counts
    Column("at", Utc, nullable=False),
    Column("shift", Float, nullable=False),
    Column("slope", Float, nullable=False),
    Column("answer", Float),
    Column("lessons", Integer, nullable=False),
)

revision = Table(
    "revision",
    metadata,
    Column("name", Text, primary_key=True),  # kb
    Column("number", Integer, nullable=False),
)

# --- The clock ------------------------------------------------------------------------------------

job_run = Table(
    "job_run",
    metadata,
    Column("name", Text, primary_key=True),
    Column("until", Utc, nullable=False),  # who moved it last may run the job until then
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # what one process does alone, such as polling an account
    Column("holder", Text, nullable=False),
    Column("epoch", Integer, nullable=False),  # grows with each change of holder
    Column("until", Utc, nullable=False),
)

process = Table(
    "process",
    metadata,
    Column("id", Text, primary_key=True),  # the holder of its leases
    Column("name", Text, nullable=False),  # computer and number, for people
    Column("parts", Json, nullable=False),  # web, channels, worker
    Column("version", Text, nullable=False),
    Column("prints", Json, nullable=False),  # of the sections of its configuration
    Column("conditions", Json, nullable=False),  # how its accounts fare
    Column("started_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
)

timer = Table(
    "timer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("ticket", ForeignKey("ticket.id"), nullable=False),
    Column("due_at", Utc, nullable=False, index=True),
    Column("body", Json, nullable=False),
    UniqueConstraint("kind", "ticket"),
)

promise = Table(
    "promise",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ticket", ForeignKey("ticket.id"), nullable=False),
    Column("kind", Text, nullable=False),  # respond | resolve | inform
    Column("budget", Integer, nullable=False),  # service seconds
    Column("spent", Integer, nullable=False),
    Column("since", Utc),  # set while it runs
    Column("due", Utc),
    Column("next_at", Utc),
    Column("warned_at", Utc),
    Column("met_at", Utc),
    Column("broken_at", Utc),
    UniqueConstraint("ticket", "kind"),
    Index("ix_promise_next", "next_at", **_where("next_at IS NOT NULL")),
    Index("ix_promise_running", "due", **_where("due IS NOT NULL")),
)

# --- Who did what to the desk itself --------------------------------------------------------------

audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("surface", Text, nullable=False),  # console | api | cli | chat | start | clock
    Column("what", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Json, nullable=False),
    Index("ix_audit_of_who", "who", "id"),
    Index("ix_audit_of_subject", "subject", "id"),
)
