"""The table of what each kind of call owes."""

import pytest

from bot.domain.terms import IncidentId
from bot.effects.pacing import Toll
from bot.ports import Json, Promised
from bot.slack.patience import AUTH
from bot.slack.performers.pace import DEBTS, tolls
from bot.slack.performers.table import performers
from tests.fakes.clock import NOON
from tests.slack.incidents import DESK
from tests.slack.lives import lived
from tests.slack.town import Town

SOMETIMES = {
    "auth.test": "once per process",
    "conversations.list": "once per process, to find the announcement channel",
    "users.info": "once per person, for pages and the postmortem",
    "chat.getPermalink": "has no tier of its own",
    "apps.connections.open": "opens Socket Mode",
}
"""What is called without a token; `Patience` keeps it back once it was refused."""


def owed(kind: str, incident: int = 1, **payload: object) -> dict[str, Toll]:
    data: Json = {"position": 1} | payload
    number = IncidentId(incident)
    effect = Promised("k", kind, number, "planned", 0, "", "", data, NOON, None)
    return {toll.bucket: toll for toll in tolls(effect)}


def test_every_kind_of_call_to_slack_owes_something() -> None:
    kinds = performers(DESK, postmortem=None)  # type: ignore[arg-type] # only its kinds are asked

    assert kinds.keys() == DEBTS.keys()
    assert all(AUTH in owed(kind) and len(owed(kind)) > 1 for kind in DEBTS)


def test_what_is_no_call_to_slack_owes_nothing() -> None:
    assert owed("run.probe") == {}


async def test_every_method_that_a_life_calls_is_counted(town: Town) -> None:
    await lived(town)

    called = {each["method"] for each in town.workspace.hub.journal.since(0, kinds=["call"])}
    limits = {toll.limit for kind in DEBTS for toll in owed(kind).values()}
    counted = {limit.removeprefix("slack.") for limit in limits}
    assert called - counted == {*SOMETIMES}


def test_incidents_share_methods_and_no_channel() -> None:
    first, second = owed("slack.line", 1), owed("slack.line", 2)

    assert first.keys() & second.keys() == {AUTH, "slack.chat.postMessage"}
    assert first.keys() - second.keys() == {"slack.chat.postMessage/inc-1"}


def test_a_fifth_of_all_channels_is_kept_for_people_who_declare() -> None:
    [_, by_person] = owed("slack.channel.create").values()
    [_, by_machine] = owed("slack.channel.create", is_automatic=True).values()

    assert by_person.rate == by_machine.rate
    assert by_machine.rate is not None
    assert (by_person.keep, by_machine.keep) == (0, by_machine.rate.burst // 5)


@pytest.mark.parametrize(
    ("shared", "first", "later"),
    [
        ("slack.chat.postMessage", "slack.card.post", "slack.line"),
        ("slack.chat.update", "slack.card.edit", "slack.announce.edit"),
        ("slack.chat.postEphemeral", "slack.noted", "slack.catchup"),
    ],
)
def test_chat_and_cosmetics_leave_something_for_what_matters_more(
    shared: str, first: str, later: str
) -> None:
    assert owed(first)[shared].keep < owed(later)[shared].keep


def test_no_minute_holds_more_than_the_documented_tiers() -> None:
    granted = {
        "slack.conversations.create": 20,
        "slack.conversations.setTopic": 20,
        "slack.pins.add": 20,
        "slack.conversations.invite": 50,
        "slack.chat.update": 50,
        "slack.chat.postEphemeral": 100,
        "slack.chat.postMessage/inc-1": 60,
    }
    rates = {
        toll.bucket: toll.rate.per_minute
        for kind in DEBTS
        for toll in owed(kind).values()
        if toll.rate is not None
    }

    assert {name: rates[name] for name in granted} == granted
