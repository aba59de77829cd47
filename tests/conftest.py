"""What tests of any folder may ask for."""

from hypothesis import settings

from tests.databases import (
    database_url,
    postgres,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
)

__all__ = [
    "database_url",
    "postgres",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
]

# Examples are not timed: a busy machine is no fault. The time limit of each test holds.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
