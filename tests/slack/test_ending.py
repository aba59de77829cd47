"""The end of a response: the draft, the last words on the cards, and the way back."""

from typing import Any

from bot.domain import facts
from bot.domain.terms import Status
from tests.slack.town import Town, read


async def test_resolving_shares_the_draft_as_a_file(town: Town) -> None:
    await town.declares()
    await town.says("ana", "note all errors are 401")

    await town.says("ana", "resolve Rolled back")

    shared = [each for each in await town.person("ben").messages(town.channel) if each["files"]]
    [message] = shared
    assert message["user"] == town.me
    assert message["files"][0]["name"] == "inc-1-postmortem-draft.md"
    assert "all errors are 401" in await content(town, message)


async def content(town: Town, message: dict[str, Any]) -> str:
    file = town.workspace.hub.world.files[message["files"][0]["id"]]
    return file.content.decode()


async def test_without_the_permission_for_files_the_draft_is_a_message(town: Town) -> None:
    await town.workspace.director.send(
        "POST", "admin", {"do": "remove_scope", "scope": "files:write"}
    )
    await town.declares()

    await town.says("ana", "resolve")

    [told] = [each for each in await town.reads() if "postmortem draft of INC-1" in each]
    assert "`muster postmortem INC-1` writes it whole" in told
    assert (await town.incident()).troubles == {}


async def test_the_cards_say_that_it_is_over(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")

    await town.says("ana", "resolve")

    card = await town.card()
    assert ":white_check_mark: Resolved" in card
    assert "Take lead" not in card
    assert "Postmortem draft\nReopen\nUpdate\nClose" in card
    announced = [read(each) for each in await town.person("ben").messages("#incidents")]
    assert ":white_check_mark: Resolved" in announced[-1]
    world = await town.person("ana").world()
    [channel] = [each for each in world["channels"] if each["id"] == town.channel]
    assert channel["topic"] == "INC-1 · SEV2 · Resolved"


async def test_a_temporary_measure_stops_closing_but_not_resolving(town: Town) -> None:
    await town.declares()
    await town.says("ana", "mitigate Turn off promo codes --temporary")

    await town.says("ana", "resolve")
    answer = await town.says("ana", "close")

    assert "M1 (Turn off promo codes) is temporary and still on." in answer
    assert (await town.incident()).status is Status.RESOLVED

    await town.says("ana", "mitigate 1 reverted")
    await town.says("ana", "close")
    assert (await town.incident()).status is Status.CLOSED


async def test_reopening_brings_back_what_can_be_done(town: Town) -> None:
    await town.declares()
    await town.says("ana", "resolve")

    await town.says("ana", "reopen errors are back")

    assert "Take lead" in await town.card()
    announced = [read(each) for each in await town.person("ben").messages("#incidents")]
    assert ":mag: Investigating" in announced[-1]
    assert isinstance((await town.facts())[-1], facts.Reopened)


async def test_only_the_newest_announcement_says_how_it_stands(town: Town) -> None:
    await town.declares()
    await town.says("ana", "sev 1")
    await town.says("ana", "resolve")

    *older, newest = [read(each) for each in await town.person("ben").messages("#incidents")]

    assert ":red_circle: SEV1 · :white_check_mark: Resolved" in newest
    pointer = f"*INC-1*  Checkout fails  <#{town.channel}>  see the newer post below"
    assert older == [pointer, pointer]


async def test_an_older_announcement_that_was_deleted_stops_nothing(town: Town) -> None:
    await town.declares()
    [first] = await town.person("ben").messages("#incidents")
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "chat.update", "ts": first["ts"]}, "times": 1,
         "do": {"kind": "error", "code": "message_not_found"}}
    )  # fmt: skip

    await town.says("ana", "sev 1")

    assert (await town.incident()).troubles == {}
    assert len(await town.person("ben").messages("#incidents")) == 2


async def test_resolving_twice_shares_one_draft(town: Town) -> None:
    await town.declares()
    await town.says("ana", "resolve")

    answer = await town.says("ana", "resolve")
    assert answer == "This incident is resolved already; nothing changed."

    assert len(town.calls("files.completeUploadExternal")) == 1


