"""Incidents to show: one of which nothing is known, and one of which everything is said."""

from dataclasses import replace
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.incident import Incident
from bot.domain.parts import Update
from bot.domain.runbook import Choice, Consequence, Explanation, Phase, Runbook, Step
from bot.domain.terms import (
    MUSTER,
    Audience,
    ChannelId,
    IncidentId,
    Outcome,
    PersonId,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Verdict,
    Words,
)
from bot.effects.book import Row
from bot.ports import Promised, Summary
from bot.slack.call import Call
from bot.slack.calls import Slack
from bot.slack.desk import Desk, Known
from bot.slack.preferences import Preferences
from bot.workflows.follow_runbook import Given
from tests.fakes.clock import NOON, ManualClock
from tests.fakes.deliveries import MemoryDeliveries
from tests.fakes.state import Kept, State
from tests.fakes.store import MemoryStore, MemoryWork
from tests.slack.hostile import ANA, BEN, PAGE, ROOM

INC = IncidentId(142)
PREFERENCES = Preferences(page_url=PAGE, has_console=True)
CLOCK = ManualClock()
DESK = Desk(
    Slack(AsyncWebClient(), CLOCK), MemoryDeliveries(MemoryStore(CLOCK)), PREFERENCES, CLOCK
)
"""The tools of performers; what builds messages looks at the preferences alone."""


def story(words: str) -> list[Fact]:
    """Return one fact of every kind, with these words wherever somebody may say something."""
    return [*_begun(words), *_walked(words), *_told(words)]


def _begun(words: str) -> list[Fact]:
    said = Words(words)
    return [
        facts.Declared(
            said,
            Severity.SEV2,
            impact=said,
            service=words,
            started_at=NOON,
            source="message",
            origin_channel=ROOM,
            origin_ts="1767578400.000100",
            origin_text=said,
        ),
        facts.ChannelOpened(ChannelId(ROOM), "inc-142-checkout"),
        facts.PersonJoined(PersonId(BEN)),
        facts.RoleTaken("lead", PersonId(ANA)),
        facts.RoleTaken("comms", PersonId(BEN)),
        facts.RoleTaken("scribe", PersonId(BEN)),
        facts.RoleReleased("scribe", PersonId(BEN)),
        facts.PersonLeft(PersonId(BEN)),
        facts.SeverityChanged(Severity.SEV1, Severity.SEV2, said),
        facts.Retitled(said),
        facts.ImpactDescribed(said),
        facts.StatusChanged(Status.IDENTIFIED, Status.INVESTIGATING, said),
        facts.Noted(said),
        facts.MessageRecorded(
            ChannelId(ROOM),
            "1767578400.000200",
            PersonId(ANA),
            said,
            permalink=f"{PAGE}/archives/{ROOM}/p1767578400000200",
        ),
        facts.RecordedMessageEdited(14, said),
        facts.RecordedMessageDeleted(14),
        facts.StampSet(Stamp.MITIGATED, NOON, said),
    ]


def _walked(words: str) -> list[Fact]:
    said = Words(words)
    return [
        facts.RunbookAttached("checkout", words, 3, "ab" * 32),
        facts.StepDone("replicate", said),
        facts.StepSkipped("ask", said),
        facts.StepReturned("ask"),
        facts.QuestionAnswered("ask", (), said),
        facts.CheckRequested("health", is_automatic=True),
        *(evidence(words, number) for number in range(1, 5)),
        *(facts.HypothesisRaised(number, said) for number in range(1, 6)),
        facts.HypothesisJudged(1, Verdict.SUPPORTED, (1, 2), said),
        *(
            facts.MitigationStarted(number, said, is_temporary=True, until=NOON, revert=said)
            for number in range(1, 6)
        ),
        facts.MitigationConfirmed(1, said),
        facts.MitigationReverted(2, said),
        facts.MitigationMadePermanent(3, said),
    ]


def _told(words: str) -> list[Fact]:
    said = Words(words)
    return [
        facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.IDENTIFIED, said, said),
        facts.UpdateApproved(1),
        facts.UpdatePublished(1, "the page", f"{PAGE}/status"),
        facts.UpdateDrafted(2, Audience.INTERNAL, UpdateState.IDENTIFIED, said),
        facts.UpdateApproved(2),
        facts.UpdatePublished(2, "channel"),
        facts.UpdateDrafted(3, Audience.PUBLIC, UpdateState.MONITORING, said, said),
        facts.UpdateDiscarded(3),
        facts.EffectFailed("inc-142/slack.topic/9", words, is_unknown=True, reason=said),
        facts.EffectStuck("inc-142/slack.topic/9", words, reason=said),
        facts.EffectSettled("inc-142/slack.topic/9", "dropped"),
        facts.Noted(said),
        facts.EntryWithdrawn(13, said),
    ]


