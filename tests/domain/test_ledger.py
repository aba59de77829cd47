"""Calls that went wrong are told and settled by people."""

import pytest

from bot.domain.facts import Closed, EffectFailed, EffectSettled, Resolved
from bot.domain.ledger import failed, settled
from bot.domain.terms import Words
from tests.domain.telling import after, incident, why_rejected

KEY, WHAT = "inc-1/slack.topic/1", "slack.topic"
DOUBT = incident(EffectFailed(KEY, WHAT, is_unknown=True))


def test_a_failed_call_is_told_once() -> None:
    told = EffectFailed(KEY, WHAT, is_unknown=True, reason=Words("no answer (here)"))

    assert failed(incident(), KEY, WHAT, "no answer @here", is_unknown=True) == [told]
    assert failed(DOUBT, KEY, WHAT, "no answer", is_unknown=True) == []
    assert failed(DOUBT, KEY, WHAT, "refused", is_unknown=False) == [
        EffectFailed(KEY, WHAT, is_unknown=False, reason=Words("refused"))
    ]


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
        "This call is settled already. Type /incident health to see what is not."
    )
