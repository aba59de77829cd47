"""What a tired person reads: enough on every card, and nothing beside it."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from ruamel.yaml import YAML

from bot.cli.manifest import MANIFEST
from bot.domain import facts
from bot.domain.facts import Fact
from bot.domain.parts import StepState
from bot.domain.roles import ROLES
from bot.domain.runbook import Choice, Consequence, Explanation, Runbook, Step
from bot.domain.terms import (
    Audience,
    ChannelId,
    Outcome,
    PersonId,
    Severity,
    Stamp,
    UpdateState,
    Words,
)
from bot.slack.card import card
from bot.slack.current import current_step
from bot.slack.evidence_card import evidence_card
from bot.slack.forms import answer_form
from bot.slack.performers.people import wanted
from bot.slack.steps_card import steps_card
from bot.slack.text import clock_time, time_passed
from bot.slack.timeline import told
from bot.slack.words import ROLE
from tests.fakes.clock import NOON
from tests.slack.hostile import ANA, BEN, ROOM
from tests.slack.incidents import ENDED, INC, PREFERENCES, effect_of, entries, known
from tests.slack.known import TABLES

OPENED: list[Fact] = [
    facts.Declared(Words("Sign-in fails"), Severity.SEV2),
    facts.ChannelOpened(ChannelId(ROOM), "inc-142-sign-in-fails"),
]

TOLD: list[Fact] = [
    facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.MONITORING, Words("It works again.")),
    facts.UpdateApproved(1),
    facts.UpdatePublished(1, "the page"),
]


def at(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def shown(message: Any) -> str:
    return json.dumps(message["blocks"], ensure_ascii=False)


def card_after(*said: Fact) -> str:
    about = known("-", told=[*OPENED, *said])
    return shown(card(INC, about.incident, about.promised, PREFERENCES, ""))


def test_the_card_says_which_mitigation_works() -> None:
    started = facts.MitigationStarted(1, Words("Roll back"))
    working = facts.MitigationConfirmed(1)

    assert "*M1*  Roll back" in card_after(started)
    assert "works" not in card_after(started)
    assert "*M1*  Roll back  :white_check_mark: works" in card_after(started, working)


def test_the_card_says_what_customers_read_and_not_what_colleagues_do() -> None:
    public: list[Fact] = [
        facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.MONITORING, Words("It works again.")),
        facts.UpdateApproved(1),
        facts.UpdatePublished(1, "the page"),
    ]
    internal: list[Fact] = [
        facts.UpdateDrafted(2, Audience.INTERNAL, UpdateState.IDENTIFIED, Words("It was the pool")),
        facts.UpdateApproved(2),
        facts.UpdatePublished(2, "channel"),
    ]

    text = card_after(*public, *internal)

    assert "*Customers read*  :eyes: Monitoring since" in text
    assert "identified" not in text


def test_the_card_says_how_long_it_lasts_without_being_edited() -> None:
    began = facts.StampSet(Stamp.IMPACT, NOON)

    assert f"*Declared*\\n{time_passed(at(1))} by <@{ANA}>" in card_after()
    assert (
        f"*Started*\\n{time_passed(NOON)}\\nDeclared {clock_time(at(1))} by <@{ANA}>"
        in card_after(began)
    )


def test_the_card_says_when_the_next_update_is_due_and_when_the_last_was() -> None:
    assert f"*Next update due*\\n{time_passed(at(61))}\\nno update yet" in card_after()
    assert f"*Next update due*\\n{time_passed(at(65))}\\nlast {clock_time(at(5))}" in card_after(
        *TOLD
    )


def test_the_card_speaks_of_no_next_update_when_none_is_promised() -> None:
    mild = facts.SeverityChanged(Severity.SEV4, Severity.SEV2)

    assert "update" not in card_after(mild).partition("Take lead")[0]
    assert f"*Last update*\\n{time_passed(at(5))}" in card_after(*TOLD, mild)


def test_evidence_shows_the_first_lines_of_a_long_answer() -> None:
    body = "\n\n".join(f"line {number}" for number in range(1, 40))
    found = facts.EvidenceCollected(
        1, "web", "http", Outcome.FAIL, Words("Answers"), body=Words(body), sha256="ef" * 32
    )

    message = evidence_card(entries([found])[0])

    assert message is not None
    assert "line 6\\n…" in shown(message)
    assert "line 7" not in shown(message)


def test_evidence_without_an_answer_speaks_of_no_stored_bytes() -> None:
    unasked = facts.EvidenceCollected(
        1, "web", "http", Outcome.ERROR, Words("Answers"), Words("no secret"), sha256="ef" * 32
    )

    message = evidence_card(entries([unasked])[0])

    assert message is not None
    assert "sha256" not in shown(message)


def test_the_form_of_a_question_names_the_question() -> None:
    choices = (Choice("all", "Everyone"),)
    step = Step("who", "question", "Who is hit?", prompt="Pick all that fit.", choices=choices)

    field = answer_form(INC, step)["blocks"][0]

    assert field["label"]["text"] == "Who is hit?"
    assert field["hint"]["text"] == "Pick all that fit."


def test_a_step_offers_only_ways_to_answer_that_it_takes() -> None:
    buttons = {at: shown(steps_card(known("-", at=at))) for at in ("ask", "few", "many")}

    assert "In own words" in buttons["ask"]
    assert "answer_form" not in buttons["few"]
    assert "Pick answers" in buttons["many"]


def test_the_step_card_counts_the_steps_of_its_phase_in_words() -> None:
    about = known("Look", at="few")

    assert "*Verify scope, step 1 of 15*" in shown(steps_card(about))
    assert current_step(about) == "Verify scope, step 1 of 15: Look"


def test_an_explanation_says_which_answer_or_result_suggested_it() -> None:
    pool = Consequence(suggest=("pool",))
    who = Step("who", "question", "Who is hit?", choices=(Choice("all", "Everyone", pool),))
    web = Step("web", "check", "Does it answer?", then={"fail": pool})
    about = known("-")
    assert about.runbook is not None
    explained = replace(
        about.runbook,
        phases=(replace(about.runbook.phases[0], steps=(who, web)),),
        explanations=(Explanation("pool", "The pool is full", ()),),
    )
    steps = {
        "who": StepState("who", "answered", 9, values=("all",)),
        "web": StepState("web", "checked", 10, outcome=Outcome.FAIL, evidence=(1,)),
    }

    text = shown(
        steps_card(replace(about, runbook=explained, incident=replace(about.incident, steps=steps)))
    )

    assert (
        "• The pool is full: suggested by “Who is hit?” → Everyone, "
        "“Does it answer?” → :x: FAIL" in text
    )


def test_a_step_offers_nothing_once_the_incident_is_over() -> None:
    followed = facts.RunbookAttached("checkout", "Checkout", 3, "ab" * 32)
    about = known("Look", told=[*OPENED, followed, *ENDED[:1]])
    finished = replace(about, runbook=_with(Step("only", "manual", "Look"), about.runbook))
    handled = replace(
        finished, incident=replace(about.incident, steps={"only": StepState("only", "done")})
    )

    assert "Followed up to *Look*" in shown(steps_card(about))
    assert "Every step is handled." in shown(steps_card(handled))
    assert "action_id" not in shown(steps_card(about)) + shown(steps_card(handled))


def test_the_timeline_calls_steps_and_answers_by_their_titles() -> None:
    about = known("-")
    (answered,) = entries([facts.QuestionAnswered("who", ("all",))])
    step = Step("who", "question", "Who is hit?", choices=(Choice("all", "Everyone"),))
    runbook = _with(step, about.runbook)

    assert "answered “Who is hit?”: Everyone" in str(told(answered, about.incident, runbook))
    assert "answered “who”: all" in str(told(answered, about.incident))


def test_people_read_one_word_for_whoever_leads() -> None:
    assert ROLES["lead"].title == "Lead"
    assert ROLE["ic"] == "the lead"


def test_who_is_in_the_channel_already_is_not_invited_again() -> None:
    ana = facts.PersonJoined(PersonId(ANA))
    leads = facts.RoleTaken("lead", PersonId(ANA))
    speaks = facts.RoleTaken("comms", PersonId(BEN))
    about = known("-", told=[*OPENED, ana, leads, speaks])

    assert wanted(about, effect_of(4)) == []
    assert wanted(about, effect_of(5)) == [BEN]


def test_every_shortcut_of_the_manifest_is_answered_by_somebody() -> None:
    manifest = YAML(typ="safe").load(MANIFEST.read_text())

    offered = {each["callback_id"] for each in manifest["features"]["shortcuts"]}

    assert offered == set(TABLES.shortcuts)


def _with(step: Step, runbook: Runbook | None) -> Runbook:
    assert runbook is not None
    return replace(runbook, phases=(replace(runbook.phases[0], steps=(step,)),))
