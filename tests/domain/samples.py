"""One example of each kind of fact, with every field filled in."""

from datetime import UTC, datetime

from bot.domain import facts
from bot.domain.facts import Fact
from bot.domain.terms import (
    Audience,
    ChannelId,
    Outcome,
    PersonId,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Verdict,
    Words,
)

ALEX = PersonId("U01ALEX")
CHANNEL = ChannelId("C01INC")
AT = datetime(2024, 1, 15, 3, 12, 0, 500_000, tzinfo=UTC)

EXAMPLES: tuple[Fact, ...] = (
    facts.Declared(
        title=Words("Sign-in fails — “401” für alle"),
        severity=Severity.SEV2,
        impact=Words("45 % of requests"),
        service="auth",
        started_at=AT,
        is_drill=True,
        source="message",
        origin_channel="C02OPS",
        origin_ts="1705288440.000100",
        origin_permalink="https://example.slack.com/archives/C02OPS/p1705288440000100",
        origin_text=Words("nobody can sign in 🔥"),
    ),
    facts.ChannelOpened(CHANNEL, "inc-42-sign-in-fails"),
    facts.ChannelArchived(),
    facts.ChannelUnarchived(),
    facts.ChannelRenamed("inc-42-sign-in"),
    facts.ChannelConverted(is_private=True),
    facts.ChannelDeleted(),
    facts.MusterRemoved(),
    facts.MusterReturned(),
    facts.SeverityChanged(Severity.SEV1, Severity.UNKNOWN, Words("everybody is hit")),
    facts.Retitled(Words("Sign-in fails since 1.5.2")),
    facts.ImpactDescribed(Words("about 3,000 people")),
    facts.StatusChanged(Status.MONITORING, Status.IDENTIFIED, Words("rolled back")),
    facts.RoleTaken("lead", ALEX),
    facts.RoleReleased("lead", ALEX),
    facts.PersonJoined(ALEX),
    facts.PersonLeft(ALEX),
    facts.Noted(Words("errors are all AuthenticationError")),
    facts.MessageRecorded(
        channel=CHANNEL,
        ts="1705288500.000200",
        author=ALEX,
        text=Words("it began at 03:12"),
        thread_ts="1705288400.000100",
        permalink="https://example.slack.com/archives/C01INC/p1705288500000200",
        mark="hypothesis",
    ),
    facts.RecordedMessageEdited(12, Words("it began at 03:11")),
    facts.RecordedMessageDeleted(12),
    facts.EntryWithdrawn(11, Words("wrong incident")),
    facts.StampSet(Stamp.MITIGATED, AT, Words("from the graph")),
    facts.RunbookAttached("login-failure", "Customers cannot sign in", 2, "ab" * 32),
    facts.StepDone("replicate", Words("yes, in a private window")),
    facts.StepSkipped("dns_app", Words("no change there")),
    facts.StepReturned("dns_app"),
    facts.QuestionAnswered("symptom", ("server_error", "slow"), Words("and odd colours")),
    facts.CheckRequested("health", is_automatic=True),
    facts.EvidenceCollected(
        number=4,
        step="health",
        source="http",
        outcome=Outcome.FAIL,
        title=Words("Sign-in answers"),
        reason=Words("status is 503, wanted exactly 200"),
        parameters=Words("GET https://app.example.com/login"),
        summary=Words("status 503"),
        body=Words("upstream connect error"),
        sha256="cd" * 32,
        size_bytes=22,
        is_truncated=True,
        elapsed_ms=412,
    ),
    facts.HypothesisRaised(2, Words("1.5.2 does not catch expired tokens"), "message"),
    facts.HypothesisJudged(2, Verdict.SUPPORTED, (4, 7), Words("stack trace")),
    facts.MitigationStarted(
        1, Words("Roll back to 1.5.1"), is_temporary=True, until=AT, revert=Words("deploy 1.5.3")
    ),
    facts.MitigationConfirmed(1, Words("errors below 0.1 %")),
    facts.MitigationReverted(1, Words("1.5.3 is out")),
    facts.MitigationMadePermanent(1, Words("1.5.1 stays until Monday")),
    facts.UpdateDrafted(
        3,
        Audience.PUBLIC,
        UpdateState.IDENTIFIED,
        Words("We know the cause."),
        Words("Problems with sign-in"),
    ),
    facts.UpdateApproved(3),
    facts.UpdateDiscarded(3),
    facts.UpdatePublished(3, "builtin", "https://status.example.com/incidents/42"),
    facts.Resolved(Words("Rolled back; nobody is hit any more.")),
    facts.Closed(Words("postmortem is done")),
    facts.Reopened(Words("errors are back")),
    facts.EffectFailed("inc-42/slack.topic/9", "slack.topic", True, Words("no answer in time")),  # noqa: FBT003 - a field of the fact
    facts.EffectStuck("inc-42/slack.topic/9", "slack.topic", Words("Slack is silent")),
    facts.EffectSettled("inc-42/slack.topic/9", "retry"),
)
