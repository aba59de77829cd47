"""A real browser, where one is installed."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.page_driver import chromium


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched
