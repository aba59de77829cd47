"""What people do in a fault test, and how to see whether it was done: once, not lost, not twice."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.terms import Severity
from tests.faults.town import Town

ATTEMPTS = 5
ANA, BEN = "ana", "ben"
TITLE = "Checkout is failing"

BUSY = "nothing was recorded. Please try again."
"""How Muster says that its database is away."""

Act: TypeAlias = Callable[[Town], Awaitable[bool]]
"""Does it; tells whether somebody answered, or whether Slack promised to tell it again."""


@dataclass(frozen=True)
class Deed:
    """One thing that somebody does, and the fact by which it is on the timeline."""

    name: str
    act: Act
    told_by: Callable[[Fact], bool]

    def count(self, told: Iterable[Entry]) -> int:
        """Count how often these entries tell of it."""
        return sum(self.told_by(entry.fact) for entry in told)

    async def times(self, town: Town) -> int:
        """Count how often it is on any timeline now."""
        return self.count(chain.from_iterable((await town.timelines()).values()))


@dataclass(frozen=True)
class Scenario:
    """Deeds in their order, begun where the deeds of `given` have led.

    `fewest` fault points are passed at least: fewer would mean that something is tested no more.
    """

    name: str
    deeds: tuple[Deed, ...]
    fewest: int
    given: tuple[Deed, ...] = ()


async def accomplish(town: Town, deed: Deed) -> bool:
    """Do it as people do, and tell whether it was answered to.

    Who gets no answer from a living bot looks first, and repeats it only if nothing is there.
    """
    for _ in range(ATTEMPTS):
        if await deed.act(town):
            return True
        if not town.is_well:
            return False
        if await deed.times(town):
            return True
    raise AssertionError(f"{deed.name}: a living bot does not answer")


def types(line: str, *, who: str = ANA, where: str = "") -> Act:
    """Type `/incident <line>`, in the incident channel unless it is said where."""

    async def act(town: Town) -> bool:
        channel = where or await town.room(who)
        if not channel:
            return False
        answer = await town.heard(town.person(who).slash(channel, f"/incident {line}"))
        return answer["outcome"] == "acked" and BUSY not in str(answer["shown"])

    return act


async def _publishes(town: Town) -> bool:
    """Ask for the preview again, since the first one may be lost, and press its button."""
    ana, channel = town.person(ANA), await town.room(ANA)
    asked = await town.heard(ana.slash(channel, "/incident statuspage"))
    if asked["outcome"] != "acked" or "update_publish" not in str(asked["shown"]):
        return False
    ts, seen = asked["shown"]["ts"], await town.workspace.director.seq()
    answer = await town.heard(ana.click("update_publish", channel=channel, ts=ts))
    return answer["outcome"] == "acked" and not await town.reads(BUSY, since=seen)


async def _pins(town: Town) -> bool:
    """Mark a message by an emoji; Slack tells of it until somebody listens."""
    channel = await town.room(ANA)
    ts = await town.person(ANA).post(channel, "error rate is at 40 %")
    await town.heard(town.person(ANA).react(channel, ts, "pushpin"))
    return True


def _is(kind: type[Fact], **fields: object) -> Callable[[Fact], bool]:
    def told_by(fact: Fact) -> bool:
        values = fields.items()
        return type(fact) is kind and all(getattr(fact, name) == value for name, value in values)

    return told_by


def declaring(title: str) -> Deed:
    """Declare an incident of that title."""
    typing = types(f"declare sev2 {title}", where="#general")
    return Deed(f"declare {title}", typing, _is(facts.Declared, title=title))


DECLARE = declaring(TITLE)
LEAD = Deed("lead", types("lead"), _is(facts.RoleTaken, role="lead"))
RAISE = Deed("severity", types("sev 1 it is worse"), _is(facts.SeverityChanged, to=Severity.SEV1))
ROLE = Deed("role", types(f"role comms @{BEN}"), _is(facts.RoleTaken, role="comms"))
WALK = Deed("runbook", types("next chain"), _is(facts.RunbookAttached))
NOTE = Deed("note", types("note all errors are 401"), _is(facts.Noted))
PIN = Deed("pin", _pins, _is(facts.MessageRecorded))
MITIGATE = Deed(
    "mitigate", types("mitigate Turn off promo codes --temporary"), _is(facts.MitigationStarted)
)
DRAFT = Deed("draft", types("update Payments fail for some of you."), _is(facts.UpdateDrafted))
PUBLISH = Deed("publish", _publishes, _is(facts.UpdateApproved))
RESOLVE = Deed("resolve", types("resolve Rolled back"), _is(facts.Resolved))
CLOSE = Deed("close", types("close"), _is(facts.Closed))
REOPEN = Deed("reopen", types("reopen errors are back"), _is(facts.Reopened))

CALM = (DECLARE, LEAD)
SCENARIOS: Mapping[str, Scenario] = {
    scenario.name: scenario
    for scenario in (
        Scenario("declare", (DECLARE,), 80),
        Scenario("severity", (RAISE,), 45, CALM),
        Scenario("role", (ROLE,), 46, CALM),
        Scenario("steps", (WALK,), 55, CALM),
        Scenario("notes", (NOTE, PIN), 26, CALM),
        Scenario("mitigation", (MITIGATE,), 21, CALM),
        Scenario("update", (DRAFT, PUBLISH), 45, CALM),
        Scenario("resolve", (RESOLVE,), 61, CALM),
        Scenario("reopen", (CLOSE, REOPEN), 78, (*CALM, RESOLVE)),
    )
}