async def tells_customers(town: Town, words: str) -> None:
    await town.says("ana", "lead")
    await town.says("ana", f"update {words}")
    await town.clicks("ana", "update_publish")


async def test_closing_warns_while_customers_read_of_trouble(town: Town) -> None:
    await town.declares()
    await tells_customers(town, "monitoring: It is better.")
    await town.says("ana", "resolve")

    warned = await town.says("ana", "close")

    assert "Customers have not been told that it is over: since" in warned
    assert "they read  :eyes: Monitoring" in warned
    assert "Nothing is closed yet." in warned
    assert (await town.incident()).status is Status.RESOLVED
    assert (await town.opens("ana", "update_form", value="1")).title == "Write an update"

    assert await town.clicks("ana", "say", value="INC-1 close anyway") == "Recorded on INC-1."
    assert (await town.incident()).status is Status.CLOSED


async def test_who_was_warned_may_close_by_typing(town: Town) -> None:
    await town.declares()
    await tells_customers(town, "We are on it.")
    await town.says("ana", "resolve")

    assert await town.says("ana", "close anyway") == ""
    assert (await town.incident()).status is Status.CLOSED
    answer = await town.says("ana", "close")
    assert answer == "This incident is closed already; nothing changed."


async def test_closing_is_quiet_once_customers_were_told(town: Town) -> None:
    await town.declares()
    await tells_customers(town, "We are on it.")
    await town.says("ana", "resolve")
    await town.says("ana", "update It is over.")
    await town.clicks("ana", "update_publish", value="1:2")

    await town.says("ana", "close")

    assert (await town.incident()).status is Status.CLOSED


async def test_other_words_behind_close_close_nothing(town: Town) -> None:
    await town.declares()
    await town.says("ana", "resolve")

    answer = await town.says("ana", "close INC-2")

    assert "takes no words such as “INC-2”; nothing is closed" in answer
    assert (await town.incident()).status is Status.RESOLVED


async def test_resolving_says_what_customers_still_read_and_is_not_blocked(town: Town) -> None:
    await town.declares()
    await tells_customers(town, "identified: We know the cause.")

    answer = await town.says("ana", "resolve")

    assert "Resolved. :warning: Customers have not been told that it is over" in answer
    assert "Tell customers" in answer
    assert (await town.incident()).status is Status.RESOLVED


async def test_the_form_that_resolves_says_so_as_well(town: Town) -> None:
    await town.declares()
    await tells_customers(town, "We are on it.")
    form = await town.opens("ana", "resolve_form")

    sent = await town.sends(form, text="Rolled back")

    assert sent["outcome"] == "updated"
    assert "Customers have not been told that it is over" in str(sent["view"]["blocks"])
    reminder = await town.person("ana").form()
    await reminder.click("update_form")
    await town.settle()
    assert (await town.person("ana").form()).title == "Write an update"


async def test_the_form_says_what_the_line_says(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "resolve_form")

    sent = await town.sends(form, text="Rolled back")

    assert sent["outcome"] == "updated"
    assert "Customers are not told by this." in str(sent["view"]["blocks"])
    assert "Tell customers" in str(sent["view"]["blocks"])


async def test_the_card_offers_to_tell_customers_until_they_read_that_it_is_over(
    town: Town,
) -> None:
    await town.declares()
    await tells_customers(town, "We are on it.")
    await town.says("ana", "resolve")

    assert "Customers have not been told that it is over" in await town.card()
    assert "Tell customers\nPostmortem draft\nReopen\nClose" in await town.card()

    await town.says("ana", "update It is over.")
    await town.clicks("ana", "update_publish", value="1:2")
    assert "Customers have not been told" not in await town.card()
    assert "*Customers read*  :white_check_mark: Resolved" in await town.card()
    assert (await town.card()).endswith("Postmortem draft\nReopen\nClose")

    await town.says("ana", "close")
    assert (await town.card()).endswith("Postmortem draft\nReopen")
