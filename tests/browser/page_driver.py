"""Open the page of the local workspace in a real Chromium, and notice all that goes wrong there."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, ConsoleMessage, Dialog, Page, async_playwright

from bot.localslack.hub import Options
from bot.localslack.workspace import Workspace
from tests.browser.page_bot import SampleBot, sample_bot

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "bot" / "slack" / "manifest.yaml"
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK = (1280, 800)
PHONE = (375, 812)
SMALL_PHONE = (360, 640)
PATIENCE_MS = 20_000

Scheme = Literal["light", "dark"]


@dataclass
class Watched:
    """A page, and what it complained about."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def assert_quiet(self) -> None:
        """Fail when there was an error, a dialog of the browser or something the policy refused."""
        assert self.problems == []

    def hear_console(self, message: ConsoleMessage) -> None:
        # A refused request of the control API is part of the conversation, and shown to the person.
        refused = "the server responded with a status of 4" in message.text
        if message.type in {"error", "warning"} and not refused:
            self.problems.append(message.text)

    async def hear_dialog(self, dialog: Dialog) -> None:
        self.problems.append(f"dialog: {dialog.message}")
        await dialog.dismiss()


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Start the machine's Chromium; the test is skipped where there is none."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    workspace: Workspace,
    *,
    size: tuple[int, int] = DESK,
    scheme: Scheme = "light",
    who: str = "ana",
) -> AsyncIterator[Watched]:
    """Open the page as somebody, in a fresh browser profile; at the end it must have been quiet."""
    phone = size[0] < DESK[0]
    context = await browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        has_touch=phone,
        is_mobile=phone,
        locale="en-GB",
        timezone_id="Europe/Lisbon",
    )
    context.set_default_timeout(PATIENCE_MS)
    watched = Watched(await context.new_page())
    watched.page.on("console", watched.hear_console)
    watched.page.on("dialog", watched.hear_dialog)
    watched.page.on("pageerror", lambda error: watched.problems.append(str(error)))
    try:
        await watched.page.goto(f"{workspace.base_url}/?as={who}")
        await watched.page.get_by_role("textbox", name="Message #general").wait_for()
        yield watched
        watched.assert_quiet()
    finally:
        await context.close()


def workspace_for_page(port: int = 0) -> Workspace:
    """Return a workspace with the app of our manifest."""
    links = {"Status page": "http://127.0.0.1:9/status"}
    options = Options(manifest=MANIFEST, links=links, rate_scale=0)
    return Workspace(options, port=port)


@dataclass(frozen=True)
class Stage:
    """The page as Ana sees it, with a workspace and a bot behind it."""

    workspace: Workspace
    bot: SampleBot
    browser: Browser
    watched: Watched

    @property
    def page(self) -> Page:
        """Return the page itself."""
        return self.watched.page


@asynccontextmanager
async def on_stage(
    browser: Browser, *, size: tuple[int, int] = DESK, scheme: Scheme = "light"
) -> AsyncIterator[Stage]:
    """Set up all of it for one test."""
    async with (
        workspace_for_page() as workspace,
        sample_bot(workspace) as bot,
        opened(browser, workspace, size=size, scheme=scheme) as watched,
    ):
        yield Stage(workspace, bot, browser, watched)


async def say(page: Page, text: str) -> None:
    """Write in the message field and send it."""
    field = page.get_by_role("textbox", name="Message")
    await field.fill(text)
    await field.press("Escape")
    await field.press("Enter")


async def declare(page: Page, title: str = "checkout is down") -> None:
    """Declare an incident by one line and open its channel."""
    await say(page, f"/incident {title}")
    await page.get_by_role("link", name="Open", exact=True).click()
    await page.get_by_role("heading", name=f"INC-1 {title}").wait_for()


async def choose(page: Page, message: str, action: str) -> None:
    """Use the menu of a message."""
    article = page.get_by_role("article").filter(has_text=message)
    await article.hover()
    await article.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name=action).click()
