"""When Muster itself is in trouble, people hear of it, and what to do."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from bot.slack.errands import Errands
from tests.slack.town import Town


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


async def test_a_bug_is_answered_with_what_to_quote(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.declares()
    form = await town.opens("ana", "severity_form")
    await town.sends(form, severity="sev1")
    [sent] = town.deliveries("view_submission")
    before = await town.facts()

    state = {"values": {"severity": {"value": {"selected_option": {"is": "torn"}}}}}
    torn = sent["payload"]["view"] | {"state": state, "hash": "1.torn"}
    await delivered(town, "view_submission", sent["payload"] | {"view": torn})

    [answer] = [
        each["body"]
        for each in town.workspace.hub.journal.since(0, kinds=["ack"])
        if "Something in Muster broke" in str(each["body"])
    ]
    assert answer["response_action"] == "update"
    assert await town.facts() == before
    assert "delivery.poisoned" in caplog.text


async def test_an_event_that_meets_a_bug_is_not_sent_for_ever(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    await town.declares(also="ben")
    joined = next(
        each
        for each in town.deliveries("event_callback")
        if each["type"] == "member_joined_channel"
        and each["payload"]["event"]["user"] == town.id_of("ben")
    )

    torn = joined["payload"] | {"event_id": "EvTORN"}
    torn["event"] = {"type": "reaction_added", "user": town.id_of("ben"), "reaction": "pushpin",
                     "item": {"type": "message", "channel": town.channel}}  # fmt: skip
    await delivered(town, "event_callback", torn)

    outcomes = (await town.workspace.director.get("deliveries"))["deliveries"]
    assert outcomes[-1]["outcome"] == "acked"
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


async def test_a_pin_that_comes_after_the_end_is_not_recorded(town: Town) -> None:
    await town.declares(also="ben")
    ts = await town.posts("ben", "all errors are 401")
    await town.says("ana", "resolve")
    await town.says("ana", "close")

    await town.reacts("ana", ts, "pushpin")

    incident = await town.incident()
    assert incident.messages == ()
    assert incident.troubles == {}
