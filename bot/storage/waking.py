"""Find out whether a notification of PostgreSQL arrives."""

from datetime import timedelta

import psycopg

from bot.domain.errors import Unavailable
from bot.storage.postgres import conninfo

CHANNEL = "muster_doctor"
WITHIN = timedelta(seconds=3)


def wakes(listening: str, notifying: str) -> bool:
    """Tell whether who listens at one address hears what is said at the other.

    Not through a pooler that lends connections for one transaction, nor in another database.
    Raises Unavailable when one of them does not answer.
    Vendor: https://www.pgbouncer.org/features.html
    """
    try:
        with (
            psycopg.connect(conninfo(listening), autocommit=True) as ear,
            psycopg.connect(conninfo(notifying, is_pooled=True), autocommit=True) as mouth,
        ):
            ear.execute(f"LISTEN {CHANNEL}")
            mouth.execute(f"NOTIFY {CHANNEL}")
            # Read to its end: half-way it still holds the connection, which then cannot close.
            heard = list(ear.notifies(timeout=WITHIN.total_seconds(), stop_after=1))
            return any(each.channel == CHANNEL for each in heard)
    except psycopg.Error as error:
        raise Unavailable(f"The database did not answer: {' '.join(str(error).split())}") from error
