"""Each moment is taken from the first source that applies, and people have the last word."""

from datetime import UTC, datetime

import pytest

from bot.domain import facts
from bot.domain.facts import Fact
from bot.domain.stamps import stamps_of, worked
from bot.domain.terms import Severity, Stamp, Words
from tests.stories.telling import Story


def story(**declared: object) -> Story:
    fact = facts.Declared(Words("Sign-in fails"), Severity.SEV2, **declared)  # type: ignore[arg-type] # any field
    return Story("2024-01-15").say("03:15", fact)


def stamp(name: Stamp, clock: str, why: str = "") -> Fact:
    return facts.StampSet(name, Story("2024-01-15").time(clock), Words(why))


def start(number: int, *, is_temporary: bool = False) -> Fact:
    return facts.MitigationStarted(number, Words(f"Try {number}"), is_temporary=is_temporary)


def known(told: Story) -> dict[Stamp, str]:
    return {name: f"{at.at:%H:%M}" for name, at in stamps_of(told.entries).known.items()}


def test_what_is_set_last_wins_and_the_old_value_stays_visible() -> None:
    told = story(started_at=datetime(2024, 1, 15, 3, 10, tzinfo=UTC))
    told.say("03:20", stamp(Stamp.IMPACT, "03:12", "first failing point"))
    told.say("03:21", stamp(Stamp.IMPACT, "03:11", "from the graph"))

    stamps = stamps_of(told.entries)

    assert known(told)[Stamp.IMPACT] == "03:11"
    assert stamps.known[Stamp.IMPACT].why == "from the graph"
    assert [f"{at.at:%H:%M}" for at in stamps.corrected[Stamp.IMPACT]] == ["03:10", "03:12"]


def test_a_withdrawn_correction_gives_way_to_the_value_before() -> None:
    told = (
        story()
        .say("03:20", stamp(Stamp.NORMAL, "03:18"))
        .say("03:21", stamp(Stamp.NORMAL, "03:19"))
    )
    told.say("03:22", facts.EntryWithdrawn(3)).say("03:23", facts.EntryWithdrawn(3, Words("again")))

    assert known(told)[Stamp.NORMAL] == "03:18"


def test_an_incident_is_opened_when_the_declaration_reached_us() -> None:
    told = Story("2024-01-15")
    told.say("03:15", facts.Declared(Words("Sign-in fails")), occurred="03:02")

    assert known(told) == {Stamp.OPENED: "03:15"}


def test_a_message_that_was_declared_from_is_a_signal() -> None:
    told = story(source="message", origin_ts="1705288440.000100")

    assert known(told)[Stamp.SIGNAL] == "03:14"


@pytest.mark.parametrize("ts", ["", "soon", "1.2.3", "-1", "1705288440.x", "٣", "9" * 400])
def test_a_message_without_a_readable_time_is_no_signal(ts: str) -> None:
    assert Stamp.SIGNAL not in known(story(source="message", origin_ts=ts))


def test_only_a_message_signals_by_its_time() -> None:
    assert Stamp.SIGNAL not in known(story(source="slash", origin_ts="1705288440.000100"))


def test_the_first_confirmed_mitigation_counts_with_its_own_start() -> None:
    told = story().say("03:20", start(1)).say("03:22", start(2))
    told.say("03:30", facts.MitigationConfirmed(2))

    assert known(told)[Stamp.STARTED] == "03:22"
    assert known(told)[Stamp.MITIGATED] == "03:30"
    assert worked(told.entries) == 2


def test_a_mitigation_that_was_undone_did_not_hold() -> None:
    told = story().say("03:20", start(1)).say("03:25", facts.MitigationConfirmed(1))
    told.say("03:30", facts.MitigationReverted(1))
    assert Stamp.MITIGATED not in known(told)
    assert known(told)[Stamp.STARTED] == "03:20"

    told.say("03:31", start(2)).say("03:40", facts.MitigationConfirmed(2))
    assert known(told)[Stamp.STARTED] == "03:31"
    assert known(told)[Stamp.MITIGATED] == "03:40"


def test_undoing_a_temporary_mitigation_was_the_plan() -> None:
    told = story().say("03:20", start(1, is_temporary=True))
    told.say("03:25", facts.MitigationConfirmed(1)).say("03:50", facts.MitigationReverted(1))

    assert known(told)[Stamp.MITIGATED] == "03:25"


def test_nothing_has_worked_until_somebody_says_so() -> None:
    told = story().say("03:20", start(1)).say("03:22", start(2))

    assert known(told)[Stamp.STARTED] == "03:20"
    assert Stamp.MITIGATED not in known(told)
    assert worked(told.entries) == 0


def test_a_decision_is_made_at_the_latest_when_it_is_carried_out() -> None:
    told = story().say("03:20", start(1))

    assert known(told)[Stamp.DECIDED] == "03:20"


def test_a_decision_that_somebody_set_stands_alone() -> None:
    told = story().say("03:20", start(1)).say("03:21", stamp(Stamp.DECIDED, "03:19"))

    stamps = stamps_of(told.entries)

    assert known(told)[Stamp.DECIDED] == "03:19"
    assert Stamp.DECIDED not in stamps.corrected


def test_a_resolution_can_be_corrected_for_its_own_stretch_only() -> None:
    told = story().say("03:49", facts.Resolved()).say("03:50", stamp(Stamp.RESOLVED, "03:45"))
    assert known(told)[Stamp.RESOLVED] == "03:45"
    assert [at.source for at in stamps_of(told.entries).corrected[Stamp.RESOLVED]] == [2]

    told.say("04:00", facts.Reopened(Words("back"))).say("04:10", facts.Resolved())
    assert known(told)[Stamp.RESOLVED] == "04:10"
    assert [outage.end.source for outage in stamps_of(told.entries).outages if outage.end] == [3, 5]


def test_reopening_what_was_never_over_changes_nothing() -> None:
    told = story().say("03:20", facts.Reopened(Words("oops"))).say("03:49", facts.Resolved())

    assert len(stamps_of(told.entries).outages) == 1
