"""What tests of any folder may ask for."""

import pytest
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

# Coverage makes tests take more than twice as long, and what these run is counted elsewhere.
UNCOVERED = ("browser/", "faults/", "house/", "stories/", "localslack/test_page_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave whole processes and pages out of the coverage."""
    for item in items:
        if item.nodeid.removeprefix("tests/").startswith(UNCOVERED):
            item.add_marker(pytest.mark.no_cover)
