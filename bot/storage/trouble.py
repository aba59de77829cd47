"""Tell what a database cannot do now from what we did wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.domain.errors import Unavailable

TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
}
"""SQLite: what a locked, full, lost or read-only file makes it say; all else is our mistake."""

LOCKED_OUT = {"40001", "40P01"}
"""PostgreSQL: serialization failure and deadlock, where doing it again is the cure."""

GONE = {"25006", "25P03", "25P04"}
"""PostgreSQL: it only reads now, or it ended a transaction in which we stood still.

That is no mistake of ours, though of class 25.

Vendor: https://www.postgresql.org/docs/current/errcodes-appendix.html
"""

MISTAKES = {"0A", "21", "22", "23", "25", "2F", "42"}
"""PostgreSQL: error classes for wrong data, broken constraints, wrong order and wrong SQL."""


class Newer(Exception):
    """The database was made by a newer version, in a form that this one does not know."""


class LockedOut(Unavailable):
    """The database let another transaction pass first; the same again may well succeed."""


class Expired(Unavailable):
    """It took too long, and nothing was written."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the database cannot do now as Unavailable; what is a bug stays as it is."""
    try:
        yield
    except PoolTimeoutError as error:
        raise Unavailable("The database is busy.") from error
    except sqlite3.Error as error:  # of a statement that did not go through SQLAlchemy
        if error.sqlite_errorcode & 0xFF not in TROUBLE:
            raise
        raise Unavailable(f"The database did not answer: {error}") from error
    except DBAPIError as error:
        state = str(getattr(error.orig, "sqlstate", None) or "")
        if state in LOCKED_OUT:
            raise LockedOut("The database was busy with the same thing.") from error
        if _is_mistake(error, state):
            raise
        told = " ".join(str(error.orig).split())
        raise Unavailable(f"The database did not answer: {told}") from error


def _is_mistake(error: DBAPIError, state: str) -> bool:
    if state:
        return state[:2] in MISTAKES and state not in GONE
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF not in TROUBLE
    return not isinstance(error, OperationalError | InterfaceError)
