"""What is not known is told as such, with the reason, and asked where it belongs."""

from bot.domain import facts
from bot.domain.terms import Audience, Stamp, UpdateState, Words
from tests.exporters.rendering import markdown
from tests.stories.telling import Story


def story() -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words("Down")))


def test_what_nobody_judged_is_asked_beside_it() -> None:
    told = story().say("03:16", facts.HypothesisRaised(1, Words("the network")))
    told.say("03:17", facts.MitigationStarted(1, Words("Restart it")))

    followed, _, resolution = markdown(told.entries).partition("## Resolution and recovery")

    assert "> QUESTION hypothesis.1 (nobody is lead): Was H1 the cause?" in followed
    assert "> QUESTION mitigation.1 (nobody is lead): Did M1 work?" in resolution


def test_a_duration_without_a_number_says_why() -> None:
    told = story()
    told.say("03:16", facts.StampSet(Stamp.IMPACT, told.time("03:12")))
    told.say("03:17", facts.StampSet(Stamp.SIGNAL, told.time("03:10")))
    told.say("03:40", facts.Resolved())
    told.say(
        "03:49",
        facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.RESOLVED, Words("All is well")),
    )
    told.say("03:50", facts.UpdatePublished(1, "status page"))

    text = markdown(told.entries)

    assert "- Time to detect: no number, see Contradictions" in text
    assert "- Time to mitigate: not recorded (no mitigation)" in text
    assert "public “resolved” to resolution (R - Cr) | none" in text
