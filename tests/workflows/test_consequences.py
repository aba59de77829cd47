"""What follows from what, as one table that people can read."""

from typing import get_args

import pytest

from bot.domain import facts
from bot.domain.entries import Entry, said
from bot.domain.facts import Fact
from bot.domain.terms import MUSTER, IncidentId, Severity, Words
from bot.effects.kinds import holds_its_lane
from bot.ports import Promises
from bot.workflows.consequences import FOLLOWS, channel_lane, following
from tests.domain.samples import EXAMPLES
from tests.fakes.clock import NOON
from tests.workflows.offices import ADA, BOB

INC = IncidentId(42)
CHANNEL, PAGE, ANNOUNCEMENTS, FREE = "inc-42", "page:inc-42", "announce:inc-42", ""

FOLLOWING: dict[str, list[tuple[str, str]]] = {
    "declared": [
        ("slack.channel.create", CHANNEL),
        ("slack.card.post", CHANNEL),
        ("slack.steps.post", CHANNEL),
        ("slack.card.pin", CHANNEL),
    ],
    "channel_opened": [
        ("slack.invite", FREE),
        ("slack.topic", FREE),
        ("slack.announce.post", ANNOUNCEMENTS),
        ("slack.origin", FREE),
    ],
    "channel_archived": [("slack.room.note", FREE), ("slack.announce.edit", ANNOUNCEMENTS)],
    "channel_unarchived": [
        ("slack.card.edit", CHANNEL),
        ("slack.steps.edit", CHANNEL),
        ("slack.topic", FREE),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "channel_renamed": [],
    "channel_converted": [
        ("slack.room.note", FREE),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "channel_deleted": [("slack.room.note", FREE), ("slack.announce.edit", ANNOUNCEMENTS)],
    "muster_removed": [("slack.room.note", FREE)],
    "muster_returned": [
        ("slack.card.edit", CHANNEL),
        ("slack.steps.edit", CHANNEL),
        ("slack.topic", FREE),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "severity_changed": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.topic", FREE),
        ("slack.announce.post", ANNOUNCEMENTS),
        ("slack.announce.outdate", ANNOUNCEMENTS),
    ],
    "retitled": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "impact_described": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "status_changed": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
        ("slack.topic", FREE),
    ],
    "role_taken": [
        ("slack.invite", FREE),
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.role.note", FREE),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "role_released": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "person_joined": [("slack.catchup", FREE)],
    "person_left": [],
    "noted": [],
    "message_recorded": [("slack.mark", FREE)],
    "recorded_message_edited": [],
    "recorded_message_deleted": [],
    "entry_withdrawn": [
        ("slack.card.edit", CHANNEL),
        ("slack.line.edit", CHANNEL),
        ("slack.unmark", FREE),
    ],
    "stamp_set": [("slack.card.edit", CHANNEL)],
    "runbook_attached": [("slack.steps.edit", CHANNEL), ("slack.card.edit", CHANNEL)],
    "step_done": [("slack.steps.edit", CHANNEL), ("slack.card.edit", CHANNEL)],
    "step_skipped": [("slack.steps.edit", CHANNEL), ("slack.card.edit", CHANNEL)],
    "step_returned": [("slack.steps.edit", CHANNEL), ("slack.card.edit", CHANNEL)],
    "question_answered": [("slack.steps.edit", CHANNEL), ("slack.card.edit", CHANNEL)],
    "check_requested": [("run.probe", FREE), ("slack.steps.edit", CHANNEL)],
    "evidence_collected": [
        ("slack.steps.edit", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.evidence", CHANNEL),
    ],
    "hypothesis_raised": [("slack.line", CHANNEL), ("slack.card.edit", CHANNEL)],
    "hypothesis_judged": [
        ("slack.line", CHANNEL),
        ("slack.line.edit", CHANNEL),
        ("slack.card.edit", CHANNEL),
    ],
    "mitigation_started": [("slack.line", CHANNEL), ("slack.card.edit", CHANNEL)],
    "mitigation_confirmed": [
        ("slack.line", CHANNEL),
        ("slack.line.edit", CHANNEL),
        ("slack.card.edit", CHANNEL),
    ],
    "mitigation_reverted": [
        ("slack.line", CHANNEL),
        ("slack.line.edit", CHANNEL),
        ("slack.card.edit", CHANNEL),
    ],
    "mitigation_made_permanent": [
        ("slack.line", CHANNEL),
        ("slack.line.edit", CHANNEL),
        ("slack.card.edit", CHANNEL),
    ],
    "update_drafted": [],
    "update_approved": [("page.publish", PAGE)],
    "update_discarded": [],
    "update_published": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
    ],
    "reminders_set": [("slack.line", CHANNEL), ("slack.card.edit", CHANNEL)],
    "reminders_snoozed": [],
    "resolved": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.steps.edit", CHANNEL),
        ("slack.topic", FREE),
        ("slack.announce.post", ANNOUNCEMENTS),
        ("slack.announce.outdate", ANNOUNCEMENTS),
        ("slack.postmortem", CHANNEL),
    ],
    "closed": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.announce.edit", ANNOUNCEMENTS),
        ("slack.topic", FREE),
    ],
    "reopened": [
        ("slack.line", CHANNEL),
        ("slack.card.edit", CHANNEL),
        ("slack.steps.edit", CHANNEL),
        ("slack.topic", FREE),
        ("slack.announce.post", ANNOUNCEMENTS),
        ("slack.announce.outdate", ANNOUNCEMENTS),
    ],
    "effect_failed": [("slack.card.edit", CHANNEL)],
    "effect_stuck": [("slack.card.edit", CHANNEL)],
    "effect_settled": [("slack.card.edit", CHANNEL)],
}


