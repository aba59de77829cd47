"""The incident of 2024-01-15: authentication fails after a deployment, and is rolled back."""

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.terms import (
    MUSTER,
    Audience,
    ChannelId,
    Outcome,
    Severity,
    Stamp,
    UpdateState,
    Verdict,
    Words,
)
from tests.stories.telling import ALEX, SAM, Story

START = "Error rate starts increasing (0.1% → 5%)"
ALERT = 'Alert fires: "High error rate >10%"'
BEFORE: tuple[tuple[str, str, Stamp | None], ...] = (
    ("03:00", "On-call shift change. Alex Chen now primary on-call.", None),
    ("03:10", "Deployment of v1.5.2 begins via CI/CD (auto-deploy after tests pass)", None),
    ("03:10", "Canary deployment starts (5% of traffic for 5 minutes)", None),
    ("03:11", "Canary health checks passing", None),
    ("03:12", "Canary complete. Rolling update to all pods begins.", None),
    ("03:12", START, Stamp.IMPACT),
    ("03:13", "Error rate climbs to 15% as more pods update to v1.5.2", None),
    ("03:13", "Rolling update 40% complete (4/10 pods on v1.5.2)", None),
    ("03:14", ALERT, Stamp.SIGNAL),
    ("03:14", "Alex acknowledges alert (2 min after errors started)", Stamp.ACKNOWLEDGED),
    ("03:14", "Rolling update 70% complete (7/10 pods on v1.5.2)", None),
    ("03:15", "Error rate peaks at 45% (rolling update 100% complete)", Stamp.PEAK),
)


def entries() -> list[Entry]:
    """Return the 33 rows of the document, with what Muster itself records around them."""
    story = Story("2024-01-15")
    _opening(story)
    _diagnosis(story)
    _rollback(story)
    _ending(story)
    return story.entries


def _opening(story: Story) -> None:
    title = Words("Authentication failure after deployment")
    story.say("03:15", facts.Declared(title, Severity.SEV2))
    channel = facts.ChannelOpened(ChannelId("C0INC1"), "inc-1-authentication-failure")
    story.say("03:15", channel, by=MUSTER)
    story.say("03:15", facts.PersonJoined(ALEX))
    story.say("03:15", facts.RoleTaken("lead", ALEX))
    for clock, text, stamp in BEFORE:
        if stamp:
            _stamp(story, "03:16", stamp, clock, text)
        else:
            story.say("03:16", facts.Noted(Words(text)), occurred=clock)


def _diagnosis(story: Story) -> None:
    grafana = 'Alex checks Grafana dashboard, sees errors = "AuthenticationError"'
    story.say("03:16", facts.Noted(Words(grafana)))
    claim = Words("All errors are auth failures for expired tokens")
    story.say("03:17", facts.HypothesisRaised(1, claim))
    story.say("03:18", _evidence("kubectl rollout history", "v1.5.2 deployed 6 min ago"))
    verdict = facts.HypothesisJudged(
        1, Verdict.SUPPORTED, (1,), Words("it began with the deployment of v1.5.2")
    )
    story.say("03:18", verdict)
    _stamp(story, "03:19", Stamp.DECIDED, "03:19", "Rollback to v1.5.1")


def _rollback(story: Story) -> None:
    story.say("03:20", facts.MitigationStarted(1, Words("Rollback to v1.5.1")))
    _publish(story, "03:20", 1, UpdateState.INVESTIGATING, "Investigating authentication errors")
    for clock, text in (
        ("03:22", "First rollback pod becomes Ready (2/10 on v1.5.1)"),
        ("03:23", "Error rate decreasing (45% → 30%)"),
        ("03:25", "Rollback 70% complete (7/10 on v1.5.1)"),
        ("03:26", "Error rate now 10%"),
    ):
        story.say(clock, facts.Noted(Words(text)))
    story.say("03:27", facts.MitigationConfirmed(1, Words("All pods on v1.5.1")))
    story.say("03:28", facts.Noted(Words("Error rate decreasing rapidly (10% → 2%)")))
    _stamp(story, "03:30", Stamp.NORMAL, "03:30", "Error rate returns to normal (<0.1%)")


def _ending(story: Story) -> None:
    monitoring = Words("Rollback complete, monitoring")
    internal = facts.UpdateDrafted(2, Audience.INTERNAL, UpdateState.MONITORING, monitoring)
    story.say("03:30", internal)
    story.say("03:30", facts.UpdateApproved(2))
    story.say("03:30", facts.UpdatePublished(2, "#incidents"), by=MUSTER)
    story.say("03:35", facts.Noted(Words("No new errors. Service stable.")))
    _publish(story, "03:40", 3, UpdateState.RESOLVED, "Issue resolved")
    story.say("03:45", facts.Noted(Words("Final monitoring check. All metrics normal.")))
    story.say("03:49", facts.Resolved(Words("Rolled back to v1.5.1")))
    blocked = "Deployment pipeline blocked for v1.5.2 pending investigation"
    story.say("03:50", facts.Noted(Words(blocked)), by=SAM)
    story.say("09:00", facts.Noted(Words("Postmortem meeting scheduled for 10:00 PT")), by=SAM)


def _stamp(story: Story, clock: str, stamp: Stamp, at: str, why: str) -> None:
    story.say(clock, facts.StampSet(stamp, story.time(at), Words(why)))


def _publish(story: Story, clock: str, number: int, state: UpdateState, text: str) -> None:
    story.say(clock, facts.UpdateDrafted(number, Audience.PUBLIC, state, Words(text)))
    story.say(clock, facts.UpdateApproved(number))
    url = f"https://status.example.com/incidents/1#update-{number}"
    story.say(clock, facts.UpdatePublished(number, "status page", url), by=MUSTER)


def _evidence(title: str, summary: str) -> facts.EvidenceCollected:
    return facts.EvidenceCollected(
        number=1,
        step="recent_deploys",
        source="kubernetes",
        outcome=Outcome.RECORDED,
        title=Words(title),
        summary=Words(summary),
        sha256="3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea",
        size_bytes=214,
    )
