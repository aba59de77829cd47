"""Who reads the message that an incident was declared from learns where the work goes on."""

from datetime import timedelta
from typing import Any

from tests.slack.town import Town, read

SOON = timedelta(minutes=2)


async def declares_from(town: Town, where: str, *, text: str = "", thread: str = "") -> str:
    """Let Ana declare from what Ben wrote there; return the `ts` of his message."""
    ts = await town.person("ben").post(
        where, text or "checkout is broken", thread_ts=thread or None
    )
    await town.person("ana").shortcut("declare_from_message", channel=where, ts=ts)
    await town.sends(await town.person("ana").form(), title="Checkout fails")
    return ts


async def under(town: Town, where: str, ts: str) -> list[str]:
    """Return the answers of the bot in the thread of that message."""
    thread = await town.person("ben").messages(where, thread_ts=ts)
    return [read(each) for each in thread if each["user"] == town.me]


async def test_the_message_gets_one_answer_with_number_and_channel(town: Town) -> None:
    ts = await declares_from(town, "#incidents")

    [answer] = await under(town, "#incidents", ts)

    assert answer == f":rotating_light: *INC-1* is declared from this message in <#{town.channel}>."
    assert await town.direct("ana") == []


async def sends_the_form(town: Town, **entered: str) -> None:
    await town.says("ana", "declare", where="#general")
    await town.sends(await town.person("ana").form(), title="Checkout fails", **entered)


async def test_who_sent_the_form_keeps_a_way_into_the_channel(town: Town) -> None:
    await sends_the_form(town)

    [told] = await town.direct("ana")
    assert told == f":rotating_light: *INC-1* is declared in <#{town.channel}>: Checkout fails"


async def test_who_sent_the_form_is_told_once_even_if_slack_loses_it(town: Town) -> None:
    await loses(town, "*is declared in*")

    await sends_the_form(town)
    await town.pass_(SOON)

    assert len(await town.direct("ana")) == 1


async def test_everybody_reads_since_when_it_lasts(town: Town) -> None:
    await sends_the_form(town, started="01:40")

    [announced] = [read(each) for each in await town.person("ben").messages("#incidents")]
    assert "since <!date^1767577200^{date_short_pretty} {time}|2026-01-05 01:40 UTC>" in announced
    assert "*Started*\n<!date^1767577200^" in await town.card()


async def test_a_reply_is_answered_in_its_thread(town: Town) -> None:
    root = await town.person("chi").post("#incidents", "how is checkout?")

    await declares_from(town, "#incidents", thread=root)

    assert len(await under(town, "#incidents", root)) == 1


async def test_where_the_bot_is_no_member_whoever_declared_is_told(town: Town) -> None:
    ts = await declares_from(town, "#general")

    assert await under(town, "#general", ts) == []
    [told] = await town.direct("ana")
    assert told.startswith(f"*INC-1* is declared in <#{town.channel}>. I am no member of <#")


async def test_a_message_that_is_deleted_meanwhile_needs_no_answer(town: Town) -> None:
    await refuses(town, "conversations.replies", "thread_not_found")

    ts = await declares_from(town, "#incidents")

    assert await under(town, "#incidents", ts) == []
    assert await town.direct("ana") == []
    assert (await town.incident()).troubles == {}


async def test_whoever_cannot_be_told_is_not_and_nobody_is_alarmed(town: Town) -> None:
    await refuses(town, "conversations.open", "user_disabled")

    await declares_from(town, "#general")

    assert (await town.incident()).troubles == {}


async def test_an_answer_that_was_lost_is_not_given_twice(town: Town) -> None:
    await loses(town, "*declared from this*")

    ts = await declares_from(town, "#incidents")
    await town.pass_(SOON)

    assert len(await under(town, "#incidents", ts)) == 1


async def test_what_was_said_directly_is_not_said_twice(town: Town) -> None:
    await loses(town, "*I am no member*")

    await declares_from(town, "#general")
    await town.pass_(SOON)

    assert len(await town.direct("ana")) == 1


async def refuses(town: Town, method: str, code: str) -> None:
    rule: dict[str, Any] = {"on": "api", "match": {"method": method}}
    await town.workspace.director.fault(rule | {"do": {"kind": "error", "code": code}})


async def loses(town: Town, text: str) -> None:
    """Cut the line after Slack has done what it was asked."""
    match = {"method": "chat.postMessage", "text": text}
    await town.workspace.director.fault(
        {"on": "api", "match": match, "times": 1, "do": {"kind": "reset_after"}}
    )
