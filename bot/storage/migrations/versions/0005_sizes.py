"""Find what matters however much there is: open incidents, their names, their open calls.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import Document
from bot.storage.words import beginnings

OPEN = sa.text("status NOT IN ('resolved', 'closed')")
UNSETTLED = sa.text(
    "(state IN ('planned', 'intent', 'unknown') OR (state = 'failed'"
    " AND reason <> 'superseded' AND substr(reason, 1, 7) <> 'dropped'))"
)
POSTED = sa.text("reference <> ''")
NAMED = sa.text(
    "SELECT incidents.id, title, channel_name, payload FROM incidents"
    " JOIN entries ON incident_id = incidents.id AND position = 1"  # as it was declared
).columns(payload=Document)
revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the indexes, and let the incidents so far be found by their names and services."""
    op.drop_index("incidents_by_status", "incidents")
    op.create_index("incidents_open", "incidents", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)
    words = op.create_table(
        "incident_words",
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column(
            "incident_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sqlite_with_rowid=False,
    )
    for incident in op.get_bind().execute(NAMED).all():
        service = incident.payload.get("service", "")
        found = beginnings(incident.title, service, incident.channel_name)
        op.bulk_insert(words, [{"word": each, "incident_id": incident.id} for each in found])
    op.create_index(
        "effects_unsettled",
        "effects",
        ["incident_id", "id"],
        sqlite_where=UNSETTLED,
        postgresql_where=UNSETTLED,
    )
    op.create_index(
        "effects_posted",
        "effects",
        ["incident_id", "kind", "id"],
        sqlite_where=POSTED,
        postgresql_where=POSTED,
    )


def downgrade() -> None:
    """Remove them: everything is read then, and most of it is thrown away."""
    op.drop_index("effects_posted", "effects")
    op.drop_index("effects_unsettled", "effects")
    op.drop_table("incident_words")
    op.drop_index("incidents_open", "incidents")
    op.create_index("incidents_by_status", "incidents", ["status", "id"])
