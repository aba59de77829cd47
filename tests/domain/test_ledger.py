"""Calls that went wrong are told and settled by people."""

import pytest

from bot.domain.facts import Closed, EffectFailed, EffectSettled, EffectStuck, Resolved
from bot.domain.ledger import failed, settled, stuck
from bot.domain.terms import COMMAND_LINE, PersonId, Words
from tests.domain.telling import ALEX, after, incident, why_rejected

KEY, WHAT = "inc-1/slack.topic/1", "slack.topic"
DOUBT = incident(EffectFailed(KEY, WHAT, is_unknown=True))


def test_a_failed_call_is_told_once() -> None:
    told = EffectFailed(KEY, WHAT, is_unknown=True, reason=Words("no answer (here)"))

    assert failed(incident(), KEY, WHAT, "no answer @here", is_unknown=True) == [told]
    assert failed(DOUBT, KEY, WHAT, "no answer", is_unknown=True) == []
    assert failed(DOUBT, KEY, WHAT, "refused", is_unknown=False) == [
        EffectFailed(KEY, WHAT, is_unknown=False, reason=Words("refused"))
    ]


def test_a_call_that_waits_too_long_is_told_once_and_is_no_failure() -> None:
    told = EffectStuck(KEY, WHAT, Words("no answer (here)"))

    assert stuck(incident(), KEY, WHAT, "no answer @here") == [told]
    assert stuck(incident(told), KEY, WHAT, "still no answer") == []
    assert stuck(incident(told), "inc-1/slack.invite/1", "slack.invite", "no answer") != []
    assert not incident(told).troubles


@pytest.mark.parametrize("verdict", ["happened", "retry", "dropped"])
def test_a_person_settles_a_doubt_also_after_closing(verdict: str) -> None:
    closed = after(DOUBT, [Resolved(), Closed()])

    assert settled(closed, KEY, verdict) == [EffectSettled(KEY, verdict)]


def test_another_word_settles_nothing() -> None:
    assert why_rejected(lambda: settled(DOUBT, KEY, "maybe")) == (
        "“maybe” settles nothing. Use one of: happened, retry, dropped."
    )


def test_what_is_settled_is_settled() -> None:
    over = after(DOUBT, [EffectSettled(KEY, "dropped")])

    assert why_rejected(lambda: settled(over, KEY, "retry")) == (
        f"<@{ALEX}> has settled this already: it is left as it is. "
        "Type /incident health to see what is not."
    )


def test_who_settled_it_first_is_named_also_without_slack() -> None:
    over = after(DOUBT, [EffectSettled(KEY, "retry")], by=PersonId(f"{COMMAND_LINE}bob"))

    told = why_rejected(lambda: settled(over, KEY, "happened"))

    assert told.startswith("bob (command line) has settled this already: it is tried again.")


def test_a_call_that_never_failed_is_settled() -> None:
    assert why_rejected(lambda: settled(incident(), KEY, "retry")).startswith(
        "This call is settled already."
    )
