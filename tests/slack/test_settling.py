"""What goes wrong for ever is told in words, is settled by people, and holds up nothing else."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.domain.entries import said
from bot.domain.errors import Refused, Unavailable
from bot.domain.facts import Declared, EffectFailed, EffectSettled, EffectStuck, Fact
from bot.domain.incident import Incident
from bot.domain.terms import MUSTER, PersonId, Words
from bot.ports import Done, Promised
from bot.slack import timeline
from tests.fakes.clock import NOON
from tests.slack.lives import SOON
from tests.slack.town import Town

KEY, TOPIC, CALL = "inc-1/slack.topic/9", "slack.topic", "setting the channel topic"
WHY = Words("no")
AN_INCIDENT = Incident.replay(said([Declared(Words("Slow"))], actor=MUSTER, now=NOON, after=0))
QUARTER = timedelta(minutes=15)
PAGE_IS_AWAY = Unavailable("the page does not answer")


@dataclass
class Failing:
    """Makes no call, ever."""

    error: Exception
    within: timedelta = timedelta(seconds=10)

    async def perform(self, effect: Promised) -> Done:
        raise self.error

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        return None


@dataclass
class Hanging(Failing):
    """Never answers."""

    error: Exception = PAGE_IS_AWAY
    within: timedelta = timedelta(milliseconds=20)

    async def perform(self, effect: Promised) -> Done:
        await asyncio.Event().wait()
        raise self.error


def replaced(town: Town, kind: str, performer: Failing, patch: pytest.MonkeyPatch) -> None:
    """Let this performer make all calls of a kind until the end of the test."""
    patch.setitem(town.muster.ledger.kinds, kind, performer)


async def refuses(town: Town, method: str, code: str) -> None:
    rule = {"on": "api", "match": {"method": method}, "do": {"kind": "error", "code": code}}
    await town.workspace.director.fault(rule)


async def states(town: Town, *kinds: str) -> set[str]:
    return {each.state for each in await town.promised() if each.kind in kinds}


async def publishes(town: Town) -> None:
    await town.says("ana", "lead")
    await town.says("ana", "update monitoring: We see fewer errors.")
    await town.clicks("ana", "update_publish")


async def responds(town: Town) -> None:
    """Do what people do in any incident, and see that it shows."""
    await town.says("ana", "sev 1")
    await town.says("ana", "mitigate Rollback to v1.5.1")
    await town.clicks("ana", "runbook_start.checkout")
    await town.pass_(SOON)
    assert "SEV1" in await town.card()
    assert [each for each in await town.reads() if "Rollback to v1.5.1" in each]
    assert town.workspace.hub.world.channels.by_id[town.channel].topic.value.startswith("INC-1")


@pytest.mark.parametrize(
    ("error", "state"),
    [(PAGE_IS_AWAY, "planned"), (Refused("the page refuses our key"), "failed")],
    ids=["away", "refused"],
)
async def test_a_page_that_fails_for_ever_holds_up_nothing_but_the_page(
    town: Town, error: Exception, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.declares()
    replaced(town, "page.publish", Failing(error), monkeypatch)

    await publishes(town)
    await responds(town)
    await town.says("ana", "resolve Rolled back")

    assert await states(town, "page.publish") == {state}
    assert (await town.incident()).resolved_at
    assert not [each for each in await town.reads() if "is out to" in each]
    others = {each.kind for each in await town.promised() if each.state in {"planned", "intent"}}
    assert others <= {"page.publish"}
    assert str(error) in await town.card()
    assert str(error) in await town.says("ana", "health")


async def test_a_check_that_hangs_for_ever_holds_up_nothing_else(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(town, "run.probe", Hanging(), monkeypatch)
    await town.declares()

    await responds(town)
    await town.says("ana", "check health")
    await town.pass_(SOON)

    assert await states(town, "run.probe") == {"intent"}
    health = await town.says("ana", "health")
    assert "running a check waits since" in health
    assert "No answer in time" in health
    waits = {each.kind for each in await town.promised() if each.state in {"planned", "intent"}}
    assert waits == {"run.probe"}


# -- no channel ------------------------------------------------------------------------------------


async def test_without_a_channel_the_person_is_told_and_everything_else_goes_on(
    town: Town,
) -> None:
    await refuses(town, "conversations.create", "restricted_action")
    await town.says("ana", "declare sev2 Checkout fails", where="#incidents")

    [told] = [each for each in await town.direct("ana") if "could not be opened" in each]
    assert "restricted_action" in told
    assert "/incident INC-1 health offers to try again" in told

    for line in ("sev 1", "note The node is back", "mitigate Rollback", "lead"):
        await town.says("ana", f"INC-1 {line}", where="#incidents")
    incident = await town.incident()
    assert (incident.severity.value, incident.lead) == ("sev1", town.id_of("ana"))
    assert incident.channel is None
    health = await town.says("ana", "INC-1 health", where="#incidents")
    assert ":warning: *opening the incident channel*: failed" in health
    assert "later calls wait for that" in health

    await town.workspace.director.send("DELETE", "faults", None)
    await town.person("ana").click("effect_retry", channel="#incidents")
    await town.settle()

    assert "SEV1" in await town.card()
    assert [each for each in await town.reads() if "Rollback" in each]
    assert (await town.incident()).troubles == {}


async def test_a_channel_that_cannot_be_opened_yet_is_told_once_after_a_quarter_of_an_hour(
    town: Town,
) -> None:
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "conversations.create"},
         "do": {"kind": "http", "status": 503}}
    )  # fmt: skip
    await town.says("ana", "declare sev2 Checkout fails", where="#general")

    await town.pass_(QUARTER - timedelta(minutes=1))
    assert not [each for each in await town.facts() if isinstance(each, EffectStuck)]
    await town.pass_(QUARTER)

    assert len([each for each in await town.facts() if isinstance(each, EffectStuck)]) == 1
    [told] = [each for each in await town.direct("ana") if "cannot be opened yet" in each]
    assert "Muster keeps trying" in told
    assert "is stuck since" in await town.says("ana", "INC-1 health", where="#general")


async def test_a_call_that_waits_a_quarter_of_an_hour_is_stuck_on_the_timeline_and_the_card(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.declares()
    replaced(town, "page.publish", Failing(PAGE_IS_AWAY), monkeypatch)
    await publishes(town)
    await town.pass_(QUARTER - timedelta(minutes=2))
    assert "is stuck" not in await town.card()

    await town.pass_(QUARTER)

    assert [each.what for each in await town.facts() if isinstance(each, EffectStuck)] == [
        "page.publish"
    ]
    assert "publishing an update is stuck since" in await town.card()
    assert "page does not answer" in await town.says("ana", "health")


# -- people settle it ------------------------------------------------------------------------------


async def failed(town: Town) -> None:
    """Let the topic fail for good."""
    await town.declares(also="ben")
    await refuses(town, "conversations.setTopic", "restricted_action")
    await town.says("ana", "sev 1")


async def test_the_card_leads_to_what_can_be_settled(town: Town) -> None:
    await failed(town)
    assert ":warning: setting the channel topic: Slack refused" in await town.card()

    [settle] = [
        block["accessory"]
        for block in (await town.card_message())["blocks"]
        if "accessory" in block
    ]

    assert settle["text"]["text"] == "Settle it"
    assert "*setting the channel topic*: failed" in await town.clicks(
        "ben", settle["action_id"], value=settle["value"]
    )
    assert "*Severity*" in await town.card()


async def test_of_two_who_press_the_second_is_told_who_was_first(town: Town) -> None:
    await failed(town)
    assert "failed" in await town.says("ana", "health")
    assert "failed" in await town.says("ben", "health")
    await town.workspace.director.send("DELETE", "faults", None)

    first = await town.clicks("ana", "effect_retry")
    second = await town.clicks("ben", "effect_happened")

    assert "Noted: it is tried again." in first
    assert f"<@{town.id_of('ana')}> has settled this already: it is tried again." in second
    settled = [each for each in await town.facts() if isinstance(each, EffectSettled)]
    assert [each.verdict for each in settled] == ["retry"]


async def test_health_names_how_many_it_does_not_show(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.declares()
    replaced(town, "slack.line", Failing(Refused("not_allowed")), monkeypatch)

    for number in range(7):
        await town.says("ana", f"impact {number} people cannot pay")

    health = await town.says("ana", "health")
    assert health.count(":warning:") == 5
    assert "*0* pending, *7* failed, *0* unknown" in health
    assert "And 2 more failed or unknown." in health
    assert len([each for each in await town.facts() if isinstance(each, EffectFailed)]) == 7


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (EffectFailed(KEY, TOPIC, is_unknown=False, reason=WHY), f"Muster failed at {CALL}: no"),
        (
            EffectFailed(KEY, TOPIC, is_unknown=True, reason=WHY),
            f"Muster cannot tell whether it managed {CALL}: no",
        ),
        (EffectStuck(KEY, TOPIC, WHY), f"Muster is stuck at {CALL}: no"),
    ],
)
def test_the_timeline_says_in_words_what_muster_could_not_do(fact: Fact, words: str) -> None:
    [entry] = said([fact], actor=MUSTER, now=NOON, after=1)

    assert timeline.told(entry, AN_INCIDENT) == words


def test_the_timeline_says_how_a_call_was_settled_and_by_whom() -> None:
    [entry] = said([EffectSettled(KEY, "happened")], actor=PersonId("U7"), now=NOON, after=1)

    assert timeline.told(entry, AN_INCIDENT) == f"<@U7> settled a call ({CALL}): it happened"
