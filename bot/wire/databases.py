"""Read how an operator names a database."""

from urllib.parse import urlsplit

SQLITE, POSTGRES = "sqlite+aiosqlite:///", "postgresql+psycopg://"
DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
}
FILES = (".db", ".sqlite", ".sqlite3")
WANTED = "a file such as muster.db, or postgresql://user@host/muster"


def database_address(named: str) -> str:
    """Return the whole address, driver included; the path of a file is one, too.

    Raises ValueError when it is no database that Muster knows.
    """
    if "://" not in named and named.endswith(FILES):
        named = f"sqlite:///{named}"
    scheme, _, rest = named.partition("://")
    address = f"{DRIVERS.get(scheme, scheme)}://{rest}"
    parts = urlsplit(address)
    is_file = address.startswith(SQLITE) and parts.path not in {"/", "/:memory:"}
    if not is_file and not (address.startswith(POSTGRES) and parts.port != 0):
        raise ValueError("no database that Muster knows")
    return address


def direct_address(named: str) -> str:
    """Return the whole address of a PostgreSQL database, or none.

    Raises ValueError when it is another kind of database.
    """
    address = named and database_address(named)
    if address and not address.startswith(POSTGRES):
        raise ValueError("no PostgreSQL database")
    return address
