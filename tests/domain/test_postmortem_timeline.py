"""The timeline tells what happened in the order in which it happened; nothing is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import facts
from bot.domain.document import Frame, Row
from bot.domain.postmortem import draft
from bot.domain.terms import (
    MUSTER,
    Audience,
    ChannelId,
    IncidentId,
    Severity,
    Stamp,
    UpdateState,
    Words,
)
from tests.stories import seed_003
from tests.stories.telling import ALEX, NAMES, SAM, Story

FRAME = Frame(IncidentId(3), NAMES)

ROWS_OF_SEED_003 = (
    ("03:00", "On-call shift change"),
    ("03:10", "Deployment of v1.5.2 begins"),
    ("03:10", "Canary deployment starts"),
    ("03:11", "Canary health checks passing"),
    ("03:12", "Canary complete"),
    ("03:12", "Impact started: Error rate starts increasing"),
    ("03:13", "Error rate climbs to 15%"),
    ("03:13", "Rolling update 40% complete"),
    ("03:14", "First signal: Alert fires"),
    ("03:14", "Acknowledged: Alex acknowledges alert"),
    ("03:14", "Rolling update 70% complete"),
    ("03:15", "Peak: Error rate peaks at 45%"),
    ("03:15", "Incident declared as SEV2"),
    ("03:16", "Alex checks Grafana"),
    ("03:17", "H1 raised: All errors are auth failures for expired tokens"),
    ("03:18", "E1 recorded: kubectl rollout history"),
    ("03:19", "Decided what to do: Rollback to v1.5.1"),
    ("03:20", "M1 started: Rollback to v1.5.1"),
    ("03:20", "U1 (public, investigating) published"),
    ("03:22", "First rollback pod becomes Ready"),
    ("03:23", "Error rate decreasing (45% → 30%)"),
    ("03:25", "Rollback 70% complete"),
    ("03:26", "Error rate now 10%"),
    ("03:27", "M1 (Rollback to v1.5.1) worked: All pods on v1.5.1"),
    ("03:28", "Error rate decreasing rapidly"),
    ("03:30", "Back to normal: Error rate returns to normal"),
    ("03:30", "U2 (internal, monitoring) published on #incidents: Rollback complete"),
    ("03:35", "No new errors. Service stable."),
    ("03:40", "U3 (public, resolved) published on status page: Issue resolved"),
    ("03:45", "Final monitoring check"),
    ("03:49", "Incident resolved"),
    ("03:50", "Deployment pipeline blocked"),
    ("09:00", "Postmortem meeting scheduled"),
)


def story() -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words("Sign-in fails"), Severity.SEV2))


def rows(told: Story) -> tuple[Row, ...]:
    return draft(told.entries, FRAME).timeline.rows


def kept(told: Story) -> tuple[Row, ...]:
    return draft(told.entries, FRAME).timeline.kept


def test_the_33_rows_of_seed_003_stand_in_order() -> None:
    shown = draft(seed_003.entries(), FRAME).timeline.rows
    extra = {"Alex Chen took the role Lead"}
    rest = [row for row in shown if row.what.text not in extra and "supported" not in row.what.text]

    assert len(rest) == len(ROWS_OF_SEED_003) == 33
    for row, (clock, text) in zip(rest, ROWS_OF_SEED_003, strict=True):
        assert row.utc.endswith(clock)
        assert row.what.text.startswith(text)


def test_an_entry_added_later_stands_at_its_time_and_says_who_added_it_when() -> None:
    told = story().say("03:20", facts.Noted(Words("restarted")))
    told.say("09:12", facts.Noted(Words("the deploy began")), by=SAM, occurred="03:10")
    told.say("2024-01-16 08:00", facts.Noted(Words("a customer called")), occurred="03:18")

    assert [(row.position, row.utc, row.note) for row in rows(told)] == [
        (3, "Jan 15 03:10", "added 09:12 by Sam Rodriguez"),
        (1, "03:15", ""),
        (4, "03:18", "added Jan 16 08:00 by Alex Chen"),
        (2, "03:20", ""),
    ]


def test_what_is_written_down_within_the_minute_keeps_its_position() -> None:
    told = story().say("03:15:40", facts.Noted(Words("typed at once")), occurred="03:15")

    assert [(row.position, row.note) for row in rows(told)] == [(1, ""), (2, "")]


def test_order_comes_from_position_even_when_a_clock_runs_back() -> None:
    told = (
        story().say("03:20", facts.Noted(Words("first"))).say("03:19", facts.Noted(Words("second")))
    )

    assert [row.position for row in rows(told)] == [1, 2, 3]


@settings(deadline=None, max_examples=60)
@given(st.permutations([f"03:{minute:02}" for minute in range(10)]))
def test_backdated_notes_stand_in_order_however_they_were_recorded(clocks: list[str]) -> None:
    told = story()
    for clock in clocks:
        told.say("03:30", facts.Noted(Words(f"seen at {clock}")), occurred=clock)

    assert [row.utc[-5:] for row in rows(told)] == [*sorted(clocks), "03:15"]


def test_a_moment_stands_where_it_was_and_a_replaced_one_only_in_the_rest() -> None:
    told = story().say("03:20", facts.StampSet(Stamp.NORMAL, story().time("03:18")))
    told.say("03:25", facts.StampSet(Stamp.NORMAL, story().time("03:19"), Words("graph")))

    assert [(row.position, row.utc[-5:]) for row in rows(told)] == [(1, "03:15"), (3, "03:19")]
    assert [(row.position, row.note) for row in kept(told)] == [(2, "replaced by entry 3")]


def test_a_withdrawn_entry_leaves_the_timeline_and_stays_on_record() -> None:
    told = story().say("03:20", facts.Noted(Words("wrong channel")))
    told.say("03:21", facts.EntryWithdrawn(2, Words("not ours")), by=SAM)

    assert [row.position for row in rows(told)] == [1]
    assert [(row.position, row.what.text, row.note) for row in kept(told)] == [
        (2, "wrong channel", "withdrawn 03:21 by Sam Rodriguez (entry 3)"),
        (3, "Entry 2 was withdrawn: not ours", ""),
    ]


def test_machinery_stands_in_the_rest() -> None:
    told = story().say("03:15", facts.ChannelOpened(ChannelId("C1"), "inc-3"), by=MUSTER)
    told.say("03:16", facts.PersonJoined(SAM), by=SAM)
    told.say("03:17", facts.EffectFailed("inc-3/slack.pin/1", "pin the card", is_unknown=True))

    assert [row.position for row in rows(told)] == [1]
    assert [row.what.text for row in kept(told)] == [
        "Incident channel #inc-3 opened",
        "Sam Rodriguez joined the incident channel",
        "Call failed, or nobody can tell: pin the card",
    ]


def test_turning_points_stand_out() -> None:
    told = story().say("03:16", facts.RoleTaken("lead", ALEX)).say("03:17", facts.Noted(Words("a")))
    told.say("03:18", facts.RoleTaken("comms", SAM))

    assert [row.position for row in rows(told) if row.is_key] == [1, 2]


def test_a_message_is_by_its_author_and_links_to_where_it_was_said() -> None:
    link = "https://example.slack.com/archives/C1/p1"
    message = facts.MessageRecorded(
        ChannelId("C1"), "1705288500.000200", SAM, Words("it is the cache"), permalink=link
    )
    told = story().say("03:30", message, by=ALEX, occurred="03:20")
    told.say("03:31", facts.RecordedMessageEdited(2, Words("it is the cache, I think")), by=SAM)

    row = rows(told)[-1]

    assert (row.who, row.permalink, row.record) == ("Sam Rodriguez", link, "INC-3 #2")
    assert row.note == "added 03:30 by Alex Chen"
    assert row.what.sources == (3,)


def test_where_the_record_can_be_read_each_row_links_to_its_entry() -> None:
    frame = Frame(IncidentId(3), record_url="https://muster.example.com/inc/3")

    (row,) = draft(story().entries, frame).timeline.rows

    assert row.record_url == "https://muster.example.com/inc/3#1"


def test_a_published_update_is_by_who_approved_it() -> None:
    words = Words("We look into it")
    told = story()
    told.say("03:20", facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.INVESTIGATING, words))
    told.say("03:21", facts.UpdateApproved(1), by=SAM)
    told.say("03:22", facts.UpdatePublished(1, "page", "https://status.example.com"), by=MUSTER)
    told.say("03:23", facts.UpdatePublished(2, "page"), by=MUSTER)

    assert [(row.who, row.permalink) for row in rows(told)[1:]] == [
        ("Sam Rodriguez", "https://status.example.com"),
        ("Muster", ""),
    ]
