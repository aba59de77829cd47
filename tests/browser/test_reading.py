"""Who reads older messages on a phone stands still, and is brought to the answer of own deeds."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from tests.browser.page_driver import PHONE, Stage, chromium, on_stage, say
from tests.browser.seat import KEPT

pytestmark = pytest.mark.asyncio(loop_scope="module")

FEW, MANY = 3, 40


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def phone(browser: Browser) -> AsyncIterator[Stage]:
    """Ana's phone, before a channel in which a lot was said."""
    async with on_stage(browser, size=PHONE) as stage:
        for number in range(MANY):
            await stage.workspace.person("ben").post("#general", f"message {number}.")
        await expect(said(stage, f"message {MANY - 1}.")).to_be_in_viewport()
        yield stage


def said(stage: Stage, words: str) -> Locator:
    return stage.page.get_by_role("article").filter(has_text=words)


async def reads_older(stage: Stage) -> None:
    await said(stage, f"message {FEW}.").evaluate("(node) => node.scrollIntoView()")
    await expect(said(stage, f"message {FEW}.")).to_be_in_viewport()
    await expect(said(stage, f"message {MANY - 1}.")).not_to_be_in_viewport()


async def test_the_answer_of_a_command_comes_into_view(phone: Stage) -> None:
    await reads_older(phone)

    await say(phone.page, "/incident help")

    await expect(said(phone, "Type /incident.")).to_be_in_viewport(ratio=1)
    await phone.page.screenshot(path=KEPT / "reading-answer.png")


async def test_what_one_says_comes_into_view(phone: Stage) -> None:
    await reads_older(phone)

    await say(phone.page, "all errors are 401")

    await expect(said(phone, "all errors are 401")).to_be_in_viewport(ratio=1)


async def test_what_others_say_moves_nothing_and_a_button_leads_there(phone: Stage) -> None:
    await reads_older(phone)
    jump = phone.page.get_by_role("button", name="New messages")
    await expect(jump).to_be_hidden()

    await phone.workspace.person("ben").post("#general", "I am on it")

    await expect(jump).to_be_visible()
    box = await jump.bounding_box()
    assert box is not None
    assert box["height"] >= 40
    await expect(said(phone, f"message {FEW}.")).to_be_in_viewport()
    await phone.page.screenshot(path=KEPT / "reading-jump.png")
    await jump.tap()
    await expect(said(phone, "I am on it")).to_be_in_viewport(ratio=1)
    await expect(jump).to_be_hidden()


async def test_what_only_this_person_reads_without_having_asked_moves_nothing(phone: Stage) -> None:
    await reads_older(phone)

    await whisper(phone, "Nobody leads yet.")

    await expect(phone.page.get_by_role("button", name="New messages")).to_be_visible()
    await expect(said(phone, f"message {FEW}.")).to_be_in_viewport()


async def test_a_long_answer_is_read_from_its_beginning(phone: Stage) -> None:
    await say(phone.page, "what now?")
    await expect(said(phone, "what now?")).to_be_in_viewport()

    await whisper(phone, "First of all\n" + "\n".join(f"line {each}" for each in range(60)))

    first = said(phone, "First of all").get_by_text("First of all")
    await expect(first).to_be_in_viewport()
    await phone.page.screenshot(path=KEPT / "reading-long.png")


async def test_what_comes_behind_an_answer_does_not_push_it_away(phone: Stage) -> None:
    await say(phone.page, "/incident help")
    await expect(said(phone, "Type /incident.")).to_be_in_viewport(ratio=1)

    for number in range(MANY):
        await phone.workspace.person("ben").post("#general", f"later {number}.")
    jump = phone.page.get_by_role("button", name="New messages")

    await expect(jump).to_be_visible()
    await expect(said(phone, "Type /incident.")).to_be_in_viewport(ratio=1)
    await jump.tap()
    await expect(said(phone, f"later {MANY - 1}.")).to_be_in_viewport(ratio=1)
    await phone.workspace.person("ben").post("#general", "the last word")
    await expect(said(phone, "the last word")).to_be_in_viewport(ratio=1)


async def whisper(stage: Stage, text: str) -> None:
    world = await stage.workspace.person("ana").world()
    [general] = [each["id"] for each in world["channels"] if each["name"] == "general"]
    await stage.bot.client.chat_postEphemeral(channel=general, user=world["me"]["id"], text=text)
