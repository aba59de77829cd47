"""Each part of the draft, from the facts that it is made of."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain import facts
from bot.domain.document import Frame, Statement
from bot.domain.postmortem import Postmortem, draft
from bot.domain.terms import (
    MUSTER,
    Audience,
    ChannelId,
    IncidentId,
    PersonId,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Words,
)
from tests.stories import seed_003
from tests.stories.telling import ALEX, NAMES, SAM, Story

FRAME = Frame(IncidentId(1), NAMES, ZoneInfo("America/Los_Angeles"), slo=0.999)
URL = "https://status.example.com/incidents/1"


def story(severity: Severity = Severity.SEV2) -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words("Sign-in fails"), severity))


def stamp(name: Stamp, clock: str, why: str = "") -> facts.StampSet:
    return facts.StampSet(name, Story("2024-01-15").time(clock), Words(why))


def texts(statements: tuple[Statement, ...]) -> list[str]:
    return [each.text for each in statements]


def open_questions(postmortem: Postmortem) -> list[str]:
    return [key for key, question in postmortem.questions.items() if not question.answer]


def test_severity_shows_what_it_was_before_and_why_it_changed() -> None:
    told = story(Severity.UNKNOWN)
    told.say("03:20", facts.SeverityChanged(Severity.SEV3, Severity.UNKNOWN))
    told.say("03:25", facts.SeverityChanged(Severity.SEV1, Severity.SEV3, Words("everybody")))

    postmortem = draft(told.entries, FRAME)

    assert postmortem.meta.severities == (
        Statement("SEV1", (3,)),
        Statement("unknown severity until 03:20 UTC", (2,)),
        Statement("SEV3 until 03:25 UTC; changed because: everybody", (3,)),
    )
    assert "situation.severity" not in open_questions(postmortem)
    assert postmortem.summary[0] == Statement(
        "An incident with no severity was declared at 03:15, SEV1 since 03:25.", (1, 3)
    )


def test_a_severity_that_nobody_judged_is_asked() -> None:
    assert "situation.severity" in open_questions(draft(story(Severity.UNKNOWN).entries, FRAME))


def test_the_title_is_the_last_one() -> None:
    told = story().say("03:20", facts.Retitled(Words("Sign-in fails since v1.5.2")))

    assert draft(told.entries, FRAME).meta.title == "Sign-in fails since v1.5.2"


def test_the_status_follows_every_turn() -> None:
    told = story()
    assert draft(told.entries, FRAME).meta.status.text == "investigating"

    told.say("03:20", facts.StatusChanged(Status.MONITORING, Status.INVESTIGATING))
    assert draft(told.entries, FRAME).meta.status.text == "monitoring"

    told.say("03:49", facts.Resolved()).say("03:50", facts.Closed())
    assert draft(told.entries, FRAME).meta.status == Statement("closed", (4,))

    told.say("04:00", facts.Reopened(Words("back")))
    assert draft(told.entries, FRAME).meta.status.text == "investigating"


def test_a_role_ends_when_somebody_else_takes_it_or_it_is_given_back() -> None:
    told = story().say("03:16", facts.RoleTaken("lead", ALEX))
    told.say("03:17", facts.RoleTaken("comms", SAM)).say("03:30", facts.RoleTaken("lead", SAM))
    told.say("03:40", facts.RoleReleased("comms", SAM))

    assert texts(draft(told.entries, FRAME).meta.roles) == [
        "Lead: Alex Chen, from 03:16 to 03:30 UTC",
        "Communications: Sam Rodriguez, from 03:17 to 03:40 UTC",
        "Lead: Sam Rodriguez, from 03:30 UTC",
    ]


def test_the_runbook_is_named_with_the_digest_of_its_content() -> None:
    told = story().say("03:16", facts.RunbookAttached("login", "Sign-in fails", 3, "ab" * 32))

    assert draft(told.entries, FRAME).meta.links == (
        Statement(f"Runbook: Sign-in fails, version 3, SHA-256 {'ab' * 32}", (2,)),
    )


def test_an_impact_start_from_the_form_counts_but_asks_for_confirmation() -> None:
    started = datetime(2024, 1, 15, 3, 12, tzinfo=UTC)
    told = Story("2024-01-15").say("03:15", facts.Declared(Words("Down"), started_at=started))

    postmortem = draft(told.entries, FRAME)
    assert postmortem.summary[0].text == "On 2024-01-15 from 03:12 UTC: Down."
    assert "times.impact" in open_questions(postmortem)

    told.say("03:20", stamp(Stamp.IMPACT, "03:12"))
    assert "times.impact" not in open_questions(draft(told.entries, FRAME))


def test_a_peak_nobody_described_is_only_a_time() -> None:
    told = story().say("03:20", stamp(Stamp.PEAK, "03:15"))

    assert draft(told.entries, FRAME).summary[0] == Statement("At the peak (03:15).", (2,))


def test_impact_is_told_in_the_words_of_who_described_it() -> None:
    told = Story("2024-01-15")
    told.say("03:15", facts.Declared(Words("Down"), impact=Words("45 % of requests fail")))
    told.say("03:20", facts.ImpactDescribed(Words("about 3,000 users")))

    postmortem = draft(told.entries, FRAME)

    assert postmortem.impact.described == (
        Statement("45 % of requests fail (said at 03:15 UTC)", (1,)),
        Statement("about 3,000 users (said at 03:20 UTC)", (2,)),
    )
    assert postmortem.questions["impact.described"].answer == postmortem.impact.described[-1]


def test_a_mitigation_that_people_saw_work_is_named_if_it_is_the_only_one() -> None:
    told = story().say("03:20", facts.MitigationStarted(1, Words("Restart")))
    told.say("03:30", stamp(Stamp.MITIGATED, "03:28"))
    one = draft(told.entries, FRAME).summary[0]
    assert one.text == "SEV2 was declared at 03:15; M1 (Restart) restored service at 03:28."

    told.say("03:31", facts.MitigationStarted(2, Words("Roll back")))
    two = draft(told.entries, FRAME).summary[0]
    assert two.text == "SEV2 was declared at 03:15; mitigation restored service at 03:28."


def test_the_objective_is_worth_a_part_of_the_month_of_the_resolution() -> None:
    open_still = draft(story().entries, FRAME)
    assert open_still.impact.objective == Statement(
        "Objective: 99.9 % of each calendar month, by the settings"
    )

    done = draft(seed_003.entries(), FRAME)
    assert done.impact.objective == Statement(
        "Objective: 99.9 % of each calendar month, by the settings; 44.64 min may fail in Jan 2024",
        (41,),
    )
    assert "objective.target" in open_questions(draft(story().entries, Frame(IncidentId(1))))


def test_the_first_signal_says_what_it_was() -> None:
    reported = Story("2024-01-15").say(
        "03:15",
        facts.Declared(Words("Down"), source="message", origin_ts="1705288440.000100"),
    )

    postmortem = draft(reported.entries, FRAME)

    assert postmortem.analysis.detection == Statement(
        "First signal at 03:14 UTC: the message that the incident was declared from", (1,)
    )
    assert texts(postmortem.analysis.factors) == ["A message was the first signal, not an alert"]


def test_a_signal_without_words_is_only_a_time() -> None:
    told = story().say("03:16", stamp(Stamp.SIGNAL, "03:14"))

    postmortem = draft(told.entries, FRAME)

    assert postmortem.analysis.detection == Statement("First signal at 03:14 UTC", (2,))
    assert postmortem.analysis.factors == ()


def test_contradicting_moments_are_shown_with_their_entries() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12"))
    told.say("03:17", stamp(Stamp.SIGNAL, "03:10"))

    (contradiction,) = draft(told.entries, FRAME).review.contradictions

    assert "first signal (2024-01-15 03:10) is recorded before" in contradiction.text
    assert contradiction.sources == (2, 3)


def test_a_drill_is_called_a_drill() -> None:
    told = Story("2024-01-15").say("03:15", facts.Declared(Words("Practice"), is_drill=True))

    assert draft(told.entries, FRAME).meta.is_drill
    assert not draft(story().entries, FRAME).meta.is_drill


def test_updates_stand_with_the_time_their_readers_waited() -> None:
    published = draft(seed_003.entries(), FRAME).communication.published

    assert [(each.head.text, each.gap, each.text) for each in published] == [
        (
            f"U1, public, investigating, at 03:20 UTC on status page ({URL}#update-1) by Alex Chen",
            "8 min after impact start",
            "Investigating authentication errors",
        ),
        (
            "U2, internal, monitoring, at 03:30 UTC on #incidents by Alex Chen",
            "",
            "Rollback complete, monitoring",
        ),
        (
            f"U3, public, resolved, at 03:40 UTC on status page ({URL}#update-3) by Alex Chen",
            "20 min after the one before",
            "Issue resolved",
        ),
    ]


def test_an_update_that_no_page_was_seen_to_show_says_so() -> None:
    told = story()
    words = Words("We look into it")
    told.say("03:20", facts.UpdateApproved(9))
    told.say("03:20", facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.INVESTIGATING, words))
    told.say("03:20", facts.UpdateApproved(1))

    unseen = draft(told.entries, FRAME).communication.unpublished
    assert unseen == (
        Statement(
            "U1 (public, investigating) was approved at 03:20 UTC and is not recorded as "
            "published: We look into it",
            (4,),
        ),
    )

    told.say("03:21", facts.UpdatePublished(1, "status page"), by=MUSTER)
    seen = draft(told.entries, FRAME).communication
    assert seen.unpublished == ()
    assert seen.published[0].gap == ""
    assert seen.published[0].head.text == (
        "U1, public, investigating, at 03:21 UTC on status page by Alex Chen"
    )


def test_a_person_without_a_name_stands_under_the_id() -> None:
    told = story().say("03:20", facts.Noted(Words("hello")), by=PersonId("U0NEW"))

    assert draft(told.entries, FRAME).timeline.rows[-1].who == "U0NEW"


def test_evidence_is_listed_with_its_digest_and_without_its_body() -> None:
    (exhibit,) = draft(seed_003.entries(), FRAME).exhibits

    assert (exhibit.number, exhibit.position) == (1, 19)
    assert exhibit.what == Statement(
        "E1 recorded: kubectl rollout history. v1.5.2 deployed 6 min ago", (19,)
    )
    assert (exhibit.source, exhibit.at) == ("kubernetes", "2024-01-15 03:18 UTC")
    assert (len(exhibit.sha256), exhibit.size_bytes) == (64, 214)


def test_the_channel_of_the_incident_is_the_one_it_has_now() -> None:
    told = story().say("03:16", facts.ChannelOpened(ChannelId("C1"), "inc-1"), by=MUSTER)
    told.say("03:17", facts.ChannelOpened(ChannelId("C2"), "inc-1-private"), by=MUSTER)

    assert texts(draft(told.entries, FRAME).meta.links) == ["Channel: #inc-1-private"]
