"""Open the database that the settings name, or say in a sentence why that cannot be done."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from bot.app import Machinery, Muster, composed
from bot.domain.errors import Rejected, Unavailable
from bot.settings import Settings
from bot.storage.schema import is_current, migrate
from bot.storage.trouble import Newer, translated

log = logging.getLogger(__name__)

DEMO = (Path(".muster/demo/muster.db"), Path(".muster/tour/muster.db"))
"""Where `muster demo` and `muster demo --tour` keep what was recorded."""


def prepared(url: str) -> str:
    """Bring the database, which the caller owns, to the newest form and return its revision.

    Raises Rejected when it cannot be used at all, Unavailable when it may be later.
    """
    if _is_empty(file := _file(url)):
        # No refusal: a first start that was interrupted leaves such a file, too.
        log.warning("database.created", extra={"file": str(file), "trouble": "it was empty"})
    with explained(url):
        return migrate(url)


def unpooled(settings: Settings) -> str:
    """Return the address for what needs a connection to itself: migrations, notifications."""
    return settings.database_direct_url or settings.database_url


def form_of(url: str) -> str:
    """Tell "missing", "empty", "current" or "older" of the database, changing nothing.

    Raises Rejected when it cannot be used at all, Unavailable when it may be later.
    """
    file = _file(url)
    if file is not None and not file.exists():
        return "missing"
    if _is_empty(file):
        return "empty"
    with explained(url):
        return "current" if is_current(url) else "older"


@asynccontextmanager
async def recorded(settings: Settings, again: str) -> AsyncIterator[Muster]:
    """Open what was recorded, to read it, whether or not Muster runs meanwhile.

    Raises Rejected when there is nothing to read; `again` is the command that would read it.
    """
    async with opened(settings, again, Machinery(is_reader=True)) as muster:
        yield muster


@asynccontextmanager
async def opened(
    settings: Settings, again: str, machinery: Machinery | None = None
) -> AsyncIterator[Muster]:
    """Open a database that is there already; for who only reads, or owns it.

    Raises Rejected when there is none; `again` is the command that would find it elsewhere.
    """
    form = await asyncio.to_thread(form_of, settings.database_url)
    if form == "missing":
        raise Rejected(_missing(_file(settings.database_url), again))
    if form == "empty":
        raise Rejected(
            f"{shown(settings.database_url)} is an empty file: whatever was recorded there is "
            "gone. Put a copy back while Muster is stopped, or begin anew: muster serve."
        )
    if form == "older":
        raise Rejected(
            f"{shown(settings.database_url)} has the form of another version. Bring it to this "
            "one, while Muster is stopped: muster migrate."
        )
    async with composed(settings, machinery) as muster:
        yield muster


def _missing(file: Path | None, again: str) -> str:
    told = f"There is no database {file}"
    for each in DEMO:
        if each.exists():
            return f"{told}; the demo keeps its own. Type: {again} --database {each}"
    return (
        f"{told}; --database FILE or MUSTER_DATABASE_URL says where it is. Muster makes it when it "
        "starts for the first time: muster serve."
    )


def shown(url: str, *, whole: bool = False) -> str:
    """Name the database without its password; with `whole`, a file by its absolute path."""
    file = _file(url)
    if file and whole:
        return str(file.absolute())
    return str(file) if file else make_url(url).render_as_string(hide_password=True)


@contextmanager
def explained(url: str) -> Iterator[None]:
    """Translate what a database cannot do, and what is none of ours."""
    where = shown(url)
    try:
        with translated():
            yield
    except Unavailable as error:
        reason = str(error).splitlines()[0]
        told = f"{where}{_obstacle(_file(url))}; MUSTER_DATABASE_URL sets another"
        raise Unavailable(f"{reason} ({told})") from error
    except Newer as error:
        raise Rejected(
            f"{where} was made by a newer version of Muster. Start that one; this one would not "
            "understand what is in it."
        ) from error
    except DBAPIError as error:
        raise Rejected(
            f"{where} is no database of Muster ({error.orig}). Set MUSTER_DATABASE_URL to another."
        ) from error
    except OSError as error:
        raise Rejected(f"{where} cannot be made: {error.strerror}.") from error
    except ModuleNotFoundError as error:
        raise Rejected(
            f"{where} needs a driver that is not installed: pip install 'musterpoint[postgres]'."
        ) from error


def _file(url: str) -> Path | None:
    address = make_url(url)
    is_file = address.get_backend_name() == "sqlite"
    return Path(address.database or "") if is_file else None


def _is_empty(file: Path | None) -> bool:
    return file is not None and file.is_file() and file.stat().st_size == 0


def _obstacle(file: Path | None) -> str:
    """Name what Muster may not write; even to read it, SQLite has to write beside the file."""
    for each in (file, file.parent) if file else ():
        if each.exists() and not os.access(each, os.W_OK):
            return f"; {each.absolute()} cannot be written"
    return ""
