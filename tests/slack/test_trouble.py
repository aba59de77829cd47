"""When Muster itself is in trouble, people hear of it, and what to do."""

import sqlite3
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.terms import PersonId
from bot.ports import Json, Work
from bot.slack.call import Action, Call
from bot.slack.calls import Slack
from bot.slack.errands import Errands
from bot.slack.listener import Listener
from bot.slack.preferences import Preferences
from bot.slack.speech import Speech
from bot.storage.deliveries import SqlDeliveries
from tests.slack.known import TABLES
from tests.slack.town import Town


class Said:
    """Takes the acknowledgement of a delivery."""

    def __init__(self) -> None:
        self.answers: list[dict[str, Any]] = []

    async def __call__(self, **answer: Any) -> None:
        self.answers.append(answer)


async def delivered(town: Town, kind: str, payload: dict[str, Any]) -> None:
    await town.workspace.director.send("POST", "deliver", {"kind": kind, "payload": payload})
    await town.settle()


async def test_a_button_of_another_version_says_so(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "take_lead")
    [clicked] = town.deliveries("block_actions")
    seen = town.seq

    action = clicked["payload"]["actions"][0] | {"action_id": "page_everybody"}
    late = clicked["payload"] | {"trigger_id": "1.2.later", "actions": [action]}
    await delivered(town, "block_actions", late)

    assert "Muster does not know this any more" in await town.whispered("ana", since=seen)


async def test_a_shortcut_of_another_version_says_so_directly(town: Town) -> None:
    await town.person("ana").shortcut("declare")
    await town.settle()
    [used] = town.deliveries("shortcut")

    late = used["payload"] | {"trigger_id": "1.2.later", "callback_id": "page_everybody"}
    await delivered(town, "shortcut", late)

    assert "Muster does not know this any more" in (await town.direct("ana"))[0]


async def test_a_form_that_slack_does_not_open_is_replaced_by_words(town: Town) -> None:
    await town.declares()
    for kind in ("error", "error", "ratelimited"):
        await town.workspace.director.fault(
            {"on": "api", "match": {"method": "views.open"}, "times": 1,
             "do": {"kind": kind, "code": "expired_trigger_id"}}
        )  # fmt: skip

    assert "/incident sev 1, 2, 3 or 4" in await town.clicks("ana", "severity_form")
    seen = town.seq
    await town.says("ana", "note")
    assert "/incident note followed by what happened" in await town.whispered("ana", since=seen)
    await town.person("ana").shortcut("declare")
    await town.settle()
    assert "Type /incident followed by what is broken." in (await town.direct("ana"))[0]


async def bug(_call: Call, _work: Work) -> Json:
    raise ZeroDivisionError


async def anybody(_people: Iterable[PersonId]) -> None:
    """Let everybody take part."""


async def somebody(_person: PersonId) -> None:
    """Learn nobody's name."""


@asynccontextmanager
async def buggy(town: Town) -> AsyncIterator[Listener]:
    """Listen with a bug behind one form and one event, and with the record of the town."""
    views = {"severity": Action("severity", bug)}
    rule = replace(TABLES.events["reaction_added"], run=bug)
    tables = replace(TABLES, views=views, events={rule.type: rule})
    front = SqlDeliveries(town.muster.store, lambda: "E7", lambda: None)
    async with aiohttp.ClientSession() as session:
        yield Listener(
            tables, front, Preferences(), town.muster.clock,
            Speech(Slack(AsyncWebClient(), town.muster.clock), session),
            anybody, somebody, town.muster.errands.start, town.muster.token.ask,
        )  # fmt: skip


async def test_a_bug_is_answered_with_what_to_quote(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.declares()
    await town.sends(await town.opens("ana", "severity_form"), severity="sev1")
    [sent] = town.deliveries("view_submission")
    before, said = await town.facts(), Said()

    async with buggy(town) as listener:
        again = sent["payload"] | {"view": sent["payload"]["view"] | {"hash": "1.again"}}
        await listener.view(said, again)

    assert said.answers[0]["response_action"] == "update"
    assert "Something in Muster broke and nothing was recorded. Error E7" in str(said.answers)
    assert await town.facts() == before
    assert "delivery.poisoned" in caplog.text


async def test_an_event_that_meets_a_bug_is_not_sent_for_ever(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")
    await town.reacts("ben", ts, "pushpin")
    [*_, told] = [p for p in town.deliveries("event_callback") if p["type"] == "reaction_added"
                  and p["payload"]["event"]["user"] == town.id_of("ben")]  # fmt: skip
    said = Said()

    async with buggy(town) as listener:
        await listener.event(said, told["payload"] | {"event_id": "EvAGAIN"})

    assert said.answers == [{}]
    assert "event.poisoned" in caplog.text


async def test_a_database_that_does_not_answer_is_said_at_once(town: Town, tmp_path: Path) -> None:
    await town.declares()
    with sqlite3.connect(tmp_path / "muster.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = await town.person("ana").slash(town.channel, "/incident sev 1")
        other.execute("ROLLBACK")
    await town.settle()

    assert answer["outcome"] == "acked"
    assert "nothing was recorded" in answer["shown"]["text"]
    assert (await town.incident()).severity.value == "sev2"
    assert await town.says("ana", "sev 1") == ""


async def test_an_errand_after_the_end_is_dropped() -> None:
    errands = Errands()
    begun = False

    async def errand() -> None:
        nonlocal begun
        begun = True

    errands.start(errand())

    assert not begun


async def test_an_errand_that_breaks_down_takes_nothing_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    errands = Errands()
    done = []

    async def broken() -> None:
        raise KeyError("user")

    async def whole() -> None:
        done.append("whole")

    async with errands.open():
        errands.start(broken())
        await errands.idle()
        errands.start(whole())

    assert done == ["whole"]
    assert [each.message for each in caplog.records] == ["errand.bug"]


async def test_a_pin_that_comes_after_the_end_is_not_recorded(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")
    await town.says("ana", "resolve")
    await town.says("ana", "close")

    await town.reacts("ana", ts, "pushpin")

    incident = await town.incident()
    assert not incident.messages
    assert incident.troubles == {}
