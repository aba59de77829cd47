"""Make the buckets that pace calls to the outside.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import UtcDateTime

WAITING = sa.text("waits_for <> ''")
revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table; a bucket appears when it is first used. A call says for which it waits."""
    op.create_table(
        "buckets",
        sa.Column("bucket", sa.Text, primary_key=True),
        sa.Column("tokens", sa.Double, nullable=False),
        sa.Column("refilled_at", UtcDateTime, nullable=False),
        sa.Column("blocked_until", UtcDateTime),
        sa.Column("reason", sa.Text, nullable=False, server_default=""),
    )
    column = sa.Column("waits_for", sa.Text, nullable=False, server_default="")
    op.add_column("effects", column)
    op.create_index(
        "effects_waiting",
        "effects",
        ["waits_for", "id"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )


def downgrade() -> None:
    """Remove it: the outside itself then says when it is asked too often."""
    op.drop_index("effects_waiting", "effects")
    op.drop_column("effects", "waits_for")
    op.drop_table("buckets")