def evidence(words: str, number: int) -> facts.EvidenceCollected:
    said = Words(words)
    return facts.EvidenceCollected(
        number=number,
        step="health",
        source=words,
        outcome=Outcome.FAIL,
        title=said,
        reason=said,
        parameters=said,
        summary=said,
        body=said,
        sha256="ef" * 32,
        size_bytes=len(words),
        is_truncated=True,
        elapsed_ms=12,
    )


ENDED: list[Fact] = [facts.Resolved(Words("Rolled back")), facts.Closed(Words("Done"))]


def entries(told: list[Fact]) -> list[Entry]:
    """Put facts on a timeline, a minute apart; Ana said what somebody said."""
    return [
        Entry(
            position,
            fact,
            MUSTER if isinstance(fact, facts.ChannelOpened) else PersonId(ANA),
            *(3 * [NOON + timedelta(minutes=position)]),
        )
        for position, fact in enumerate(told, start=1)
    ]


def runbook(words: str) -> Runbook:
    """Return a runbook of one step of each kind, with these words in it."""
    many = tuple(
        Choice(f"c{number}", words or "-", Consequence(suggest=("overload",)))
        for number in range(25)
    )
    steps = (
        Step("replicate", "manual", words, why=words, instructions=words, suggested_command=words),
        Step("ask", "question", words, why=words, prompt=words, choices=many, role="ops"),
        Step("few", "question", words, prompt=words, choices=many[:2], allows_other=False),
        Step("many", "question", words, prompt=words, choices=many, is_multiple=True),
        Step("health", "check", words, why=words),
        *(Step(f"health{number}", "check", words) for number in range(12)),
    )
    return Runbook(
        id="checkout",
        version=3,
        title=words,
        summary=words,
        owners=("@payments",),
        review_by="2030-01-01",
        phases=(Phase("verify_scope", words, steps),),
        digest="ab" * 32,
        source="{}",
        keywords=(words, "checkout"),
        explanations=tuple(
            Explanation(f"e{number}", words, (("health", "fail", 1),)) for number in range(5)
        ),
    )


def known(words: str = "", *, told: list[Fact] | None = None, at: str = "") -> Known:
    """Return what the record says; `at` is the step of the runbook that responders are at."""
    timeline = entries(story(words) if told is None else told)
    incident = Incident.replay(timeline)
    book = runbook(words)
    if at:
        [phase] = book.phases
        index = next(n for n, step in enumerate(phase.steps) if step.id == at)
        book = replace(book, phases=(replace(phase, steps=phase.steps[index:]),))
        incident = replace(incident, steps={})
    return Known(
        incident_id=INC,
        incident=incident,
        entries=timeline,
        promised=promised(words),
        runbook=book if incident.runbook else None,
        runbooks=(book, replace(book, id="generic")),
        given=Given(),
    )


def nothing() -> Known:
    """Return what is known of an incident that was only declared."""
    return replace(
        known(told=[facts.Declared(Words("Checkout is down"))]), promised=(), runbooks=()
    )


def promised(words: str) -> list[Promised]:
    """Return calls in every state, each with these words as its reason."""
    kinds = ("slack.line", "slack.topic", "page.publish", "slack.announce.post", "never.heard.of")
    return [
        Promised(
            key=f"inc-142/{kind}/{number}",
            kind=kind,
            incident_id=INC,
            state=state,
            attempts=2,
            reason=words,
            reference="",
            payload={"position": 1},
            planned_at=NOON,
            not_before=None,
        )
        for number, kind in enumerate(kinds)
        for state in ("planned", "intent", "done", "unknown", "failed")
    ]


def effect_of(position: int, kind: str = "slack.line") -> Promised:
    return replace(promised("")[0], kind=kind, payload={"position": position})


def update(words: str) -> Update:
    return Incident.replay(entries(story(words))).updates[0]


def summaries(words: str) -> list[Summary]:
    return [
        Summary(
            incident_id=IncidentId(number),
            title=words,
            severity=Severity.SEV1,
            status=Status.INVESTIGATING,
            lead=PersonId(ANA),
            channel=ChannelId(ROOM) if number % 2 else None,
            channel_name="inc-142-checkout",
            declared_at=NOON,
            declared_by=PersonId(BEN),
            is_drill=False,
            head_position=3,
        )
        for number in range(1, 6)
    ]


def work(words: str) -> MemoryWork:
    """Return a transaction in which the incident is known, with all that was promised."""
    shown = known(words)
    kept = {
        f"{number}": Kept(number, "", Row(each, lane="", is_next=True, fence=0))
        for number, each in enumerate(shown.promised)
    }
    state = State(timelines={INC: tuple(shown.entries)}, effects=kept)
    if shown.runbook:
        state.runbooks[shown.runbook.digest] = shown.runbook
    return MemoryWork(state, NOON, files=tuple(shown.runbooks))


def call(text: str = "") -> Call:
    return Call(
        PersonId(ANA), ChannelId(ROOM), NOON, PREFERENCES, text=text, value=text, incident_id=INC
    )
