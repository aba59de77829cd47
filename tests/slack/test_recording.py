"""Messages on the timeline: exactly what was said, by whom, when, and where to find it."""

from datetime import UTC, datetime, timedelta

from bot.domain.entries import Entry
from bot.domain.facts import MessageRecorded
from bot.domain.terms import Words
from tests.slack.town import Town


async def recorded(town: Town) -> list[tuple[Entry, MessageRecorded]]:
    return [
        (entry, entry.fact)
        for entry in await town.entries()
        if isinstance(entry.fact, MessageRecorded)
    ]


def moment(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


def emoji(message: dict[str, object]) -> str:
    return str(message["reactions"])


async def test_a_pin_records_the_exact_message(town: Town) -> None:
    channel = await town.declares(also="ben")
    await town.posts("ben", "an earlier message")
    ts = await town.posts("ben", "45 % of <payments> fail & nobody knows why")
    await town.posts("ben", "a later message")

    await town.reacts("ana", ts, "pushpin")

    [(entry, fact)] = await recorded(town)
    assert fact == MessageRecorded(
        fact.channel,
        ts,
        fact.author,
        Words("45 % of <payments> fail & nobody knows why"),
        permalink=f"{town.workspace.base_url}/archives/{channel}/p{ts.replace('.', '')}",
        mark="timeline",
    )
    assert (fact.channel, fact.author) == (channel, town.id_of("ben"))
    assert entry.actor == town.id_of("ana")
    assert entry.occurred == moment(ts)


async def test_a_pin_inside_a_thread_records_the_reply_and_not_its_root(town: Town) -> None:
    channel = await town.declares(also="ben")
    root = await town.posts("ana", "who sees it?")
    await town.posts("ben", "not me", thread=root)
    reply = await town.posts("ben", "I do, since 01:40", thread=root)
    await town.posts("ana", "thanks", thread=root)

    await town.reacts("ana", reply, "pushpin")

    [(entry, fact)] = await recorded(town)
    assert (fact.text, fact.ts, fact.thread_ts) == ("I do, since 01:40", reply, root)
    assert fact.permalink == (
        f"{town.workspace.base_url}/archives/{channel}/p{reply.replace('.', '')}"
        f"?thread_ts={root}&cid={channel}"
    )
    assert entry.occurred == moment(reply)


async def test_a_pin_deep_in_a_long_thread_finds_its_message(town: Town) -> None:
    await town.declares(also="ben")
    root = await town.posts("ana", "who sees it?")
    replies = [await town.posts("ben", f"reply {number}", thread=root) for number in range(16)]

    await town.reacts("ana", replies[13], "pushpin")

    [(_entry, fact)] = await recorded(town)
    assert fact.text == "reply 13"


async def test_the_author_sees_that_it_was_recorded(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")

    await town.reacts("ana", ts, "pushpin")

    [message] = [m for m in await town.person("ana").messages(town.channel) if m["ts"] == ts]
    assert "memo" in emoji(message)


async def test_taking_the_pin_away_withdraws_the_entry(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")
    await town.reacts("ana", ts, "pushpin")

    await town.reacts("ana", ts, "pushpin", remove=True)

    [(entry, _fact)] = await recorded(town)
    incident = await town.incident()
    assert not incident.messages
    assert incident.withdrawn == {entry.position}
    [message] = [m for m in await town.person("ana").messages(town.channel) if m["ts"] == ts]
    assert "memo" not in emoji(message)
    assert "~" in await town.says("ana", "timeline")


async def test_an_entry_stays_while_somebody_else_still_pins_it(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")
    await town.reacts("ana", ts, "pushpin")
    await town.reacts("ben", ts, "pushpin")

    await town.reacts("ana", ts, "pushpin", remove=True)
    assert len((await town.incident()).messages) == 1

    await town.reacts("ben", ts, "pushpin", remove=True)
    assert not (await town.incident()).messages


async def test_a_pin_that_comes_back_records_anew(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")
    for remove in (False, True, False):
        await town.reacts("ana", ts, "pushpin", remove=remove)

    assert len(await recorded(town)) == 2
    assert len((await town.incident()).messages) == 1


async def test_other_emoji_say_what_the_message_is(town: Town) -> None:
    await town.declares(also="ben")
    cause = await town.posts("ben", "the 1.5.2 deploy")
    cure = await town.posts("ben", "roll back to 1.5.1")

    await town.reacts("ana", cause, "test_tube")
    await town.reacts("ana", cure, "adhesive_bandage")
    await town.reacts("ana", cure, "eyes")

    incident = await town.incident()
    assert [each.text for each in incident.hypotheses] == ["the 1.5.2 deploy"]
    assert [each.what for each in incident.mitigations] == ["roll back to 1.5.1"]
    assert len(await recorded(town)) == 2


async def test_the_message_menu_records_too_also_in_a_thread(town: Town) -> None:
    channel = await town.declares(also="ben")
    root = await town.posts("ana", "who sees it?")
    reply = await town.posts("ben", "I do", thread=root)
    seen = town.seq

    await town.person("ana").shortcut("timeline_add", channel=channel, ts=reply)
    await town.settle()

    [(_entry, fact)] = await recorded(town)
    assert (fact.text, fact.mark) == ("I do", "timeline")
    assert "On its way to the timeline" in await town.whispered("ana", since=seen)


async def test_a_message_outside_of_incidents_has_no_timeline(town: Town) -> None:
    ts = await town.person("ana").post("#general", "lunch?")
    seen = town.seq

    await town.person("ana").shortcut("timeline_add", channel="#general", ts=ts)
    await town.settle()

    assert "not in an incident channel" in await town.whispered("ana", since=seen)


async def test_a_pin_outside_of_incidents_means_nothing(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.person("ana").post("#general", "lunch?")

    await town.person("ana").react("#general", ts, "pushpin")
    await town.settle()

    assert await recorded(town) == []


async def test_what_is_edited_or_deleted_later_keeps_its_first_wording(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "it began at 01:40")
    await town.reacts("ana", ts, "pushpin")

    await town.person("ben").do("edit", channel=town.channel, ts=ts, text="it began at 01:30")
    await town.settle()
    await town.person("ben").do("delete", channel=town.channel, ts=ts)
    await town.settle()

    [message] = (await town.incident()).messages
    assert (message.text, message.latest) == ("it began at 01:40", "it began at 01:30")
    assert message.is_deleted


async def test_edits_of_messages_that_nobody_recorded_leave_no_trace(town: Town) -> None:
    await town.declares(also="ben")
    before = len(await town.entries())
    ts = await town.posts("ben", "it began at 01:40")

    await town.person("ben").do("edit", channel=town.channel, ts=ts, text="it began at 01:30")
    await town.settle()

    assert len(await town.entries()) == before


async def test_a_message_that_is_gone_before_it_is_read_records_nothing(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "oops")
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "conversations.history"}, "times": 1,
         "do": {"kind": "ratelimited", "retry_after": 30}}
    )  # fmt: skip
    await town.reacts("ana", ts, "pushpin")
    await town.person("ben").do("delete", channel=town.channel, ts=ts)

    await town.pass_(timedelta(seconds=31))

    assert await recorded(town) == []
    assert (await town.incident()).troubles == {}
