"""`muster demo` with two people, and across the night: what one does, the other sees."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.demo_process import demo
from tests.browser.page_driver import chromium
from tests.browser.seat import Seat, declare, seat

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(400),  # On a busy machine a browser and a demo take their time.
    pytest.mark.xdist_group("whole path"),
]

TITLE = "Checkout fails for EU customers"
SEEN = "payments answer 503 since the release"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


async def join(ben: Seat) -> None:
    """Find the incident where it is announced, and come in."""
    await ben.page.get_by_role("link", name=re.compile(r"^incidents\b")).click()
    await ben.said("INC-1").get_by_role("link", name=re.compile("^#inc-1-")).click()
    await ben.page.get_by_role("button", name="Join channel").click()


async def test_a_second_person_is_caught_up_and_sees_everything_live(
    browser: Browser, tmp_path: Path
) -> None:
    async with (
        demo(tmp_path) as started,
        seat(browser, started, "ana", "ana") as ana,
        seat(browser, started, "ben", "ben") as ben,
    ):
        await declare(ana, TITLE)
        await ana.type("/incident impact nobody in the EU can pay")
        await ana.type("/incident hypo the certificate of the bank ran out")
        await expect(ana.card).to_contain_text("H1 the certificate")

        await join(ben)
        caught_up = ben.said("Catch-up on INC-1")
        await expect(caught_up).to_contain_text("Only visible to you")
        await expect(caught_up).to_contain_text("nobody in the EU can pay")
        await expect(caught_up).to_contain_text("H1 the certificate of the bank ran out (open)")
        await expect(ana.said("@Ben has joined the channel")).to_be_visible()
        await ben.keep("01-caught-up")

        await ben.card.get_by_role("button", name="Take lead").click()
        await expect(ana.card).to_contain_text(re.compile(r"Lead\s*@Ben"))
        await ana.type("/incident sev 1 nothing is sold at all")
        await expect(ben.card).to_contain_text("SEV1")
        await ben.type(SEEN)
        await expect(ana.said(SEEN)).to_be_visible()
        await expect(ana.said("Catch-up on INC-1")).to_have_count(0)
        await ana.keep("01-live")


async def test_what_was_done_is_there_after_a_restart_and_gone_when_begun_anew(
    browser: Browser, tmp_path: Path
) -> None:
    async with demo(tmp_path) as started, seat(browser, started, "ana", "night") as ana:
        await declare(ana, TITLE)
        await ana.card.get_by_role("button", name="Take lead").click()
        await ana.type(f"/incident note {SEEN}")
        await expect(ana.said("Only visible to you")).to_contain_text("On the timeline")
        assert await started.ctrl_c() == 0
        ana.problems.clear()  # The page says that its workspace is gone, as it should.

    async with demo(tmp_path) as started, seat(browser, started, "ana", "morning") as ana:
        await ana.page.get_by_role("link", name=re.compile("^inc-1-checkout-fails")).click()
        await expect(ana.card).to_contain_text(re.compile(r"Lead\s*@Ana"))
        await ana.type("/incident timeline")
        await expect(ana.said("Only visible to you")).to_contain_text(SEEN)
        await ana.type("/incident sev 2")
        await expect(ana.card).to_contain_text("SEV2")
        await expect(ana.card).to_have_count(1)
        await ana.keep("01-again")

    async with demo(tmp_path, "--fresh") as started, seat(browser, started, "ana", "new") as ana:
        await expect(ana.page.get_by_role("link", name=re.compile("^inc-"))).to_have_count(0)
        await declare(ana, TITLE)
        await expect(ana.card).to_contain_text(f"INC-1 · {TITLE}")
