import pytest

from bot.storage.store import SqlWork
from tests.fakes.runbooks import runbook
from tests.storage.stores import opened

BOOK = runbook("9f86d081", '{"id":"login-failure","version":1}')


async def test_what_was_attached_is_found_by_its_digest_for_ever(database_url: str) -> None:
    async with opened(database_url) as store:
        await store.transact("x", lambda work: work.runbooks.keep(BOOK))
        await store.transact("x", lambda work: work.runbooks.keep(runbook("9f86d081", "other")))

        assert await store.look(lambda work: work.runbooks.with_digest("9f86d081")) == BOOK


async def test_what_was_never_kept_is_not_found(database_url: str) -> None:
    async def body(work: SqlWork) -> None:
        await work.runbooks.with_digest("0000")

    async with opened(database_url) as store:
        with pytest.raises(KeyError):
            await store.look(body)
