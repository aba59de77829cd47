"""Every form opens, whatever stands in it, and every button and form is heard by somebody."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roles import ROLES
from bot.domain.terms import PersonId, Severity, UpdateState
from bot.slack import blocks
from bot.slack.forms import (
    TEXT_FORMS,
    answer_form,
    declare_form,
    remembered,
    role_form,
    severity_form,
    text_form,
    update_form,
)
from bot.slack.preview import preview
from bot.slack.spoken import spoken
from bot.slack.steps_card import steps_card
from bot.slack.wording import Wording
from tests.slack.hostile import ANA, WORDS, wrong_with_form
from tests.slack.incidents import (
    INC,
    call,
    known,
    nothing,
    runbook,
    summaries,
    update,
    work,
)
from tests.slack.known import TABLES
from tests.slack.test_built_messages import FULL, STEPS, hostile, messages


def forms(words: str) -> list[dict[str, Any]]:
    [phase] = runbook(words).phases
    questions = [step for step in phase.steps if step.kind == "question"]
    return [
        declare_form(summaries(words), title=words, remember="{}"),
        declare_form([]),
        severity_form(INC, Severity.SEV3),
        role_form(INC, ROLES),
        *(text_form(INC, verb, "replicate") for verb in TEXT_FORMS),
        *(answer_form(INC, step) for step in questions),
        update_form(INC, Wording(UpdateState.MONITORING, words, words[:120])),
    ]


def test_every_form_opens() -> None:
    assert [wrong for form in forms(FULL) for wrong in wrong_with_form(form)] == []


@hostile
@given(WORDS)
def test_every_form_opens_whatever_stands_in_it(words: str) -> None:
    assert [wrong for form in forms(words) for wrong in wrong_with_form(form)] == []


@pytest.mark.parametrize("text", ["決" * 4_000, "🔥" * 4_000, '"\n' * 2_000, "é" * 900, ""])
async def test_the_form_from_a_message_opens_however_long_that_is(text: str) -> None:
    await _opens_from_message(text)


@hostile
@given(words=WORDS)
async def test_the_form_from_a_message_opens_whatever_it_says(words: str) -> None:
    await _opens_from_message(words)


async def _opens_from_message(text: str) -> None:
    message = {"ts": "1767578400.000100", "text": text}
    asked = replace(call(), payload={"message": message})

    reply = await TABLES.shortcuts["declare_from_message"].run(asked, work(""))

    assert wrong_with_form(reply["view"]) == []
    assert json.loads(reply["view"]["private_metadata"])["origin_ts"] == message["ts"]


@given(st.sampled_from(sorted(TEXT_FORMS)), st.text(max_size=64))
def test_a_form_remembers_what_it_is_about(verb: str, extra: str) -> None:
    assert remembered(text_form(INC, verb, extra)["private_metadata"]) == (INC, extra)


def test_the_present_severity_is_picked_already() -> None:
    field = severity_form(INC, Severity.SEV3)["blocks"][0]

    assert field["element"]["initial_option"]["value"] == "sev3"


async def test_every_button_is_heard() -> None:
    shown = [
        *(message for step in STEPS for message in messages(known(FULL, at=step), FULL)),
        *messages(nothing(), FULL),
        steps_card(known(FULL)),
        preview(INC, known(FULL).incident, update(FULL), PersonId(ANA)),
        await spoken("resovle", TABLES.commands).run(call(), work("")),
        await spoken("sev 9 why", TABLES.commands).run(call(), work("")),
        await spoken("health", TABLES.commands).run(call(), work("x")),
    ]

    assert {each for message in shown for each in actions_in(message)} <= TABLES.actions.keys()


def test_every_form_is_heard() -> None:
    assert {form["callback_id"] for form in forms(FULL)} == TABLES.views.keys()


def actions_in(message: dict[str, Any]) -> set[str]:
    found = set()
    for block in message["blocks"]:
        for element in [*block.get("elements", []), block.get("accessory") or {}]:
            if "action_id" in element:
                found.add(element["action_id"].partition(".")[0])
    return found


def test_what_was_picked_and_typed_is_read_from_a_form() -> None:
    def state(**element: Any) -> dict[str, Any]:
        return {"values": {"field": {"value": element}}}

    option = {"value": "sev2"}

    assert blocks.value_of(state(value="typed"), "field") == "typed"
    assert blocks.value_of(state(value=None), "field") == ""
    assert blocks.value_of(state(selected_option=option), "field") == "sev2"
    assert blocks.value_of(state(selected_user="U1"), "field") == "U1"
    assert blocks.value_of({}, "field") == ""
    assert blocks.values_of(state(selected_options=[option, {"value": "x"}]), "field") == [
        "sev2",
        "x",
    ]
    assert blocks.values_of(state(selected_option=option), "field") == ["sev2"]
    assert blocks.values_of(state(value=None), "field") == []
