"""The tables as this version reads and writes them; `migrations/` is how they came to be."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from bot.storage.columns import Document, UtcDateTime

metadata = MetaData()

Number = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite counts up by itself in a column that is exactly INTEGER."""

WAITING = text("waits_for <> ''")
OPEN_EFFECT = text("state IN ('planned', 'intent')")
OPEN_INCIDENT = text("status NOT IN ('resolved', 'closed')")
UNSETTLED = text(
    "(state IN ('planned', 'intent', 'unknown') OR (state = 'failed'"
    " AND reason <> 'superseded' AND substr(reason, 1, 7) <> 'dropped'))"
)
POSTED = text("reference <> ''")

deliveries = Table(
    "deliveries",
    metadata,
    Column("dedupe_key", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body_sha256", Text, nullable=False),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("outcome", Text, nullable=False),  # decided, rejected or poison
    Column("reply", Document),
    Column("error_id", Text, nullable=False, server_default=""),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=False),
    Column("team_id", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("is_drill", Boolean, nullable=False),
    Column("lead", Text),
    Column("channel_id", Text),
    Column("channel_name", Text, nullable=False),
    Column("declared_at", UtcDateTime, nullable=False),
    Column("declared_by", Text, nullable=False),
    Column("head_position", Integer, nullable=False),
    Column("head_hash", Text, nullable=False),
    Index("incidents_by_channel", "channel_id"),
    Index("incidents_open", "id", sqlite_where=OPEN_INCIDENT, postgresql_where=OPEN_INCIDENT),
)

incident_words = Table(
    "incident_words",
    metadata,
    Column("word", Text, primary_key=True),
    Column("incident_id", Number, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

entries = Table(
    "entries",
    metadata,
    Column("incident_id", Number, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("observed_at", UtcDateTime, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("payload", Document, nullable=False),
    Column("schema_v", Integer, nullable=False),
    Column("delivery_key", Text, nullable=False),
    Column("text_digest", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

entry_texts = Table(
    "entry_texts",
    metadata,
    Column("incident_id", Number, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("field", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("salt", Text, nullable=False),
    ForeignKeyConstraint(["incident_id", "position"], ["entries.incident_id", "entries.position"]),
)

lanes = Table(
    "lanes",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("blocked_by", Text, nullable=False, server_default=""),
)

effects = Table(
    "effects",
    metadata,
    # The order within a lane; drawn while the row of the lane is locked, so it is commit order.
    Column("id", Number, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("incident_id", Number, nullable=False),
    Column("kind", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("collapse", Text, nullable=False),
    Column("payload", Document, nullable=False),
    Column("state", Text, nullable=False),  # planned, intent, done, unknown or failed
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("fence", Integer, nullable=False, server_default="0"),
    Column("owner", Text, nullable=False, server_default=""),
    Column("lease_until", UtcDateTime),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("intent_at", UtcDateTime),
    Column("last_intent_at", UtcDateTime),
    Column("not_before", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Column("reference", Text, nullable=False, server_default=""),
    Column("result", Document),
    Column("reason", Text, nullable=False, server_default=""),
    Column("waits_for", Text, nullable=False, server_default=""),  # a bucket without a token
    Index("effects_by_incident", "incident_id", "id"),
    Index("effects_open", "lane", "id", sqlite_where=OPEN_EFFECT, postgresql_where=OPEN_EFFECT),
    Index(
        "effects_unsettled",
        "incident_id",
        "id",
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    ),
    Index(
        "effects_posted",
        "incident_id",
        "kind",
        "id",
        sqlite_where=POSTED,
        postgresql_where=POSTED,
    ),
    Index("effects_waiting", "waits_for", "id", sqlite_where=WAITING, postgresql_where=WAITING),
)

buckets = Table(
    "buckets",
    metadata,
    Column("bucket", Text, primary_key=True),
    Column("tokens", Double, nullable=False),
    Column("refilled_at", UtcDateTime, nullable=False),
    Column("blocked_until", UtcDateTime),
    Column("reason", Text, nullable=False, server_default=""),
)

timers = Table(
    "timers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("generation", Integer, nullable=False),
    Column("incident_id", Number, nullable=False),
    Column("kind", Text, nullable=False),
    Column("due_at", UtcDateTime),
    Column("state", Text, nullable=False),  # armed, fired or cancelled
    Index(
        "timers_armed",
        "due_at",
        sqlite_where=text("state = 'armed'"),
        postgresql_where=text("state = 'armed'"),
    ),
)

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

runbook_copies = Table(
    "runbook_copies",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)

page_posts = Table(
    "page_posts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("incident_id", Number, nullable=False),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("page_posts_by_incident", "incident_id"),
)

people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("learned_at", UtcDateTime, nullable=False),
)
