"""The incident of 2023-03-01: nobody can sign in for two and a half hours (10:00 to 12:30 PST)."""

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.terms import Stamp, Verdict, Words
from tests.stories.telling import Story


def entries() -> list[Entry]:
    """Return the seven rows of the document."""
    story = Story("2023-03-01")
    story.say("18:05", facts.Declared(Words("The login service is unavailable")))
    alert = Words("A monitoring alert went off: high error rates of the login service")
    story.say("18:05", facts.StampSet(Stamp.IMPACT, story.time("18:00"), alert))
    story.say("18:05", facts.StampSet(Stamp.SIGNAL, story.time("18:00"), alert))
    story.say("18:05", facts.HypothesisRaised(1, Words("The server infrastructure")))
    story.say("18:30", facts.Noted(Words("Logs indicate network connectivity and server load")))
    ruled_out = Words("Server infrastructure was ruled out as the root cause")
    story.say("19:00", facts.HypothesisJudged(1, Verdict.REFUTED, (), ruled_out))
    found = Words("A possible bug in the code that handles password hashing and storage")
    story.say("19:30", facts.HypothesisRaised(2, found))
    story.say("20:00", facts.Noted(Words("The fix was deployed to the staging environment")))
    story.say("20:30", facts.Resolved(Words("The login service was fully restored")))
    return story.entries
