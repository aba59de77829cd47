"""What the page of the local workspace says when something does not work, in a real browser."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from bot.localslack.workspace import Workspace
from tests.browser.page_bot import sample_bot
from tests.browser.page_driver import (
    Watched,
    chromium,
    declare,
    on_stage,
    opened,
    say,
    workspace_for_page,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@dataclass
class Late:
    """An answer of the workspace: written already, delivered when the block ends."""

    written: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    delivered: asyncio.Event = field(default_factory=asyncio.Event)


@asynccontextmanager
async def answering_late(page: Page, name: str) -> AsyncIterator[Late]:
    """Hold back the next answers of one address."""
    late = Late()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        late.written.set()
        await late.released.wait()
        await route.fulfill(response=answer)
        late.delivered.set()

    address = re.compile(rf"/_sim/{name}\?")
    await page.route(address, hold)
    yield late
    late.released.set()


async def test_a_bot_that_is_not_there_is_announced_and_its_commands_fail_aloud(
    browser: Browser,
) -> None:
    async with workspace_for_page() as workspace, opened(browser, workspace) as ana:
        notice = ana.page.get_by_text("Muster is not connected: commands and buttons will fail")
        await expect(notice).to_be_visible()

        await say(ana.page, "/incident checkout is down")

        await expect(ana.page.get_by_role("alert")).to_contain_text("dispatch_failed")
        words = ana.page.get_by_role("textbox", name="Message #general")
        await expect(words).to_have_value("/incident checkout is down")
        async with sample_bot(workspace):
            await expect(notice).to_be_hidden()


async def test_a_bot_that_does_not_answer_within_three_seconds_is_reported(
    browser: Browser,
) -> None:
    async with on_stage(browser) as stage:
        await declare(stage.page)
        stage.bot.silent = True
        lead = stage.page.get_by_role("button", name="Take lead")

        await lead.click()

        await expect(lead).to_have_attribute("aria-busy", "true")
        await expect(stage.page.get_by_role("alert")).to_contain_text("operation_timeout")
        await expect(lead).not_to_have_attribute("aria-busy", "true")


async def test_a_form_that_was_not_taken_keeps_what_was_typed(browser: Browser) -> None:
    async with on_stage(browser) as stage:
        await say(stage.page, "/incident")
        form = stage.page.get_by_role("dialog")
        title = form.get_by_role("textbox", name="Title")
        await title.fill("checkout is down")
        stage.bot.silent = True

        await form.get_by_role("button", name="Declare").click()

        await expect(form.get_by_role("alert")).to_contain_text("trouble connecting")
        await expect(title).to_have_value("checkout is down")


async def test_an_unknown_command_comes_back_into_the_field(browser: Browser) -> None:
    async with on_stage(browser) as stage:
        await say(stage.page, "/incidence checkout")

        alert = stage.page.get_by_role("alert")
        await expect(alert).to_contain_text("/incidence is not a valid command.")
        await expect(stage.page.get_by_role("textbox", name="Message")).to_have_value(
            "/incidence checkout"
        )
        await alert.get_by_role("button", name="Dismiss").click()
        await expect(alert).to_have_count(0)


async def test_an_error_of_slack_is_red_in_the_panel(browser: Browser) -> None:
    async with on_stage(browser) as stage:
        await stage.bot.client.api_call("auth.test")
        await say(stage.page, "/incident help")
        panel = stage.page.get_by_role("complementary", name="What the bot just did")
        await expect(panel).to_contain_text("chat.postEphemeral")
        await expect(panel).to_contain_text("0 failed")

        await declare(stage.page, "x")
        await say(stage.page, "/incident x")

        await expect(panel).to_contain_text("error: name_taken")
        await expect(panel).to_contain_text("1 failed")


async def test_the_page_recovers_when_the_workspace_comes_back(browser: Browser) -> None:
    first = workspace_for_page()
    async with first:
        context = opened(browser, first)
        ana = await context.__aenter__()
        port = int(first.base_url.rpartition(":")[2])
    await expect(ana.page.get_by_text("The workspace does not answer")).to_be_visible()

    async with workspace_for_page(port) as second:
        await expect(ana.page.get_by_text("The workspace does not answer")).to_be_hidden()
        await _say_something(second, ana)
    ana.problems.clear()  # the browser reports each refused connection
    await context.__aexit__(None, None, None)


async def _say_something(workspace: Workspace, ana: Watched) -> None:
    await workspace.person("ben").post("#general", "here again")
    await expect(ana.page.get_by_role("article").filter(has_text="here again")).to_be_visible()


async def test_an_answer_that_comes_late_does_not_close_a_form(browser: Browser) -> None:
    async with on_stage(browser) as stage:
        form = stage.page.get_by_role("dialog")
        async with answering_late(stage.page, "world") as late:
            await stage.workspace.person("ben").post("#checkout", "something happens")
            await late.written.wait()
            await say(stage.page, "/incident")
            await form.wait_for()

        await late.delivered.wait()
        await expect(stage.page.get_by_role("link", name="checkout 1 unread")).to_be_attached()
        await expect(form).to_be_visible()


async def test_a_message_that_comes_while_a_channel_loads_is_shown(browser: Browser) -> None:
    async with on_stage(browser) as stage:
        async with answering_late(stage.page, "messages") as late:
            await stage.page.get_by_role("link", name="checkout").click()
            await late.written.wait()
            await stage.workspace.person("ben").post("#checkout", "in between")
            await expect(stage.page.get_by_role("status").last).to_contain_text("in between")

        await stage.page.get_by_role("article").filter(has_text="in between").wait_for()


async def test_bad_weather_can_be_tried_and_is_told_to_the_next_page(browser: Browser) -> None:
    async with on_stage(browser) as stage:
        await stage.page.get_by_label("Slack today").select_option("outage")

        await say(stage.page, "/incident help")

        panel = stage.page.get_by_role("complementary", name="What the bot just did")
        await expect(panel).to_contain_text("1 failed")
        await stage.page.reload()
        await expect(stage.page.get_by_label("Slack today")).to_have_value("outage")
