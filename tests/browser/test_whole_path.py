"""The whole path of an incident in `muster demo`, as people walk it in a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import desk_story, phone_story
from tests.browser.demo_process import demo
from tests.browser.page_driver import PHONE, chromium
from tests.browser.seat import declare, seat

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(400),  # On a busy machine a browser and a demo take their time.
    pytest.mark.xdist_group("whole path"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def test_an_incident_is_run_from_declaring_to_the_postmortem(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as started, seat(browser, started, "ana", "desk") as ana:
        await ana.keep("01-first-sight")
        await declare(ana, "Customers cannot log in since 09:00")
        await ana.keep("02-declared")

        await desk_story.take_the_lead(ana)
        await desk_story.verify_the_scope(ana)
        await desk_story.gather_evidence(ana)
        await desk_story.note_and_pin(ana)
        await desk_story.explain_and_cure(ana)
        await desk_story.tell_customers(ana)
        await desk_story.resolve(ana)
        await desk_story.read_the_record(ana)


async def test_an_incident_is_run_on_a_phone_by_finger_and_by_keyboard(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as started, seat(browser, started, "ana", "phone", PHONE) as ana:
        await ana.keep("01-first-sight")
        await phone_story.declare_by_keyboard(ana, "Orders are stuck in the queue")

        await phone_story.lead_by_keyboard(ana)
        await phone_story.walk_by_finger(ana)
        await phone_story.pin_by_finger(ana)
        await phone_story.explain_by_keyboard(ana)
        await phone_story.resolve_by_finger(ana)
