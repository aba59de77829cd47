"""What is said in plain words is understood, and no words are lost by a slip in a time."""

from datetime import timedelta

from bot.domain import facts
from bot.domain.terms import Words
from tests.slack.test_verbs import said
from tests.slack.town import Town


async def test_a_note_with_a_time_that_cannot_be_gives_the_words_back(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "note ben & I rolled back <fast> at 99:99")

    assert answer.startswith("“99:99” is no time that I understand.")
    assert "Nothing was noted." in answer
    line = answer.partition("```/incident ")[2].removesuffix("```")
    assert line == "note ben &amp; I rolled back &lt;fast&gt; at 02:00"
    assert await said(town, line) == [facts.Noted(Words("ben & I rolled back <fast>"))]


async def test_a_temporary_mitigation_is_said_in_plain_words(town: Town) -> None:
    await town.declares()
    until = town.clock.now() + timedelta(hours=1)
    lines = (
        "mitigate Codes off temporary until 03:00 undo: switch them on",
        "mitigate Cache off temporarily until 03:00",
        "mitigate Cap rate —temporary until 03:00 —revert “lift it”",
        "mitigate Make the temporary table larger",
    )

    started = [fact for line in lines for fact in await said(town, line)]

    assert started == [
        facts.MitigationStarted(
            1, Words("Codes off"), is_temporary=True, until=until, revert=Words("switch them on")
        ),
        facts.MitigationStarted(2, Words("Cache off"), is_temporary=True, until=until),
        facts.MitigationStarted(
            3, Words("Cap rate"), is_temporary=True, until=until, revert=Words("lift it")
        ),
        facts.MitigationStarted(4, Words("Make the temporary table larger")),
    ]


async def test_a_mitigation_with_an_end_that_cannot_be_gives_the_words_back(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "mitigate Codes off temporary until noon undo: switch them on")

    assert "“noon” is no time that I understand." in answer
    assert "Your words: Codes off temporary until noon undo: switch them on" in answer
    assert (await town.incident()).mitigations == ()
