"""The draft says what the record proves, names the proof, and asks for the rest."""

from zoneinfo import ZoneInfo

import pytest

from bot.domain import facts
from bot.domain.document import Frame, Statement
from bot.domain.entries import Entry
from bot.domain.postmortem import Postmortem, draft
from bot.domain.terms import (
    IncidentId,
)
from tests.stories import seed_002, seed_003
from tests.stories.telling import NAMES

FRAME = Frame(IncidentId(1), NAMES, ZoneInfo("America/Los_Angeles"), slo=0.999)
URL = "https://status.example.com/incidents/1"


def texts(statements: tuple[Statement, ...]) -> list[str]:
    return [each.text for each in statements]


def open_questions(postmortem: Postmortem) -> list[str]:
    return [key for key, question in postmortem.questions.items() if not question.answer]


def test_the_summary_of_seed_003_holds_only_what_is_recorded_with_its_proof() -> None:
    summary = draft(seed_003.entries(), FRAME).summary

    assert summary == (
        Statement(
            "On 2024-01-15 from 03:12 to 03:30 UTC (18 min): Authentication failure after "
            "deployment; at the peak (03:15): Error rate peaks at 45% (rolling update 100% "
            "complete).",
            (10, 32, 16),
        ),
        Statement(
            "SEV2 was declared at 03:15; M1 (Rollback to v1.5.1) restored service at 03:27; "
            "resolved at 03:49.",
            (1, 22, 30, 41),
        ),
    )


def test_the_head_of_seed_003_says_how_long_how_bad_and_who_led() -> None:
    meta = draft(seed_003.entries(), FRAME).meta

    assert meta.date == "2024-01-15"
    assert meta.extent == Statement("2024-01-15 03:12 to 03:49 UTC", (10, 41))
    assert meta.severities == (Statement("SEV2", (1,)),)
    assert meta.status == Statement("resolved", (41,))
    assert meta.roles == (Statement("Lead: Alex Chen, from 03:15 UTC", (4,)),)
    assert texts(meta.links) == [
        "Channel: #inc-1-authentication-failure",
        f"Published at: {URL}#update-3",
    ]


def test_what_seed_003_leaves_open_is_asked() -> None:
    postmortem = draft(seed_003.entries(), FRAME)

    assert open_questions(postmortem) == [
        "cause.sentence",
        "impact.described",
        "impact.users",
        "impact.requests",
        "impact.revenue",
        "impact.sentiment",
        "impact.complaint",
        "objective.used",
        "effort.outside",
        "timeline.missed",
        "leadup.enabled",
        "detection.sooner",
        "cause.happened",
        "cause.why",
        "cause.introduced",
        "cause.passed",
        "cause.whys",
        "factors.kept",
        "resolution.permanent",
        "went.well",
        "went.wrong",
        "went.lucky",
        "actions.items",
        "lessons.learned",
        "signoff.people",
    ]
    assert (postmortem.answered, postmortem.asked) == (14, 39)


def test_without_the_row_that_says_it_worked_nothing_says_it_did() -> None:
    entries = seed_003.entries()
    rest = [each for each in entries if not isinstance(each.fact, facts.MitigationConfirmed)]

    postmortem = draft(rest, FRAME)

    assert "times.mitigated" in open_questions(postmortem)
    assert postmortem.summary[1].text == "SEV2 was declared at 03:15; resolved at 03:49."
    readings = {reading.letter: reading.value.text for reading in postmortem.meta.readings}
    assert readings["M"] == "not recorded"


def test_an_incident_without_entries_says_of_everything_that_it_is_not_recorded() -> None:
    postmortem = draft([], Frame(IncidentId(7)))

    assert postmortem.label == "INC-7"
    assert (postmortem.meta.title, postmortem.meta.date) == ("not recorded", "not recorded")
    assert postmortem.meta.status == Statement("not recorded")
    assert postmortem.meta.severities == (Statement("not recorded"),)
    assert postmortem.meta.extent == Statement("not recorded")
    assert {reading.value.text for reading in postmortem.meta.readings} == {"not recorded"}
    assert postmortem.summary == ()
    assert postmortem.impact.objective is None
    assert postmortem.timeline.rows == ()
    assert postmortem.answered == 0
    assert not postmortem.has_zone


def test_every_entry_stands_once_in_the_timeline_or_in_the_rest() -> None:
    entries = seed_003.entries()

    timeline = draft(entries, FRAME).timeline

    positions = [row.position for row in (*timeline.rows, *timeline.kept)]
    assert sorted(positions) == [entry.position for entry in entries]


def sentences(postmortem: Postmortem) -> list[Statement]:
    """Return what sections 2 to 14 state."""
    meta, analysis, recovery = postmortem.meta, postmortem.analysis, postmortem.recovery
    tracks = (*analysis.hypotheses, *recovery.mitigations)
    return [
        *postmortem.summary, meta.extent, *meta.severities, meta.status, *meta.roles, *meta.links,
        *(reading.value for reading in meta.readings), *postmortem.impact.described,
        postmortem.impact.effort, analysis.detection, *analysis.cause, *analysis.factors,
        *(track.head for track in tracks), *(step for track in tracks for step in track.steps),
        *recovery.pending, *postmortem.review.strengths, *postmortem.review.weaknesses,
    ]  # fmt: skip


@pytest.mark.parametrize("entries", [seed_002.entries(), seed_003.entries()])
def test_every_sentence_has_its_proof_or_says_that_it_is_not_recorded(entries: list[Entry]) -> None:
    positions = {entry.position for entry in entries}

    for statement in sentences(draft(entries, FRAME)):
        assert statement.sources or "not recorded" in statement.text
        assert set(statement.sources) <= positions


def test_the_same_record_makes_the_same_draft() -> None:
    assert draft(seed_003.entries(), FRAME) == draft(seed_003.entries(), FRAME)
