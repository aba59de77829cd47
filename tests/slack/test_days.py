"""A time of another day is never shown as if it were of today. In these towns it is 02:00 UTC."""

from tests.slack.town import Town


async def test_a_note_that_lands_on_yesterday_says_so(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "note rebooted at 23:59")
    today = await town.says("ana", "note rebooted again")

    assert "^{date_short_pretty} {time}|2026-01-04 23:59 UTC>: rebooted" in answer
    assert "at <!date^1767578400^{time}|02:00 UTC>: rebooted again" in today


async def test_the_form_confirms_a_note_as_the_line_does(town: Town) -> None:
    await town.declares()
    before = town.seq
    form = await town.person("ana").click("more", channel=town.channel, value="note:1")
    assert form["outcome"] == "acked"
    await town.settle()

    await town.sends(await town.person("ana").form(), text="rebooted at 23:59")
    heard = await town.whispered("ana", since=before)

    assert heard.startswith(":memo: On the timeline, <!date^")
    assert heard.endswith("|2026-01-04 23:59 UTC>: rebooted")


async def test_the_timeline_shows_the_day_of_what_is_not_of_today(town: Town) -> None:
    await town.declares()
    await town.says("ana", "note rebooted at 23:59")
    await town.says("ana", "note rebooted again at 01:30")

    *_, yesterday, today = (await town.says("ana", "timeline")).splitlines()[:-1]

    assert "|2026-01-04 23:59 UTC> " in yesterday
    assert "{time}|01:30 UTC> " in today
    assert "date_short_pretty" not in today


async def test_a_recorded_message_names_its_author_once(town: Town) -> None:
    await town.declares(also="ben")
    ana, ben = (f"<@{town.id_of(each)}>" for each in ("ana", "ben"))
    mine = await town.posts("ana", "It is the queue")
    other = await town.posts("ben", "It is the disk")
    await town.reacts("ana", mine, "pushpin")
    await town.reacts("ana", other, "pushpin")

    shown = await town.says("ana", "timeline")

    assert f"> {ana} wrote: It is the queue <" in shown
    assert f"> {ben} wrote: It is the disk <" in shown
    assert f"|message>, recorded by {ana}" in shown
    assert shown.count("recorded by") == 1
