"""What Ana does in an incident at her desk, by mouse, chapter after chapter."""

import re

from playwright.async_api import expect

from tests.browser.seat import Seat

FOUND = "auth 1.5.2 was rolled out at 06:58"
REPLY = "node 4 still runs 1.5.1, and works"
CAUSE = "auth 1.5.2 refuses every token from before 06:58"
CURE = "Roll auth back to 1.5.1"
WORDS = "Some customers could not sign in. We have rolled back, and it works again. Next: 10:00."
OUTCOME = "Rolled auth back to 1.5.1"


async def take_the_lead(ana: Seat) -> None:
    """Lead it, and read the duties of the role in private."""
    await ana.card.get_by_role("button", name="Take lead").click()

    await expect(ana.card).to_contain_text(re.compile(r"Lead\s*@Ana"))
    await expect(ana.said("@Ana is Lead")).to_be_visible()
    await expect(ana.page.get_by_role("link", name=re.compile("^Muster 1"))).to_be_visible()


async def verify_the_scope(ana: Seat) -> None:
    """Start the runbook that fits, and use every way to handle a step."""
    offer = ana.said("Which runbook do we follow?")
    await expect(offer).to_contain_text("(keyword: log in)")
    await ana.keep("03-runbooks")
    await offer.get_by_role("button", name="Start").first.click()
    await expect(ana.step).to_contain_text("Can we reproduce it?")
    await expect(ana.card).to_contain_text("Can we reproduce it?")
    await ana.keep("04-first-step")

    await ana.step.get_by_role("button", name="It fails everywhere").click()
    await expect(ana.step).to_contain_text("Verify scope, step 2 of 7")
    await ana.step.get_by_role("button", name="Done", exact=True).click()
    await expect(ana.step).to_contain_text("Who is affected?")
    await _pick_several(ana)
    await _pick_from_the_list(ana)
    await _skip(ana)
    await _find(ana)
    await ana.step.get_by_role("button", name="All say they are well").click()


async def _pick_several(ana: Seat) -> None:
    await ana.step.get_by_role("button", name="Pick answers").click()
    answers = ana.form.get_by_role("combobox", name="Who is affected?")
    await answers.click()
    await ana.form.get_by_role("option", name="Browsers only").click()
    await ana.keep("05-question-form")
    await ana.send("Answer")
    await expect(ana.step).to_contain_text("What do users see?")


async def _pick_from_the_list(ana: Seat) -> None:
    await ana.step.get_by_role("combobox", name="Pick the answer").click()
    await ana.page.get_by_role("option", name="A 5xx error").click()
    await expect(ana.step).to_contain_text("How did it start?")


async def _skip(ana: Seat) -> None:
    await ana.step.get_by_role("button", name="Skip").click()
    await ana.form.get_by_role("textbox", name="Why is it not needed?").fill("the graph is down")
    await ana.keep("06-skip-form")
    await ana.send("Skip")
    await expect(ana.step).to_contain_text("Read the status pages")


async def _find(ana: Seat) -> None:
    await ana.step.get_by_role("button", name="Done, with findings").click()
    await ana.form.get_by_role("textbox", name="What did you find?").fill("all of them are green")
    await ana.send("Done")
    await expect(ana.step).to_contain_text("Is a provider failing?")


async def gather_evidence(ana: Seat) -> None:
    """See the checks that ran by themselves, run one more, and read the answers."""
    await expect(ana.step).to_contain_text("FAIL E1")
    await expect(ana.step).to_contain_text("What the evidence points to")
    check = ana.step.get_by_role("button", name="Run check")
    await expect(ana.step).to_contain_text("The token of a test user is accepted")
    await expect(ana.card).to_contain_text("The token of a test user is accepted")
    await check.click()
    await expect(ana.step).to_contain_text("COULD NOT ASK E7")
    await ana.keep("07-checks")

    await ana.step.get_by_role("button", name=re.compile("^7 replies")).click()
    thread = ana.page.get_by_role("complementary", name="Thread")
    await expect(thread).to_contain_text("there is no secret “synthetic_token” here")
    await ana.keep("08-evidence")
    await thread.get_by_role("button", name="Close thread").click()


