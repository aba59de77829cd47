"""Forms on the page of the local workspace, by keyboard and by pointer, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.page_blocks import Obj
from tests.browser.page_driver import Stage, chromium, declare, on_stage, say

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_TABS = 60
FOCUSED = """() => {
    const node = document.activeElement;
    return node.getAttribute("aria-label") ?? node.textContent.trim();
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    async with on_stage(browser) as stage:
        yield stage


async def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Go to an element by the Tab key alone."""
    seen = []
    for _ in range(MOST_TABS):
        await page.keyboard.press(key)
        seen.append(await page.evaluate(FOCUSED))
        if seen[-1].startswith(name):
            return
    pytest.fail(f"The Tab key never reached {name}, only {seen}")


async def open_form(page: Page, words: str = "") -> Locator:
    await say(page, f"/incident {words}".strip())
    form = page.get_by_role("dialog")
    await form.wait_for()
    return form


async def pick(form: Locator, field: str, option: str) -> None:
    await form.get_by_role("combobox", name=field).click()
    await form.get_by_role("option", name=option, exact=True).click()


async def test_an_incident_is_declared_by_keyboard_alone(stage: Stage) -> None:
    page, keys = stage.page, stage.page.keyboard

    await keys.type("/incident")
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Title")).to_be_focused()
    await keys.type("checkout is down")
    await keys.press("Tab")
    await keys.press("ArrowDown")
    await expect(page.get_by_role("option", name="SEV1")).to_be_visible()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await tab_to(page, "Drill")
    await keys.press("Space")
    await tab_to(page, "Declare")
    await keys.press("Enter")
    await page.get_by_role("link", name="Open", exact=True).wait_for()

    sent = stage.bot.submitted[0]
    assert sent["title"]["title"]["value"] == "checkout is down"
    assert sent["severity"]["severity"]["selected_option"]["value"] == "sev1"
    assert [one["value"] for one in sent["more"]["more"]["selected_options"]] == ["drill"]


async def test_the_lead_is_taken_by_keyboard_alone(stage: Stage) -> None:
    page = stage.page
    await page.keyboard.type("/incident checkout is down")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Open", exact=True).wait_for()

    await tab_to(page, "Open")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Take lead").wait_for()
    await tab_to(page, "Take lead")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("article").filter(has_text="Lead")).to_contain_text("@Ana")


async def test_a_message_is_pinned_by_keyboard_alone(stage: Stage) -> None:
    page, keys = stage.page, stage.page.keyboard
    await say(page, "the first")
    await say(page, "the second")
    await page.get_by_role("article").filter(has_text="the second").wait_for()

    await tab_to(page, "Ana at", "Shift+Tab")
    await keys.press("ArrowUp")
    await keys.press("Enter")
    await expect(page.get_by_role("menu", name="More actions")).to_be_visible()
    await keys.type("p")
    await expect(page.get_by_role("menuitem", name="Pin to channel")).to_be_focused()
    await keys.press("Enter")

    article = page.get_by_role("article").filter(has_text="the first")
    await expect(article).to_contain_text("Pinned by Ana")
    await expect(article).to_be_focused()


async def test_escape_closes_one_thing_at_a_time(stage: Stage) -> None:
    form = await open_form(stage.page)
    await form.get_by_role("combobox", name="Severity").click()
    await expect(form.get_by_role("listbox")).to_be_visible()

    await stage.page.keyboard.press("Escape")
    await expect(form.get_by_role("listbox")).to_have_count(0)
    await expect(form).to_be_visible()
    await stage.page.keyboard.press("Escape")
    await expect(form).to_be_hidden()
    await expect(stage.page.get_by_role("textbox", name="Message #general")).to_be_focused()


async def test_focus_stays_inside_the_form(stage: Stage) -> None:
    form = await open_form(stage.page)

    for _ in range(MOST_TABS // 3):
        await stage.page.keyboard.press("Tab")
        outside = "!document.activeElement.closest('dialog') && document.hasFocus()"
        inside = await stage.page.evaluate(
            f"document.activeElement === document.body || !({outside})"
        )
        assert inside
    await expect(form).to_be_visible()


async def test_an_error_of_the_bot_stands_at_its_field(stage: Stage) -> None:
    form = await open_form(stage.page)
    title = form.get_by_role("textbox", name="Title")
    await title.fill("broken")

    await form.get_by_role("button", name="Declare").click()

    await expect(form).to_contain_text("Say what is broken")
    await expect(title).to_have_attribute("aria-invalid", "true")
    await expect(title).to_have_value("broken")
    await title.fill("checkout is down")
    await form.get_by_role("button", name="Declare").click()
    await expect(form).to_be_hidden()


async def test_what_the_client_refuses_never_reaches_the_bot(stage: Stage) -> None:
    form = await open_form(stage.page)

    await form.get_by_role("button", name="Declare").click()

    await expect(form.get_by_text("Please complete this required field.")).to_be_visible()
    assert stage.bot.submitted == []


PICKED = [
    ("Service", "identity"),
    ("Tags", "tag 3"),
    ("Tags", "tag 5"),
    ("Owner", "Ben Ben Okafor"),
    ("People", "Chi Chi Nguyen"),
    ("Channel", "#checkout"),
    ("Conversation", "#general"),
]
TYPED = {
    "Day": "2026-02-03",
    "Time": "14:07",
    "Moment": "2026-07-01T15:00",
    "Number": "42",
    "E-mail": "ana@northwind.example",
    "Address": "https://ok.example/",
}


async def test_every_element_sends_what_was_chosen(stage: Stage) -> None:
    ids = await stage.workspace.director.get("world", as_="ana")
    people = {person["name"]: person["id"] for person in ids["people"]}
    channels = {channel["name"]: channel["id"] for channel in ids["channels"]}
    form = await open_form(stage.page, "everything")
    for field, option in PICKED:
        await pick(form, field, option)
    await form.get_by_role("radio", name="tag 1").check()
    for field, text in TYPED.items():
        await form.get_by_label(field).fill(text)

    await form.get_by_role("button", name="Save").click()
    await expect(form).to_be_hidden()

    values = {name: block[name] for name, block in stage.bot.submitted[0].items()}
    assert values["service"]["selected_option"]["value"] == "identity"
    assert [one["value"] for one in values["tags"]["selected_options"]] == ["t3", "t5"]
    assert values["kind"]["selected_option"]["value"] == "t1"
    assert {name: short_of(value) for name, value in values.items() if short_of(value)} == {
        "owner": people["ben"],
        "people": [people["chi"]],
        "channel": channels["checkout"],
        "conversation": channels["general"],
        "day": "2026-02-03",
        "time": "14:07",
        "moment": 1782914400,
        "number": "42",
        "email": "ana@northwind.example",
        "address": "https://ok.example/",
    }


def short_of(value: Obj) -> object:
    """Return what an element says about itself, unless it is about options."""
    known = [key for key in value if key != "type" and "option" not in key]
    return value[known[0]] if known else None


async def test_a_chosen_option_can_be_taken_back(stage: Stage) -> None:
    form = await open_form(stage.page, "everything")
    await pick(form, "Tags", "tag 3")

    await form.get_by_role("button", name="Remove tag 3").click()

    await expect(form.get_by_role("button", name="Remove tag 3")).to_have_count(0)


async def test_typing_narrows_a_list_down(stage: Stage) -> None:
    form = await open_form(stage.page, "everything")

    await form.get_by_role("combobox", name="Owner").fill("oka")

    await expect(form.get_by_role("option")).to_have_count(1)
    await stage.page.keyboard.press("Enter")
    await expect(form.get_by_role("combobox", name="Owner")).to_have_value("Ben")


async def test_a_form_on_a_form_goes_back_to_what_was_typed(stage: Stage) -> None:
    form = await open_form(stage.page, "everything")
    await form.get_by_label("Number").fill("7")
    await form.get_by_role("button", name="Another form").click()
    await expect(form.get_by_role("heading", name="Declare incident")).to_be_visible()

    await form.get_by_role("button", name="Back", exact=True).click()

    await expect(form.get_by_role("heading", name="Every element")).to_be_visible()
    await expect(form.get_by_label("Number")).to_have_value("7")


async def test_a_question_is_asked_before_what_needs_one(stage: Stage) -> None:
    await declare(stage.page)
    await stage.page.get_by_role("button", name="Page", exact=True).click()
    question = stage.page.get_by_role("alertdialog", name="Page the team?")

    await question.get_by_role("button", name="Not now").click()
    await expect(question).to_have_count(0)
    assert stage.bot.clicked == []

    await stage.page.get_by_role("button", name="Page", exact=True).click()
    await question.get_by_role("button", name="Page").click()
    await stage.workspace.director.until("delivery", action_id="page")


async def test_selects_and_menus_of_a_message_tell_the_bot_at_once(stage: Stage) -> None:
    await declare(stage.page)
    card = stage.page.get_by_role("article").filter(has_text="INC-1")

    await pick(card, "Severity", "SEV1 Customers cannot use a core function")
    await stage.workspace.director.until("delivery", action_id="severity")
    await card.get_by_role("button", name="More", exact=True).click()
    await stage.page.get_by_role("menuitem", name="Resolve").click()
    await stage.workspace.director.until("delivery", action_id="more")

    chosen = [one["selected_option"]["value"] for one in stage.bot.clicked]
    assert chosen == ["sev1", "resolve"]


async def test_shortcuts_open_their_form(stage: Stage) -> None:
    page = stage.page
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Declare incident").click()

    form = page.get_by_role("dialog", name="Declare incident")
    await expect(form).to_be_visible()
    await form.get_by_role("button", name="Close form").click()
    await expect(form).to_be_hidden()
