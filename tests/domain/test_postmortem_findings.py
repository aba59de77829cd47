"""Hypotheses, mitigations, effort and suggestions follow from what people recorded."""

import pytest

from bot.domain import facts
from bot.domain.document import Frame, Statement, Track
from bot.domain.postmortem import Postmortem, draft
from bot.domain.terms import (
    MUSTER,
    Audience,
    ChannelId,
    IncidentId,
    PersonId,
    Severity,
    Stamp,
    UpdateState,
    Verdict,
    Words,
)
from tests.stories import seed_002, seed_003
from tests.stories.telling import ALEX, JORDAN, NAMES, SAM, Story

FRAME = Frame(IncidentId(1), NAMES)
PRESENCE = "Presence, from each person's first entry to the last, added up"


def story() -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words("Sign-in fails"), Severity.SEV2))


def drafted(told: Story) -> Postmortem:
    return draft(told.entries, FRAME)


def stamp(name: Stamp, clock: str) -> facts.StampSet:
    return facts.StampSet(name, Story("2024-01-15").time(clock))


def texts(statements: tuple[Statement, ...]) -> list[str]:
    return [each.text for each in statements]


def test_a_wrong_track_shows_how_long_it_was_followed() -> None:
    postmortem = draft(seed_002.entries(), FRAME)

    assert postmortem.analysis.hypotheses == (
        Track(
            Statement("H1: The server infrastructure", (4,)),
            (
                Statement(
                    "Refuted at 19:00 UTC: Server infrastructure was ruled out as the root cause",
                    (6,),
                ),
                Statement("Followed for 55 min", (4, 6)),
            ),
        ),
        Track(
            Statement(
                "H2: A possible bug in the code that handles password hashing and storage", (7,)
            ),
            (Statement("Never judged", (7,)),),
        ),
    )
    assert texts(postmortem.review.weaknesses) == [
        "No public update is recorded",
        "H1 was followed for 55 min before it was refuted: The server infrastructure",
    ]


def test_a_cause_is_what_stands_supported_with_its_evidence() -> None:
    assert draft(seed_003.entries(), FRAME).analysis.cause == (
        Statement(
            "H1 is supported: All errors are auth failures for expired tokens: "
            "it began with the deployment of v1.5.2",
            (18, 20),
            (1,),
        ),
    )


def test_evidence_that_is_not_on_record_is_not_cited() -> None:
    told = story().say("03:16", facts.HypothesisRaised(1, Words("the network")))
    told.say("03:18", facts.HypothesisJudged(1, Verdict.SUPPORTED, (7,)))

    analysis = drafted(told).analysis

    assert analysis.cause == (Statement("H1 is supported: the network", (2, 3)),)
    assert analysis.hypotheses[0].steps[0] == Statement("Supported at 03:18 UTC", (3,))


def test_a_refuted_explanation_is_no_cause() -> None:
    told = story().say("03:16", facts.HypothesisRaised(1, Words("the network")))
    told.say("03:17", facts.HypothesisRaised(2, Words("the cache")))
    told.say("03:18", facts.HypothesisJudged(1, Verdict.SUPPORTED))
    told.say("03:20", facts.HypothesisJudged(1, Verdict.REFUTED))

    postmortem = drafted(told)

    assert postmortem.analysis.cause == ()
    assert texts(postmortem.analysis.hypotheses[0].steps) == [
        "Supported at 03:18 UTC",
        "Refuted at 03:20 UTC",
        "Followed for 4 min",
    ]
    assert postmortem.review.weaknesses == ()


def test_a_verdict_before_the_claim_has_no_length() -> None:
    told = story().say("03:20", facts.HypothesisRaised(1, Words("the network")))
    told.say("03:21", facts.HypothesisJudged(1, Verdict.REFUTED), occurred="03:10")
    told.say("03:22", facts.HypothesisJudged(7, Verdict.REFUTED))

    (track,) = drafted(told).analysis.hypotheses

    assert texts(track.steps) == ["Refuted at 03:10 UTC"]


def test_mitigations_show_what_became_of_them_and_which_are_still_on() -> None:
    until = story().time("2024-01-16 06:00")
    told = story()
    for number, what in enumerate(("Bypass the pool", "More pods", "Skip login", "Roll back"), 1):
        told.say("03:20", facts.MitigationStarted(number, Words(what), is_temporary=number < 4))
    told.say("03:22", facts.MitigationReverted(2, Words("no effect")))
    told.say("03:23", facts.MitigationMadePermanent(3, Words("better anyway")))
    told.say("03:24", facts.MitigationConfirmed(4))
    cap = facts.MitigationStarted(
        5, Words("Cap rate"), is_temporary=True, until=until, revert=Words("set pool=on")
    )
    told.say("03:25", cap)
    told.say("03:49", facts.Resolved())

    postmortem = drafted(told)

    assert [texts(track.steps) for track in postmortem.recovery.mitigations] == [
        ["Started at 03:20 UTC"],
        ["Started at 03:20 UTC", "Undone at 03:22 UTC: no effect"],
        ["Started at 03:20 UTC", "Kept for good at 03:23 UTC: better anyway"],
        ["Started at 03:20 UTC", "Worked at 03:24 UTC"],
        ["Started at 03:25 UTC"],
    ]
    assert postmortem.recovery.pending == (
        Statement("M1 is still on: Bypass the pool", (2,)),
        Statement(
            "M5 is still on: Cap rate; planned until Jan 16 06:00 UTC; to undo it: set pool=on",
            (9,),
        ),
    )
    assert postmortem.meta.status == Statement("resolved, temporary measures still on", (10, 2, 9))


