"""A person before the demo: a browser window of their own, in which everything is noticed."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Locator, Page, Request, expect

from tests.browser.demo_process import ROOT, Demo
from tests.browser.page_driver import DESK, say

KEPT = ROOT / ".artifacts" / "browser"
"""Where the screenshots of the last run are."""

PATIENCE_MS = 45_000
OWN = {"127.0.0.1", ""}
RAW_EMOJI = re.compile(r":[a-z][a-z_]+:")
WIDER = "() => document.documentElement.scrollWidth - innerWidth"

# Playwright waits for what a locator names, so nothing in these stories ever has to sleep.
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Seat:
    """The page of one person, and what was wrong on it or any page opened from it."""

    page: Page
    prefix: str
    problems: list[str] = field(default_factory=list)

    @property
    def card(self) -> Locator:
        """The pinned card of the incident."""
        title = self.page.get_by_role("heading", name=re.compile(r"^INC-1 · "))
        return self.page.get_by_role("main").get_by_role("article").filter(has=title)

    @property
    def step(self) -> Locator:
        """The card of the present step of the runbook."""
        articles = self.page.get_by_role("main").get_by_role("article")
        return articles.filter(has_text=re.compile(r"· version \d"))

    @property
    def form(self) -> Locator:
        """The form on the screen."""
        return self.page.get_by_role("dialog")

    def said(self, words: str | re.Pattern[str]) -> Locator:
        """Return the newest message with these words."""
        return self.page.get_by_role("main").get_by_role("article").filter(has_text=words).last

    def button(self, name: str) -> Locator:
        """Return the button of exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def type(self, text: str) -> None:
        """Write into the message field and send it."""
        await say(self.page, text)

    async def more(self, item: str) -> None:
        """Use the menu at the end of the card's buttons."""
        await self.card.get_by_role("button", name="More", exact=True).click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def on_message(self, message: Locator, action: str) -> None:
        """Use the menu of a message."""
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=action).click()

    async def send(self, button: str) -> None:
        """Send the form off and see it close."""
        await self.form.get_by_role("button", name=button, exact=True).click()
        await expect(self.form).to_be_hidden()

    async def keep(self, name: str, page: Page | None = None) -> None:
        """Keep a picture; in it no emoji stands as text, and nothing is wider than the screen."""
        shown = page or self.page
        await shown.screenshot(path=KEPT / f"{self.prefix}-{name}.png", animations="disabled")
        assert await shown.evaluate(WIDER) <= 0, name
        found = RAW_EMOJI.findall(await shown.get_by_role("main").inner_text())
        assert found == [], name

    def hear(self, message: ConsoleMessage) -> None:
        """Note an error or a warning; what the policy of the page refuses is one, too."""
        if message.type in {"error", "warning"}:
            self.problems.append(message.text)

    def see(self, request: Request) -> None:
        """Note a request that would leave this machine."""
        if (urlsplit(request.url).hostname or "") not in OWN:
            self.problems.append(request.url)


@asynccontextmanager
async def seat(
    browser: Browser, demo: Demo, who: str, prefix: str, size: tuple[int, int] = DESK
) -> AsyncIterator[Seat]:
    """Sit down before the demo as somebody, with a fresh browser; all must have been quiet."""
    phone = size[0] < DESK[0]
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=phone,
        is_mobile=phone,
        locale="en-GB",
        timezone_id="UTC",
    )
    context.set_default_timeout(PATIENCE_MS)
    taken, last = Seat(await context.new_page(), prefix), "failed"
    context.on("console", taken.hear)
    context.on("request", taken.see)
    context.on("weberror", lambda wrong: taken.problems.append(str(wrong.error)))
    try:
        await taken.page.goto(f"{demo.workspace}/?as={who}")
        await taken.page.get_by_role("textbox", name="Message #general").wait_for()
        yield taken
        assert taken.problems == []
        last = "last"
    finally:
        await taken.page.screenshot(path=KEPT / f"{prefix}-{last}.png")
        await context.close()


async def declare(taken: Seat, title: str) -> None:
    """Declare an incident by one line, and go where it was opened."""
    await taken.type(f"/incident {title}")
    await taken.page.get_by_role("link", name="Open", exact=True).click()
    await expect(taken.card).to_contain_text("nobody yet")