async def note_and_pin(ana: Seat) -> None:
    """Put a note, a message and a reply on the timeline."""
    await ana.type("/incident note error rate climbed to 45 %")
    await expect(ana.said("Only visible to you")).to_contain_text("On the timeline")
    await ana.type(FOUND)
    await ana.on_message(ana.said(FOUND), ":pushpin:")
    await expect(ana.said(FOUND).get_by_role("button", name=":memo: 1, muster")).to_be_visible()

    await ana.said(FOUND).hover()
    await ana.said(FOUND).get_by_role("button", name="Reply in thread").click()
    thread = ana.page.get_by_role("complementary", name="Thread")
    await thread.get_by_role("textbox", name="Reply").fill(REPLY)
    await thread.get_by_role("button", name="Send reply").click()
    reply = thread.get_by_role("article").filter(has_text=REPLY)
    await ana.on_message(reply, ":pushpin:")
    await expect(reply.get_by_role("button", name=":memo: 1, muster")).to_be_visible()
    await ana.keep("09-pinned")
    await thread.get_by_role("button", name="Close thread").click()


async def explain_and_cure(ana: Seat) -> None:
    """Say how bad it is, what the cause could be, what is done about it, and that it worked."""
    await ana.card.get_by_role("button", name="Severity").click()
    await ana.form.get_by_role("combobox", name="Severity").click()
    await ana.keep("10-severity-form")
    await ana.form.get_by_role("option", name="SEV2").click()
    await ana.send("Set")
    await expect(ana.card).to_contain_text("SEV2")

    await ana.more("Raise a hypothesis")
    await ana.form.get_by_role("textbox", name="What could be the cause?").fill(CAUSE)
    await ana.send("Raise")
    await expect(ana.card).to_contain_text(f"H1 {CAUSE}")
    await ana.more("Start a mitigation")
    await ana.form.get_by_role("textbox", name="What are you doing").fill(CURE)
    await ana.keep("11-mitigation-form")
    await ana.send("Start")
    await expect(ana.card).to_contain_text(f"M1 {CURE}")
    await ana.type("/incident mitigate 1 worked all pods are on 1.5.1")
    await expect(ana.card).to_contain_text("works")
    await ana.card.scroll_into_view_if_needed()
    await ana.keep("12-mitigated")


async def tell_customers(ana: Seat) -> None:
    """Write an update, look at it once more, publish it, and read it where customers do."""
    await ana.card.get_by_role("button", name="Update").click()
    await ana.form.get_by_role("combobox", name="State").click()
    await ana.form.get_by_role("option", name="Monitoring").click()
    await ana.form.get_by_role("textbox", name="What shall they know?").fill(WORDS)
    await ana.form.get_by_role("button", name="Preview").click()
    await expect(ana.form).to_contain_text("nobody outside has seen it")
    await ana.keep("13-preview")
    await ana.form.get_by_role("button", name="Publish to the status page").click()
    await expect(ana.form).to_contain_text("approved")
    await ana.send("Close")
    await expect(ana.card).to_contain_text("Customers read")

    async with ana.page.expect_popup() as opened:
        await ana.page.get_by_role("navigation").get_by_role("link", name="Status page").click()
    status = await opened.value
    await expect(status.get_by_role("main")).to_contain_text(WORDS)
    await ana.keep("14-status-page", status)
    await status.close()


async def resolve(ana: Seat) -> None:
    """Say when it began, end it, and find the draft of the postmortem in the channel."""
    await ana.type("/incident when impact 30 min ago sign-ins began to fail")
    await expect(ana.said("Only visible to you")).to_contain_text("impact is recorded")
    await ana.card.get_by_role("button", name="Resolve").click()
    await ana.form.get_by_role("textbox", name="What restored service?").fill(OUTCOME)
    await ana.form.get_by_role("button", name="Resolve", exact=True).click()
    await expect(ana.form).to_contain_text("Customers have not been told that it is over")
    await expect(ana.form.get_by_role("button", name="Tell customers")).to_be_visible()
    await ana.send("Close")

    draft = ana.page.get_by_role("figure", name="File inc-1-postmortem-draft.md")
    await expect(draft).to_contain_text(re.compile(r"Incident duration: 3[01] min"))
    await expect(ana.card).to_contain_text("Resolved")
    await expect(ana.step).to_contain_text("Followed up to The token of a test user is accepted")
    await draft.scroll_into_view_if_needed()
    await ana.keep("15-postmortem")


async def read_the_record(ana: Seat) -> None:
    """Open the page of the incident: its timeline and its postmortem, told in people's words."""
    async with ana.page.expect_popup() as opened:
        await ana.card.get_by_role("link", name="Timeline and postmortem").click()
    record = await opened.value
    timeline = record.get_by_role("region", name="Timeline")
    for words in (FOUND, REPLY, CAUSE, CURE, OUTCOME, "“Can we reproduce it?” answered"):
        await expect(timeline).to_contain_text(words)
    await expect(timeline).not_to_contain_text("elapsed_ms")
    await expect(record.get_by_role("region", name="Postmortem")).to_contain_text("DRAFT")
    await ana.keep("16-record", record)
    await record.close()