def test_presence_is_counted_from_first_to_last_trace_between_signal_and_resolution() -> None:
    effort = draft(seed_003.entries(), FRAME).impact.effort

    assert effort == Statement(f"{PRESENCE}: 35 min (Alex Chen 03:14 to 03:49)", (14, 41))


def test_everybody_who_left_a_trace_counts_and_who_came_later_does_not() -> None:
    told = story().say("03:16", stamp(Stamp.SIGNAL, "03:14"))
    told.say("03:20", facts.RoleTaken("comms", SAM))
    told.say("03:30", facts.RoleReleased("comms", SAM))
    message = facts.MessageRecorded(ChannelId("C1"), "1.0", PersonId("U0KIM"), Words("cache?"))
    told.say("03:40", message, occurred="03:25")
    told.say("03:44", facts.Resolved())
    told.say("04:00", facts.Noted(Words("late")), by=JORDAN)

    assert drafted(told).impact.effort.text == (
        f"{PRESENCE}: 39 min "
        "(Alex Chen 03:15 to 03:44; Sam Rodriguez 03:20 to 03:30; U0KIM 03:25 to 03:25)"
    )


def test_without_people_nobody_was_present() -> None:
    told = Story("2024-01-15").say("03:15", facts.Declared(Words("Down")), by=MUSTER)
    told.say("03:20", facts.Resolved(), by=MUSTER)

    assert drafted(told).impact.effort.text == (
        "Presence: nobody left an entry between the first signal and the end"
    )
    assert drafted(told).people == ()


def test_a_trace_or_two_are_less_than_a_minute() -> None:
    told = Story("2024-01-15").say("03:15", facts.Declared(Words("Down")))
    told.say("03:15", facts.Resolved())

    assert drafted(told).impact.effort.text == (
        f"{PRESENCE}: less than a minute (Alex Chen 03:15 to 03:15)"
    )


@pytest.mark.parametrize(
    ("impact", "updates", "praise"),
    [
        ("03:12", 2, ["Customers never waited longer than 12 min"]),
        ("", 2, []),
        ("03:12", 0, []),
    ],
    ids=["all is known", "nobody knows since when they waited", "they were told nothing"],
)
def test_how_long_customers_waited_is_praised_only_when_it_is_known(
    impact: str, updates: int, praise: list[str]
) -> None:
    told = story()
    if impact:
        told.say("03:16", stamp(Stamp.IMPACT, impact))
    for number in range(1, updates + 1):
        state = UpdateState.INVESTIGATING
        told.say("03:17", facts.UpdateDrafted(number, Audience.PUBLIC, state, Words("We look")))
        told.say(f"03:{17 + number}", facts.UpdatePublished(number, "status page"))
    told.say("03:31", facts.Resolved())

    said = texts(drafted(told).review.strengths)

    assert [each for each in said if "waited" in each] == praise


def test_an_open_incident_has_no_effort_yet() -> None:
    assert "not recorded" in drafted(story()).impact.effort.text


def test_everybody_who_took_part_is_named_with_what_they_left() -> None:
    told = story().say("03:16", facts.PersonJoined(SAM), by=SAM)
    told.say("03:17", facts.Noted(Words("hello")), by=SAM)
    told.say("03:18", facts.PersonJoined(JORDAN), by=JORDAN)
    told.say("03:19", facts.PersonLeft(JORDAN), by=JORDAN)

    assert drafted(told).people == (
        Statement("Sam Rodriguez: joined at 03:16, 1 entry", (2, 3)),
        Statement("Jordan Kim: joined at 03:18, left at 03:19, no entry", (4, 5)),
        Statement("Alex Chen: 1 entry", (1,)),
    )


def test_measurements_suggest_what_went_well() -> None:
    told = story().say("03:16", facts.RunbookAttached("login", "Sign-in fails", 1, "ab" * 32))
    told.say("03:17", stamp(Stamp.IMPACT, "03:12")).say("03:18", stamp(Stamp.SIGNAL, "03:14"))

    review = drafted(told).review

    assert review.strengths == (
        Statement("Found within 2 min", (3, 4)),
        Statement("A runbook was followed", (2,)),
    )
    assert review.weaknesses == ()


def test_measurements_suggest_what_went_wrong() -> None:
    told = (
        story()
        .say("04:16", stamp(Stamp.IMPACT, "03:12"))
        .say("04:17", stamp(Stamp.SIGNAL, "03:30"))
    )
    told.say("04:18", facts.RoleTaken("lead", ALEX)).say("04:30", stamp(Stamp.MITIGATED, "04:29"))

    assert texts(drafted(told).review.weaknesses) == [
        "Found only after 18 min",
        "Taken up only after 48 min",
        "Mitigated only after 77 min",
    ]
