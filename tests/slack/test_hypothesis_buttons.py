"""Under a raised hypothesis stand its verdicts, until somebody has judged it."""

from bot.domain import facts
from bot.domain.terms import Verdict, Words
from tests.slack.town import Town

ASKED = "Supported\nRefuted"


async def raised(town: Town) -> str:
    """Return the line of the first hypothesis."""
    [line] = [each for each in await town.reads() if "raised *H1*" in each]
    return line


async def test_a_press_asks_what_speaks_against_it(town: Town) -> None:
    await town.declares(also="ben")
    await town.says("ana", "hypo The deploy")
    assert (await raised(town)).endswith(ASKED)

    form = await town.opens("ben", "hypothesis_refuted")
    await town.sends(form, text="it began before")

    refuted = facts.HypothesisJudged(1, Verdict.REFUTED, (), Words("it began before"))
    assert (await town.facts())[-1] == refuted
    assert (await raised(town)).endswith("The deploy\n:no_entry_sign: refuted")


async def test_evidence_is_a_reason(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "check health")
    await town.says("ana", "hypo The deploy")

    form = await town.opens("ana", "hypothesis_supported")
    await town.sends(form, text="E1")

    assert (await town.facts())[-1] == facts.HypothesisJudged(1, Verdict.SUPPORTED, (1,))


async def test_a_verdict_without_a_reason_is_refused_in_the_form(town: Town) -> None:
    await town.declares()
    await town.says("ana", "hypo The deploy")

    sent = await town.sends(await town.opens("ana", "hypothesis_supported"), text="E7")

    assert "There is no evidence E7." in sent["errors"]["text"]
    assert (await raised(town)).endswith(ASKED)


async def test_what_proves_nothing_can_still_be_judged(town: Town) -> None:
    await town.declares()
    await town.says("ana", "hypo The deploy")

    await town.says("ana", "hypo 1 inconclusive the graph is down")

    assert (await raised(town)).endswith(f":grey_question: inconclusive\n{ASKED}")


async def test_a_verdict_that_is_taken_back_asks_again(town: Town) -> None:
    await town.declares()
    await town.says("ana", "hypo The deploy")
    await town.says("ana", "hypo 1 supported errors began with it")
    assert ASKED not in await raised(town)

    await town.says("ana", "undo")

    assert (await raised(town)).endswith(ASKED)
