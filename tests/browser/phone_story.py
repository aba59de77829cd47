"""What Ana does in an incident on her phone: by finger and by a keyboard plugged in."""

import re

from playwright.async_api import expect

from tests.browser.seat import Seat

FOUND = "the queue has stood still since the release"
CAUSE = "the new consumer does not start"
FOCUSED = """() => {
    const { activeElement: now, body } = document;
    return now === body ? "" : (now.ariaLabel ?? now.innerText).trim();
}"""
MOST_STEPS = 80


async def press_until(ana: Seat, key: str, name: str) -> None:
    """Move the focus with one key until it is on what has that name."""
    for _step in range(MOST_STEPS):
        if (await ana.page.evaluate(FOCUSED)).startswith(name):
            return
        await ana.page.keyboard.press(key)
    raise AssertionError(f"{name} cannot be reached by {key}")


async def declare_by_keyboard(ana: Seat, title: str) -> None:
    """Skip to the message field, type the command, and follow the notice."""
    await press_until(ana, "Tab", "Skip to the message field")
    await ana.page.keyboard.press("Enter")
    await ana.page.keyboard.type(f"/incident {title}")
    await ana.page.keyboard.press("Enter")
    await ana.page.get_by_role("link", name="Open", exact=True).wait_for()
    await press_until(ana, "Tab", "Open")
    await ana.page.keyboard.press("Enter")
    await expect(ana.card).to_contain_text("nobody yet")
    await ana.keep("02-declared")


async def lead_by_keyboard(ana: Seat) -> None:
    """Reach the card from the message field, and press its first button."""
    await press_until(ana, "Shift+Tab", "Take lead")
    await ana.keep("03-focus")
    await ana.page.keyboard.press("Enter")
    await expect(ana.card).to_contain_text(re.compile(r"Lead\s*@Ana"))


async def walk_by_finger(ana: Seat) -> None:
    """Start the runbook for everything, and answer its first steps."""
    offer = ana.said("Shall we follow this runbook?")
    await offer.get_by_role("button", name="Start").last.tap()
    await expect(ana.step).to_contain_text("See it with your own eyes")
    await ana.keep("04-step")
    await ana.step.get_by_role("button", name="Done, with findings").tap()
    await ana.form.get_by_role("textbox", name="What did you find?").fill("no order since 08:40")
    await ana.keep("05-form")
    await ana.form.get_by_role("button", name="Done", exact=True).tap()
    await expect(ana.form).to_be_hidden()
    await ana.step.get_by_role("combobox", name="Pick the answer").tap()
    await ana.keep("06-list")
    await ana.page.get_by_role("option", name="Some customers").tap()
    await expect(ana.step).to_contain_text("Set severity and impact")


async def pin_by_finger(ana: Seat) -> None:
    """Write what was found, and put it on the timeline through the menu of the message."""
    await ana.type(FOUND)
    await ana.said(FOUND).get_by_role("button", name="More actions").tap()
    await ana.page.get_by_role("menuitem", name=":pushpin:").wait_for()
    await ana.keep("07-menu")
    await ana.page.get_by_role("menuitem", name=":pushpin:").tap()
    await expect(ana.said(FOUND).get_by_role("button", name=":memo: 1, muster")).to_be_visible()


async def explain_by_keyboard(ana: Seat) -> None:
    """Raise a hypothesis by typing it, and a mitigation by the menu of the card."""
    await ana.type(f"/incident hypo {CAUSE}")
    await expect(ana.card).to_contain_text(f"H1 {CAUSE}")
    await ana.card.get_by_role("button", name="More", exact=True).focus()
    await ana.page.keyboard.press("Enter")
    await press_until(ana, "ArrowDown", "Start a mitigation")
    await ana.page.keyboard.press("Enter")
    await ana.form.wait_for()
    await ana.page.keyboard.type("Put the old consumer back")
    await press_until(ana, "Tab", "Start")
    await ana.page.keyboard.press("Enter")
    await expect(ana.card).to_contain_text("M1 Put the old consumer back")
    await ana.card.scroll_into_view_if_needed()
    await ana.keep("08-card")


async def resolve_by_finger(ana: Seat) -> None:
    """Confirm the mitigation, end the incident, and read the draft."""
    await ana.type("/incident mitigate 1 worked")
    await expect(ana.card).to_contain_text("works")
    await ana.type("/incident when impact 90 min ago")
    await expect(ana.said("Only visible to you")).to_contain_text("impact is recorded")
    await ana.card.get_by_role("button", name="Resolve").tap()
    await ana.form.get_by_role("textbox", name="What restored service?").fill("the old consumer")
    await ana.form.get_by_role("button", name="Resolve", exact=True).tap()
    await expect(ana.form).to_contain_text("Customers are not told by this")
    await ana.send("Close")
    draft = ana.page.get_by_role("figure", name="File inc-1-postmortem-draft.md")
    await expect(draft).to_contain_text(re.compile(r"Incident duration: (90|91) min"))
    await draft.scroll_into_view_if_needed()
    await ana.keep("09-postmortem")
    async with ana.page.expect_popup() as opened:
        await ana.card.get_by_role("link", name="Timeline and postmortem").tap()
    record = await opened.value
    await expect(record.get_by_role("region", name="Timeline")).to_contain_text(FOUND)
    await ana.keep("10-record", record)
