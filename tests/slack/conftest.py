"""What tests of the Slack side may ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.slack.town import Town, living


@pytest.fixture
async def town(sqlite_url: str) -> AsyncIterator[Town]:
    async with living(sqlite_url) as town:
        yield town
