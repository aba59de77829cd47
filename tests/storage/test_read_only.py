"""A file that can only be read: nothing is accepted, and nothing has to be repaired."""

import pytest

from bot.domain.errors import Unavailable
from bot.ports import Json, Work
from tests.storage.stores import SLASH, front, opened


async def allocate(work: Work) -> Json:
    return {"incident": await work.incidents.allocate()}


async def test_a_sqlite_file_that_can_only_be_read_accepts_nothing_and_needs_no_repair(
    sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = sqlite_url.partition("///")[2]
    async with opened(f"sqlite:///file:{path}?mode=ro&uri=true") as store:
        with pytest.raises(Unavailable, match="nothing was accepted"):
            await front(store).decide(SLASH, allocate)

        assert await store.look(lambda work: work.incidents.list(only_open=True, limit=1)) == []

    assert caplog.messages == []
    async with opened(sqlite_url) as store:
        assert await front(store).decide(SLASH, allocate) == {"incident": 1}
