"""Timers follow the timeline: armed, set anew or cancelled, and nothing twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import facts
from bot.domain.entries import said
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.people import release_role, take_role
from bot.domain.reminders import USUAL, Habits, upcoming
from bot.domain.roles import ROLES
from bot.domain.situation import resolve
from bot.domain.terms import Audience, IncidentId, Severity, Status, UpdateState, Words
from bot.ports import Timer
from bot.workflows.remind import number_of, reminding, timer_key
from tests.fakes.clock import NOON
from tests.workflows.offices import ADA, BOB, Office

INC = IncidentId(42)
DECLARED = facts.Declared(Words("Checkout is down"), Severity.SEV2)
HOUR = timedelta(hours=1)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def told(before: Incident | None, *more: Fact, at: datetime = NOON) -> Incident:
    entries = said(more, actor=ADA, now=at, after=before.position if before else 0)
    return before.after(entries) if before else Incident.replay(entries)


def timers(before: Incident | None, after: Incident, habits: Habits = USUAL) -> list[Timer]:
    promises = reminding(INC, before, after, habits)
    assert promises.effects == ()
    return list(promises.timers)


OPEN = told(None, DECLARED)
LED = told(OPEN, facts.RoleTaken("lead", BOB))
UNTIL = NOON + timedelta(hours=3)
BYPASS = facts.MitigationStarted(7, Words("promo off"), is_temporary=True, until=UNTIL)


def test_declaring_arms_everything_that_people_may_forget() -> None:
    assert {(each.key, each.kind, each.due) for each in timers(None, OPEN)} == {
        (f"inc-42/{kind}", kind, NOON + minutes(wait))
        for kind, wait in (
            ("nudge.lead.reporter", 5),
            ("nudge.lead.channel", 10),
            ("remind.update.lead", 60),
            ("remind.update.comms", 70),
            ("remind.update.channel", 80),
        )
    }


def test_a_lead_silences_the_questions_for_one_and_nothing_else() -> None:
    assert {(each.key, each.due) for each in timers(OPEN, LED)} == {
        ("inc-42/nudge.lead.reporter", None),
        ("inc-42/nudge.lead.channel", None),
    }


def test_a_note_touches_no_timer() -> None:
    assert timers(OPEN, told(OPEN, facts.Noted(Words("hm")), at=NOON + HOUR)) == []


def test_each_temporary_mitigation_has_timers_of_its_own() -> None:
    assert [(each.key, each.due) for each in timers(LED, told(LED, BYPASS))] == [
        ("inc-42/remind.mitigation.channel/7", UNTIL),
        ("inc-42/remind.mitigation.owner/7", UNTIL),
    ]
    assert number_of("inc-42/remind.mitigation.owner/7") == 7
    assert number_of("inc-42/remind.update.lead") == 0


def test_resolving_leaves_what_must_be_undone_and_asks_for_the_postmortem() -> None:
    pending = told(LED, BYPASS)
    resolved = told(pending, facts.Resolved(), at=NOON + HOUR)

    changed = {each.key: each.due for each in timers(pending, resolved)}

    assert changed == {
        "inc-42/remind.update.lead": None,
        "inc-42/remind.update.comms": None,
        "inc-42/remind.update.channel": None,
        "inc-42/remind.postmortem.lead": NOON + 49 * HOUR,
        "inc-42/remind.postmortem.channel": NOON + 49 * HOUR,
    }


STEPS: tuple[Fact, ...] = (
    facts.SeverityChanged(Severity.SEV1, Severity.SEV2),
    facts.SeverityChanged(Severity.SEV4, Severity.SEV2),
    facts.StatusChanged(Status.MONITORING, Status.INVESTIGATING),
    facts.RoleTaken("lead", ADA),
    facts.RoleReleased("lead", ADA),
    facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.IDENTIFIED, Words("We know.")),
    facts.UpdateApproved(1),
    facts.UpdatePublished(1, "builtin"),
    facts.RemindersSet(is_on=False),
    facts.RemindersSet(is_on=True, minutes=15),
    facts.RemindersSnoozed(NOON + 9 * HOUR),
    BYPASS,
    facts.MitigationConfirmed(7),
    facts.MitigationReverted(7),
    facts.EntryWithdrawn(2),
    facts.Resolved(),
    facts.Closed(),
    facts.Reopened(Words("back")),
    facts.Noted(Words("hm")),
)
moves = st.lists(st.tuples(st.sampled_from(STEPS), st.integers(-90, 600)), max_size=12)


@given(moves)
def test_whatever_happens_the_armed_timers_are_those_that_the_timeline_wants(
    moves: Sequence[tuple[Fact, int]],
) -> None:
    """Also when the clock jumps back by an hour and more between two entries."""
    incident, armed, now = OPEN, {each.key: each.due for each in timers(None, OPEN)}, NOON
    for fact, wait in moves:
        now += minutes(wait)
        after = told(incident, fact, at=now)
        changes = timers(incident, after)
        assert len({each.key for each in changes}) == len(changes)
        armed |= {each.key: each.due for each in changes}
        incident = after

    wanted = {timer_key(INC, each): each.due for each in upcoming(incident)}
    assert {key: due for key, due in armed.items() if due is not None} == wanted


async def test_recording_arms_and_cancels_with_what_is_recorded() -> None:
    office = Office()
    await office.declare()
    await office.record(lambda incident: take_role(incident, "lead", BOB, roles=ROLES))

    assert office.armed() == {
        "remind.update.lead": minutes(60),
        "remind.update.comms": minutes(70),
        "remind.update.channel": minutes(80),
    }

    office.clock.pass_(minutes(30))
    await office.record(lambda incident: release_role(incident, "lead"))
    assert office.armed() == {
        "nudge.lead.reporter": minutes(5),
        "nudge.lead.channel": minutes(10),
        "remind.update.lead": minutes(30),
        "remind.update.comms": minutes(40),
        "remind.update.channel": minutes(50),
    }

    await office.record(lambda incident: resolve(incident, "rolled back"))
    assert office.armed() == {
        "remind.postmortem.lead": 48 * HOUR,
        "remind.postmortem.channel": 48 * HOUR,
    }