def entries(*told: Fact, after: int = 7) -> list[Entry]:
    return said(told, actor=ADA, now=NOON, after=after)


def kinds(*told: Fact) -> list[str]:
    return [effect.kind for effect in following(INC, entries(*told)).effects]


def test_every_kind_of_fact_has_its_consequences() -> None:
    assert set(get_args(Fact)) == FOLLOWS.keys()


@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: str(fact.kind))
def test_each_fact_promises_exactly_these_calls(fact: Fact) -> None:
    promised = following(INC, entries(fact)).effects

    assert [(effect.kind, effect.lane) for effect in promised] == FOLLOWING[fact.kind]


@pytest.mark.parametrize("fact", EXAMPLES, ids=lambda fact: str(fact.kind))
def test_each_call_is_named_after_the_entry_that_it_follows_from(fact: Fact) -> None:
    promised = following(INC, entries(fact, after=16)).effects

    for effect in promised:
        assert effect.key == f"inc-42/{effect.kind}/17"
        assert effect.payload == {"position": 17}
        assert effect.incident_id == INC


def test_the_same_entries_promise_the_same_again() -> None:
    whole = entries(*EXAMPLES, after=0)

    assert following(INC, whole) == following(INC, whole)


def test_no_two_entries_promise_under_one_key() -> None:
    keys = [effect.key for effect in following(INC, entries(*EXAMPLES, *EXAMPLES)).effects]

    assert len(set(keys)) == len(keys)


def test_nothing_follows_from_nothing() -> None:
    assert following(INC, []) == Promises()


@pytest.mark.parametrize(
    ("to", "was", "announcement"),
    [
        (Severity.SEV1, Severity.SEV2, "slack.announce.outdate"),
        (Severity.SEV2, Severity.UNKNOWN, "slack.announce.outdate"),
        (Severity.SEV2, Severity.SEV1, "slack.announce.edit"),
        (Severity.UNKNOWN, Severity.SEV2, "slack.announce.edit"),
        (Severity.SEV4, Severity.UNKNOWN, "slack.announce.edit"),
    ],
)
def test_only_a_higher_severity_is_announced_anew_and_outdates_what_was_announced(
    to: Severity, was: Severity, announcement: str
) -> None:
    assert kinds(facts.SeverityChanged(to, was))[-1] == announcement


@pytest.mark.parametrize("fact", [facts.RoleTaken, facts.RoleReleased])
def test_who_leads_is_announced_and_no_other_role(
    fact: type[facts.RoleTaken | facts.RoleReleased],
) -> None:
    assert "slack.announce.edit" in kinds(fact("lead", BOB))
    assert "slack.announce.edit" not in kinds(fact("scribe", BOB))


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("slack.topic", ["slack.card.edit"]),
        ("page.publish", ["slack.card.edit"]),
        ("slack.card.edit", []),
        ("slack.card.post", []),
        ("slack.channel.create", ["slack.room.note"]),
    ],
)
def test_a_failure_shows_on_the_card_and_without_one_the_lead_is_told(
    what: str, shown: list[str]
) -> None:
    failure = facts.EffectFailed(f"inc-42/{what}/9", what, is_unknown=False, reason=Words("no"))

    assert kinds(failure) == shown
    assert kinds(facts.EffectStuck(failure.effect, what)) == kinds(failure)


def test_edits_of_one_thing_take_the_place_of_each_other() -> None:
    promised = following(INC, entries(*EXAMPLES)).effects
    collapsing = {effect.kind: effect.collapse for effect in promised if effect.collapse}

    assert collapsing == {
        "slack.card.edit": "card",
        "slack.steps.edit": "steps",
        "slack.topic": "topic",
        "slack.announce.edit": "announcement",
    }


def test_what_holds_its_lane_shares_it_with_nothing_that_may_go_on() -> None:
    """A page that cannot be reached must not silence the channel."""
    promised = following(INC, entries(*EXAMPLES)).effects
    holding = {effect.lane for effect in promised if holds_its_lane(effect.kind)}

    assert holding == {CHANNEL, PAGE, FREE}
    assert channel_lane(INC) == CHANNEL
    assert {e.kind for e in promised if holds_its_lane(e.kind) and e.lane == CHANNEL} == {
        "slack.channel.create"
    }


def test_a_channel_that_no_person_asked_for_lets_people_go_first() -> None:
    by_person, by_machine = (
        following(INC, said([facts.Declared(Words("Checkout"))], actor=who, now=NOON, after=0))
        for who in (ADA, MUSTER)
    )

    assert "is_automatic" not in by_person.effects[0].payload
    assert by_machine.effects[0].payload["is_automatic"]
