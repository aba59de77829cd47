"""Keep what people are called, so that a record can be read without Slack.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from bot.storage.columns import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "people",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("learned_at", UtcDateTime, nullable=False),
    )


def downgrade() -> None:
    """Remove the table; the names can be asked of Slack again."""
    op.drop_table("people")
