"""The picture of the README, taken from the real demo: `python -m tests.browser.picture`."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import expect

from tests.browser.demo_process import ROOT, demo
from tests.browser.page_driver import chromium
from tests.browser.seat import Seat, declare, seat

PICTURE = ROOT / "docs" / "images" / "demo.png"
TYPED = (
    "/incident lead",
    "/incident sev 2 one payment in three fails",
    "/incident next generic",
    "/incident step done checkout answers 503 after 30 s",
    "/incident step done one_region",
    "/incident step done",
    "/incident hypo the payment provider is down in Frankfurt",
    "/incident mitigate send EU payments through Dublin --temporary",
)


async def play(ana: Seat) -> None:
    """Get into the middle of an incident."""
    await ana.page.get_by_role("button", name="Dismiss the tips").click()
    wire = ana.page.get_by_role("complementary", name="What the bot just did")
    await declare(ana, "Checkout fails for EU customers")
    for line in TYPED:
        await ana.button("Clear").click()
        await ana.type(line)
        await expect(wire).to_contain_text("acknowledged")
    await expect(ana.card).to_contain_text("M1")
    await expect(ana.step).to_contain_text("How did it start?")
    await ana.card.scroll_into_view_if_needed()


async def main() -> None:
    """Play, and take the picture."""
    with TemporaryDirectory() as folder:
        async with (
            chromium() as browser,
            demo(Path(folder)) as started,
            seat(browser, started, "ana", "picture") as ana,
        ):
            await play(ana)
            await ana.page.screenshot(path=PICTURE, animations="disabled")


if __name__ == "__main__":
    asyncio.run(main())
