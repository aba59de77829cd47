from bot.domain import facts
from bot.domain.document import Frame, Question, Statement
from bot.domain.postmortem import draft
from bot.domain.terms import IncidentId, PersonId, Verdict, Words
from tests.stories.telling import ALEX, NAMES, SAM, Story

FRAME = Frame(IncidentId(1), NAMES)


def story() -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words("Down")))


def asked(told: Story, key: str) -> Question:
    return draft(told.entries, FRAME).questions[key]


def test_a_question_is_for_whoever_has_the_role_at_the_end() -> None:
    told = story().say("03:16", facts.RoleTaken("comms", SAM))
    assert asked(told, "impact.users").who == "for Sam Rodriguez, comms"

    told.say("03:17", facts.RoleTaken("comms", ALEX))
    assert asked(told, "impact.users").who == "for Alex Chen, comms"

    told.say("03:18", facts.RoleReleased("comms", ALEX))
    told.say("03:18", facts.RoleReleased("scribe", PersonId("U0NEW")))
    assert asked(told, "impact.users").who == "nobody is comms"


def test_what_no_role_answers_is_for_the_author_or_everybody() -> None:
    assert asked(story(), "cause.why").who == "for the author"
    assert asked(story(), "went.well").who == "for everybody"


def test_every_question_says_how_to_answer_it() -> None:
    told = story().say("03:16", facts.HypothesisRaised(1, Words("the network")))
    told.say("03:17", facts.MitigationStarted(1, Words("Restart")))

    for question in draft(told.entries, FRAME).questions.values():
        assert "Type /incident " in question.text or question.text.lower().endswith("answer here.")


def test_each_hypothesis_and_each_mitigation_is_asked_about_until_somebody_judged_it() -> None:
    told = story().say("03:16", facts.HypothesisRaised(1, Words("the network")))
    for number in (1, 2, 3, 4):
        told.say("03:17", facts.MitigationStarted(number, Words("Restart")))
    assert asked(told, "hypothesis.1").answer is None
    assert asked(told, "mitigation.1").answer is None

    told.say("03:18", facts.HypothesisJudged(1, Verdict.INCONCLUSIVE))
    told.say("03:19", facts.MitigationConfirmed(1))
    told.say("03:19", facts.MitigationReverted(2))
    told.say("03:19", facts.MitigationMadePermanent(3, Words("better")))

    assert asked(told, "hypothesis.1").answer == Statement("judged", (7,))
    answers = [asked(told, f"mitigation.{number}").answer for number in (1, 2, 3, 4)]
    assert answers == [*(Statement("judged", (position,)) for position in (8, 9, 10)), None]
