"""The page of the local workspace on a phone and in the dark, in a real browser."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.page_driver import (
    DESK,
    PHONE,
    SMALL_PHONE,
    Scheme,
    Stage,
    chromium,
    declare,
    on_stage,
    say,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = "a-word-without-any-end-" * 20
FINGER_PX = 40
TOO_WIDE = """() => [document.scrollingElement, ...document.querySelectorAll("body *")]
    .filter((node) => node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 0)
    .filter((node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX))
    .map((node) => `${node.localName}.${node.className}`)
    .concat(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])"""
SMALL_TARGETS = """(least) => [...document.querySelectorAll("button, [role=option], summary")]
    .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((node) => [node, node.getBoundingClientRect()])
    .filter(([, box]) => box.right > 0 && box.left < innerWidth && box.width > 0)
    .filter(([, box]) => box.height < least || box.width < least)
    .map(([node, box]) => `${node.ariaLabel ?? node.textContent} ${box.width}x${box.height}`)"""
CONTRAST = """() => {
    const parse = (text) => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
        .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
        .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
    const behind = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const colour = parse(getComputedStyle(at).backgroundColor);
            if (colour.length < 4 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const ratio = (node) => {
        const [one, other] = [parse(getComputedStyle(node).color), behind(node)].map(light);
        return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    };
    return [...document.querySelectorAll("body *")]
        .filter((node) => [...node.childNodes].some((one) => one.nodeType === 3 && one.data.trim()))
        .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter((node) => !node.closest("[aria-hidden=true], .unseen"))
        .filter((node) => ratio(node) < 4.5)
        .map((node) => `${node.className} "${node.textContent.trim()}" ${ratio(node).toFixed(2)}`);
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(
    params=[PHONE, SMALL_PHONE], ids=["375", "360"], loop_scope="module", scope="function"
)
async def phone(browser: Browser, request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    async with on_stage(browser, size=request.param) as stage:
        yield stage


async def assert_fits(page: Page) -> None:
    assert await page.evaluate(TOO_WIDE) == []
    assert await page.evaluate(SMALL_TARGETS, FINGER_PX) == []


async def test_an_incident_is_declared_and_led_on_a_phone(phone: Stage) -> None:
    page = phone.page
    await assert_fits(page)

    await page.get_by_role("button", name="Try it").tap()
    await page.get_by_role("button", name="Send message").tap()
    await page.get_by_role("link", name="Open", exact=True).tap()
    await page.get_by_role("button", name="Take lead").tap()

    await expect(page.get_by_role("article").filter(has_text="Lead")).to_contain_text("@Ana")
    await assert_fits(page)


def room(stage: Stage) -> str:
    """Return the id of the incident channel."""
    channels = stage.workspace.hub.world.channels
    return next(str(each.id) for each in channels if each.name == "inc-1-checkout-is-down")


async def test_an_unread_incident_opens_at_its_card(phone: Stage) -> None:
    page = phone.page
    await say(page, "/incident checkout is down")
    link = page.get_by_role("link", name="Open", exact=True)
    await link.wait_for()
    channel = room(phone)
    ben = phone.workspace.person("ben")
    await ben.do("channel", do="join", channel=channel)
    for number in range(12):
        await ben.post(channel, f"what I see, {number}: " + "the same error again " * 6)

    await link.tap()

    await expect(page.get_by_role("button", name="Take lead")).to_be_in_viewport()
    await expect(
        page.get_by_role("article").filter(has_text="what I see, 11")
    ).not_to_be_in_viewport()


async def test_who_was_invited_behind_the_card_still_begins_at_it(phone: Stage) -> None:
    page = phone.page
    await say(page, "/incident checkout is down")
    link = page.get_by_role("link", name="Open", exact=True)
    await link.wait_for()
    channel = room(phone)
    await phone.workspace.person("ana").do("channel", do="leave", channel=channel)
    ben = phone.workspace.person("ben")
    await ben.do("channel", do="join", channel=channel)
    await phone.workspace.person("ana").do("channel", do="join", channel=channel)
    for number in range(12):
        await ben.post(channel, f"what I see, {number}: " + "the same error again " * 6)

    await page.get_by_role("button", name="Channels and people").tap()
    await page.get_by_role("link", name=re.compile("^inc-1-checkout-is-down")).tap()

    await expect(page.get_by_role("button", name="Take lead")).to_be_in_viewport()


async def test_the_tips_leave_room_for_the_work(phone: Stage) -> None:
    page = phone.page
    tips = page.get_by_role("region", name="Things to try")

    height = await tips.evaluate("(node) => node.getBoundingClientRect().height")

    assert height < 70
    await expect(tips).to_contain_text("/incident checkout is failing")


async def test_the_list_of_channels_is_a_drawer(phone: Stage) -> None:
    page = phone.page
    sidebar = page.get_by_role("navigation", name="Workspace")
    await expect(sidebar).to_be_hidden()

    await page.get_by_role("button", name="Channels and people").tap()
    await expect(sidebar).to_be_visible()
    await assert_fits(page)
    await sidebar.get_by_role("link", name="checkout").tap()

    await expect(sidebar).to_be_hidden()
    await expect(page.get_by_role("textbox", name="Message #checkout")).to_be_visible()


async def test_a_form_fills_the_screen_and_fits(phone: Stage) -> None:
    await say(phone.page, "/incident everything")
    form = phone.page.get_by_role("dialog")
    await form.wait_for()
    await assert_fits(phone.page)

    await form.get_by_role("combobox", name="People").tap()
    await form.get_by_role("option").first.wait_for()
    await assert_fits(phone.page)
    size = phone.page.viewport_size
    assert size is not None
    await form.evaluate("(node) => Promise.all(node.getAnimations().map((one) => one.finished))")
    box = await form.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (size["width"], size["height"])


async def test_thread_panel_and_menus_fit(phone: Stage) -> None:
    page = phone.page
    await say(page, LONG)
    article = page.get_by_role("article").filter(has_text="a-word")
    await article.get_by_role("button", name="More actions").tap()
    await page.get_by_role("menuitem", name="Reply in thread").wait_for()
    await assert_fits(page)
    await page.get_by_role("menuitem", name="Reply in thread").tap()
    thread = page.get_by_role("complementary", name="Thread")
    await thread.get_by_role("article").wait_for()
    await assert_fits(page)
    await thread.get_by_role("button", name="Back to the channel").tap()

    await page.get_by_role("button", name="What the bot just did").tap()
    panel = page.get_by_role("complementary", name="What the bot just did")
    await expect(panel).to_be_visible()
    await assert_fits(page)
    await panel.get_by_role("button", name="Back to the channel").tap()
    await expect(panel).to_be_hidden()


async def test_long_titles_and_many_messages_fit(phone: Stage) -> None:
    page = phone.page
    await declare(page, ("checkout " * 9).strip())
    for number in range(40):
        await phone.workspace.person("ana").post(
            "#checkout", f"message {number}: {LONG[: number * 12]}"
        )
    await assert_fits(page)

    await page.get_by_role("button", name="Channels and people").tap()
    await page.get_by_role("link", name="checkout", exact=True).tap()
    await page.get_by_role("article").filter(has_text="message 39:").wait_for()

    await assert_fits(page)
    await expect(page.get_by_role("article").last).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_text_can_be_read(browser: Browser, scheme: Scheme) -> None:
    async with on_stage(browser, size=DESK, scheme=scheme) as stage:
        await declare(stage.page)
        await say(stage.page, "see <https://ok.example|this>, @ben and `code` :eyes:")
        await stage.page.get_by_role("article").filter(has_text="see").wait_for()
        assert await stage.page.evaluate(CONTRAST) == []

        await say(stage.page, "/incident")
        form = stage.page.get_by_role("dialog")
        await form.wait_for()
        await form.get_by_role("button", name="Declare").click()
        await form.get_by_text("Please complete").wait_for()
        assert await stage.page.evaluate(CONTRAST) == []
