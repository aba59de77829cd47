"""Make the first tables, and a timeline that nobody can rewrite.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Document, UtcDateTime

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN_EFFECT = sa.text("state IN ('planned', 'intent')")
ARMED = sa.text("state = 'armed'")
TABLES = (
    "page_posts runbook_copies meta timers effects lanes entry_texts entries incidents deliveries"
)


def upgrade() -> None:
    """Make the tables."""
    _make_truth()
    _make_ledger()
    _make_rest()
    _forbid_rewriting()


def downgrade() -> None:
    """Remove the tables with all that is in them."""
    for table in TABLES.split():
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_rewriting()")


def _make_truth() -> None:
    op.create_table(
        "deliveries",
        sa.Column("dedupe_key", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("body_sha256", sa.Text, nullable=False),
        sa.Column("observed_at", UtcDateTime, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reply", Document),
        sa.Column("error_id", sa.Text, nullable=False, server_default=""),
    )
    _make_incidents()
    _make_entries()


def _make_entries() -> None:
    op.create_table(
        "entries",
        sa.Column("incident_id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("occurred_at", UtcDateTime, nullable=False),
        sa.Column("observed_at", UtcDateTime, nullable=False),
        sa.Column("recorded_at", UtcDateTime, nullable=False),
        sa.Column("payload", Document, nullable=False),
        sa.Column("schema_v", sa.Integer, nullable=False),
        sa.Column("delivery_key", sa.Text, nullable=False),
        sa.Column("text_digest", sa.Text, nullable=False),
        sa.Column("prev_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "entry_texts",
        sa.Column("incident_id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("salt", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id", "position"], ["entries.incident_id", "entries.position"]
        ),
    )


def _make_incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("team_id", sa.Text, nullable=False, server_default=""),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("is_drill", sa.Boolean, nullable=False),
        sa.Column("lead", sa.Text),
        sa.Column("channel_id", sa.Text),
        sa.Column("channel_name", sa.Text, nullable=False),
        sa.Column("declared_at", UtcDateTime, nullable=False),
        sa.Column("declared_by", sa.Text, nullable=False),
        sa.Column("head_position", sa.Integer, nullable=False),
        sa.Column("head_hash", sa.Text, nullable=False),
    )
    op.create_index("incidents_by_channel", "incidents", ["channel_id"])
    op.create_index("incidents_by_status", "incidents", ["status", "id"])


def _make_ledger() -> None:
    op.create_table(
        "lanes",
        sa.Column("lane", sa.Text, primary_key=True),
        sa.Column("blocked_by", sa.Text, nullable=False, server_default=""),
    )
    op.create_table(
        "effects",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("incident_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("collapse", sa.Text, nullable=False),
        sa.Column("payload", Document, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("fence", sa.Integer, nullable=False, server_default="0"),
        sa.Column("owner", sa.Text, nullable=False, server_default=""),
        sa.Column("lease_until", UtcDateTime),
        sa.Column("planned_at", UtcDateTime, nullable=False),
        sa.Column("intent_at", UtcDateTime),
        sa.Column("last_intent_at", UtcDateTime),
        sa.Column("not_before", UtcDateTime),
        sa.Column("ended_at", UtcDateTime),
        sa.Column("reference", sa.Text, nullable=False, server_default=""),
        sa.Column("result", Document),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("effects_by_incident", "effects", ["incident_id", "id"])
    op.create_index(
        "effects_open",
        "effects",
        ["lane", "id"],
        sqlite_where=OPEN_EFFECT,
        postgresql_where=OPEN_EFFECT,
    )


def _make_rest() -> None:
    op.create_table(
        "timers",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("incident_id", NUMBER, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("state", sa.Text, nullable=False),
    )
    op.create_index(
        "timers_armed", "timers", ["due_at"], sqlite_where=ARMED, postgresql_where=ARMED
    )
    meta = op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.bulk_insert(meta, [{"name": "last_incident", "value": "0"}])
    op.create_table(
        "runbook_copies",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("kept_at", UtcDateTime, nullable=False),
    )
    op.create_table(
        "page_posts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("incident_id", NUMBER, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
    )
    op.create_index("page_posts_by_incident", "page_posts", ["incident_id"])


def _forbid_rewriting() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER entries_keep_{verb.lower()} BEFORE {verb} ON entries"
                " BEGIN SELECT RAISE(ABORT, 'the timeline is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the timeline is append-only'"
        " USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER entries_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON entries"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting()"
    )
