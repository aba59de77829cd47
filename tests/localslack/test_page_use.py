"""What somebody does on the page of the local workspace, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser.page_driver import Stage, choose, chromium, declare, on_stage, say

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    async with on_stage(browser) as stage:
        yield stage


async def test_a_newcomer_follows_the_three_tips_to_the_end(stage: Stage) -> None:
    page = stage.page

    await page.get_by_role("button", name="Try it").click()
    await page.get_by_role("button", name="Send message").click()
    await page.get_by_role("link", name="Open", exact=True).click()
    await page.get_by_role("button", name="Take lead").click()
    await expect(page.get_by_role("article").filter(has_text="Lead")).to_contain_text("@Ana")
    await say(page, "rolling back now")
    await choose(page, "rolling back now", ":pushpin:")

    await expect(page.get_by_role("button", name=":pushpin: 1, Ana")).to_be_visible()
    await expect(page.get_by_role("region", name="Things to try")).to_contain_text(
        "in a nutshell. Next: follow the step card"
    )


async def test_dismissed_tips_stay_away_and_can_be_asked_for(stage: Stage) -> None:
    tips = stage.page.get_by_role("region", name="Things to try")

    await stage.page.get_by_role("button", name="Dismiss the tips").click()
    await stage.page.reload()

    await stage.page.get_by_role("textbox", name="Message #general").wait_for()
    await expect(tips).to_be_hidden()
    await stage.page.get_by_role("button", name="Show the tips").click()
    await expect(tips).to_be_visible()


async def test_everybody_sees_the_workspace_with_their_own_eyes(stage: Stage) -> None:
    page = stage.page
    await say(page, "/incident help")
    private = page.get_by_role("article").filter(has_text="Only visible to you")
    await expect(private).to_contain_text("/incident")
    await declare(page)

    await page.get_by_role("radio", name="Act as Ben").check(force=True)

    await page.get_by_role("button", name="Join channel").click()
    await expect(page.get_by_role("textbox", name="Message #inc-1-checkout")).to_be_visible()
    await page.get_by_role("link", name="general").click()
    await expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()
    await expect(private).to_have_count(0)


async def test_the_slash_menu_shows_the_commands_of_the_app(stage: Stage) -> None:
    field = stage.page.get_by_role("textbox", name="Message #general")
    menu = stage.page.get_by_role("listbox", name="Suggestions")

    await field.fill("/")

    await expect(menu.get_by_role("option")).to_contain_text("Declare or run an incident")
    await field.press("Enter")
    await expect(field).to_have_value("/incident ")
    await expect(menu).to_be_hidden()


async def test_arrow_up_brings_back_what_was_sent(stage: Stage) -> None:
    field = stage.page.get_by_role("textbox", name="Message #general")
    await say(stage.page, "/incident help")
    await say(stage.page, "first words")

    await field.press("ArrowUp")
    await expect(field).to_have_value("first words")
    await field.press("ArrowUp")
    await expect(field).to_have_value("/incident help")
    await field.press("ArrowDown")
    await field.press("ArrowDown")
    await expect(field).to_have_value("")


async def test_a_chosen_name_becomes_a_mention(stage: Stage) -> None:
    field = stage.page.get_by_role("textbox", name="Message #general")

    await field.press_sequentially("can you look, @be")
    await stage.page.get_by_role("option", name="@ben").click()
    await field.press_sequentially("please?")
    await field.press("Enter")

    said = await stage.workspace.until_message("#general", "please?")
    assert said["text"].startswith("can you look, <@U")
    article = stage.page.get_by_role("article").filter(has_text="please?")
    await expect(article).to_contain_text("can you look, @Ben please?")


async def test_a_thread_opens_beside_its_channel(stage: Stage) -> None:
    page = stage.page
    await say(page, "is anybody on it?")
    await choose(page, "is anybody on it?", "Reply in thread")

    await page.get_by_role("textbox", name="Reply").fill("I am")
    await page.get_by_role("button", name="Send reply").click()

    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article").filter(has_text="I am")).to_be_visible()
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    await thread.get_by_role("button", name="Close thread").click()
    await expect(thread).to_be_hidden()


async def test_commands_are_refused_in_threads_as_slack_does(stage: Stage) -> None:
    await say(stage.page, "root")
    await choose(stage.page, "root", "Reply in thread")

    reply = stage.page.get_by_role("textbox", name="Reply")
    await reply.fill("/incident help")
    await reply.press("Enter")

    await expect(stage.page.get_by_role("alert")).to_contain_text("no commands in threads")
    await expect(reply).to_have_value("/incident help")


async def test_a_reaction_is_added_and_withdrawn(stage: Stage) -> None:
    await say(stage.page, "look at this")
    await choose(stage.page, "look at this", ":pushpin:")

    reaction = stage.page.get_by_role("button", name=":pushpin: 1, Ana")
    await expect(reaction).to_have_attribute("aria-pressed", "true")
    await reaction.click()
    await expect(reaction).to_have_count(0)


async def test_own_messages_are_edited_and_deleted(stage: Stage) -> None:
    page = stage.page
    await say(page, "@ben: 5 < 6 & so")
    await choose(page, "5 < 6", "Edit message")
    field = page.get_by_role("textbox", name="Edit message")
    await expect(field).to_have_value("@ben: 5 < 6 & so")
    await field.fill("@chi: 7 > 6 & so")
    await page.get_by_role("button", name="Save").click()

    article = page.get_by_role("article").filter(has_text="@Chi: 7 > 6 & so")
    await expect(article).to_contain_text("(edited)")
    await choose(page, "7 > 6", "Delete message")
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    await expect(article).to_have_count(0)


async def test_a_file_shows_its_first_lines_and_all_of_it_on_request(stage: Stage) -> None:
    lines = [f"line {number}" for number in range(1, 31)]
    channel = next(
        c
        for c in (await stage.workspace.director.get("world", as_="ana"))["channels"]
        if c["name"] == "checkout"
    )
    await stage.bot.client.conversations_join(channel=channel["id"])
    await stage.bot.client.files_upload_v2(
        channel=channel["id"], content="\n".join(lines), filename="journal.log", title="Journal"
    )
    await stage.page.get_by_role("link", name="checkout").click()

    shown = stage.page.get_by_role("figure", name="File journal.log")
    await expect(shown).to_contain_text("line 12")
    await expect(shown).not_to_contain_text("line 30")
    await shown.get_by_role("button", name="Show all").click()
    await expect(shown).to_contain_text("line 30")
    await expect(shown.get_by_role("link", name="Download journal.log")).to_be_visible()


async def test_the_panel_shows_the_calls_of_the_bot(stage: Stage) -> None:
    await declare(stage.page)

    panel = stage.page.get_by_role("complementary", name="What the bot just did")
    await expect(panel).to_contain_text("conversations.create")
    await expect(panel).to_contain_text("command /incident")
    await panel.get_by_role("button", name="Close the panel").click()
    await expect(panel).to_be_hidden()


async def test_a_permalink_opens_its_message(stage: Stage) -> None:
    await stage.workspace.person("ben").post("#checkout", "the one to find")
    said = await stage.workspace.until_message("#checkout", "the one to find")

    shown = said["permalink"].replace("http://local-slack", stage.workspace.base_url)
    await stage.page.goto(shown)

    found = stage.page.get_by_role("article").filter(has_text="the one to find")
    await expect(found).to_be_focused()


async def test_who_reads_further_up_is_told_of_new_messages_but_not_moved(stage: Stage) -> None:
    page = stage.page
    await fill_general(stage, 70)
    first = page.get_by_role("article").filter(has_text="message 12.")
    await first.scroll_into_view_if_needed()

    await stage.workspace.person("ben").post("#general", "the newest")
    new = page.get_by_role("button", name="New messages")
    await expect(new).to_be_visible()
    await expect(first).to_be_in_viewport()
    await new.click()

    await expect(page.get_by_role("article").filter(has_text="the newest")).to_be_in_viewport()
    await expect(new).to_be_hidden()


async def test_earlier_messages_come_on_request_and_leave_the_eye_where_it_was(
    stage: Stage,
) -> None:
    page = stage.page
    await fill_general(stage, 70)
    await page.reload()
    kept = page.get_by_role("article").filter(has_text="message 10.")
    await kept.scroll_into_view_if_needed()

    await page.get_by_role("button", name="Show earlier messages").click()

    await expect(page.get_by_role("article").filter(has_text="message 0.")).to_be_attached()
    await expect(kept).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()


async def fill_general(stage: Stage, count: int) -> None:
    for number in range(count):
        await stage.workspace.person("ben").post("#general", f"message {number}.")
    last = stage.page.get_by_role("article").filter(has_text=f"message {count - 1}.")
    await expect(last).to_be_in_viewport()
