"""Whatever people and vendors say: Slack takes what we build, and nobody is shouted at."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.terms import PersonId
from bot.slack import blocks
from bot.slack.card import announcement, card, outdated_announcement
from bot.slack.current import current_step
from bot.slack.desk import Known
from bot.slack.evidence_card import evidence_card
from bot.slack.lines import line_message
from bot.slack.notices import (
    ask_channel,
    ask_reporter,
    catch_up,
    declared_by_form,
    declared_from_here,
    not_said_there,
    role_note,
)
from bot.slack.preview import preview, published_block
from bot.slack.reminders import expired, overdue, overdue_here, unwritten
from bot.slack.spoken import spoken
from bot.slack.steps_card import at_hand, steps_card
from bot.slack.timeline import told
from bot.slack.topic import topic
from tests.slack.hostile import ANA, WORDS, wrong_with
from tests.slack.incidents import (
    DESK,
    ENDED,
    INC,
    PREFERENCES,
    call,
    effect_of,
    known,
    nothing,
    story,
    update,
    work,
)
from tests.slack.known import TABLES

Message = dict[str, Any]

STEPS = ("replicate", "ask", "few", "many", "health")
FULL = "Checkout fails for 45 % of customers & <more>"
hostile = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def messages(about: Known, words: str) -> Iterator[Message]:
    """Yield every message that Muster can post about an incident."""
    incident = about.incident
    step = current_step(about)
    yield card(INC, incident, about.promised, PREFERENCES, step)
    yield announcement(INC, incident)
    yield outdated_announcement(INC, incident)
    yield steps_card(about)
    yield declared_from_here(about)
    yield not_said_there(about)
    yield declared_by_form(about)
    yield at_hand(about)
    yield from (each for each in (ask_reporter(DESK, about, effect_of(1)),) if each)
    yield from (each for each in (ask_channel(DESK, about, effect_of(1)),) if each)
    yield from (each for each in (catch_up(DESK, about, effect_of(1)),) if each)
    yield from reminders(about)
    for entry in about.entries:
        yield from messages_of(entry, about)
    shown = preview(INC, incident, update(words), PersonId(ANA))
    yield shown
    yield shown | {"blocks": [published_block(incident, update(words))]}


def reminders(about: Known) -> Iterator[Message]:
    """Yield every message that Muster can send because something is overdue."""
    pending = about.incident.mitigations
    for render, kind, number in (
        (overdue, "remind.update.lead", 0),
        (overdue_here, "remind.update.channel", 0),
        (unwritten, "remind.postmortem.lead", 0),
        *((expired, "remind.mitigation.owner", each.number) for each in pending),
    ):
        payload = {"timer": f"inc-142/{kind}/{number}", "generation": 1}
        made = render(DESK, about, replace(effect_of(1, kind), payload=payload))
        yield from (each for each in (made,) if each)


def messages_of(entry: Entry, about: Known) -> Iterator[Message]:
    """Yield every message that Muster can post about one entry."""
    seen = told(entry, about.incident)
    made = (
        line_message(INC, entry, about.incident, PREFERENCES.roles),
        blocks.message(seen, [blocks.section(seen)]) if seen else None,
        evidence_card(entry),
        role_note(DESK, about, effect_of(entry.position)),
    )
    yield from (each for each in made if each)


def complaints(about: Known, words: str) -> list[str]:
    return [wrong for message in messages(about, words) for wrong in wrong_with(message)]


def test_an_incident_of_which_nothing_is_known_can_be_shown() -> None:
    assert complaints(nothing(), "We are on it.") == []


@pytest.mark.parametrize("step", STEPS)
def test_an_incident_of_which_everything_is_said_can_be_shown(step: str) -> None:
    assert complaints(known(FULL, at=step), FULL) == []


@pytest.mark.parametrize("ended", [ENDED[:1], ENDED], ids=["resolved", "closed"])
def test_an_incident_that_is_over_can_be_shown(ended: list[facts.Fact]) -> None:
    assert complaints(known(FULL, told=[*story(FULL), *ended]), FULL) == []


@hostile
@given(WORDS)
def test_no_words_break_out_of_what_is_shown(words: str) -> None:
    assert complaints(known(words), words) == []


@pytest.mark.parametrize("step", STEPS)
@hostile
@given(WORDS)
def test_no_words_break_out_of_a_step(step: str, words: str) -> None:
    assert wrong_with(steps_card(known(words, at=step))) == []


def test_the_topic_says_what_the_name_of_the_channel_does_not() -> None:
    assert topic(INC, known(FULL).incident) == "INC-142 · SEV1 · Cause identified"
    assert topic(INC, nothing().incident) == "INC-142 · Severity unknown · Investigating"


@pytest.mark.parametrize(
    "verb", ["status", "list", "timeline 50", "health", "statuspage", "next", "help", "help note"]
)
@hostile
@given(words=WORDS)
async def test_no_words_break_out_of_what_a_verb_answers(verb: str, words: str) -> None:
    reply = await spoken(verb, TABLES.commands).run(call(), work(words))

    assert wrong_with({"text": reply["text"], "blocks": reply["blocks"]}) == []


@pytest.mark.parametrize(
    "slip", ["resovle", "stauts", "INC-142 tilte", "sev 9", "INC-142 declare sev0"]
)
@hostile
@given(words=WORDS)
async def test_no_words_break_out_of_the_question_what_was_meant(slip: str, words: str) -> None:
    reply = await spoken(f"{slip} {words}", TABLES.commands).run(call(), work(""))

    assert wrong_with({"text": reply["text"], "blocks": reply["blocks"]}) == []
