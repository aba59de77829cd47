"""What Slack has refused is left alone by every call of this process, until its time."""

from datetime import timedelta

import pytest

from bot.domain.errors import Unavailable
from bot.slack.patience import AUTH, TRIAL, Patience
from tests.fakes.clock import ManualClock
from tests.slack.town import Town

MINUTE = timedelta(minutes=1)
DEAD = Unavailable("Slack refuses our token: token_revoked", retry_after=MINUTE, limit=AUTH)
POSTS = Unavailable(
    "Slack limits chat.postMessage", retry_after=MINUTE / 2, limit="slack.chat.postMessage"
)


def impatient() -> tuple[Patience, ManualClock]:
    clock = ManualClock()
    return Patience(clock), clock


def is_open(patience: Patience, *limits: str) -> bool:
    try:
        patience.check(*limits)
    except Unavailable:
        return False
    return True


def test_a_limit_is_left_alone_until_its_time_and_others_are_not() -> None:
    patience, clock = impatient()
    patience.refused("posts C1", POSTS)

    clock.pass_(timedelta(seconds=10))
    with pytest.raises(Unavailable, match="Slack limits") as caught:
        patience.check(AUTH, "posts C1")
    assert (caught.value.retry_after, caught.value.limit) == (
        timedelta(seconds=20),
        "slack.chat.postMessage",
    )
    assert not caught.value.may_have_happened
    assert is_open(patience, AUTH, "posts C2")

    clock.pass_(timedelta(seconds=20))
    assert is_open(patience, "posts C1")
    assert is_open(patience, "posts C1")


def test_after_a_dead_token_one_call_goes_first_until_it_is_answered() -> None:
    patience, clock = impatient()
    patience.refused(AUTH, DEAD)
    clock.pass_(MINUTE)

    assert [is_open(patience, AUTH) for _ in range(3)] == [True, False, False]

    patience.answered()
    assert [is_open(patience, AUTH) for _ in range(3)] == [True, True, True]


def test_a_trial_without_an_answer_is_followed_by_another_one() -> None:
    patience, clock = impatient()
    patience.refused(AUTH, DEAD)
    clock.pass_(MINUTE)
    assert is_open(patience, AUTH)

    clock.pass_(TRIAL)

    assert [is_open(patience, AUTH) for _ in range(2)] == [True, False]


def test_a_clock_that_was_set_back_holds_nobody_up() -> None:
    patience, clock = impatient()
    patience.refused("posts C1", POSTS)

    clock.pass_(timedelta(hours=-1))

    assert is_open(patience, "posts C1")


def test_an_answer_does_not_end_other_limits() -> None:
    patience, _ = impatient()
    patience.refused("posts C1", POSTS)

    patience.answered()

    assert not is_open(patience, "posts C1")


async def test_names_that_slack_does_not_tell_now_are_not_asked_for_again(town: Town) -> None:
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "users.info"}, "times": 2,
         "do": {"kind": "ratelimited", "retry_after": 30}}
    )  # fmt: skip
    await town.declares()
    for _ in range(5):
        await town.muster.archive.incidents(limit=9)
    assert len(town.calls("users.info")) == 1

    await town.pass_(timedelta(seconds=30))
    await town.muster.archive.incidents(limit=9)
    await town.pass_(timedelta(seconds=30))
    await town.muster.archive.incidents(limit=9)

    assert len(town.calls("users.info")) == 3
    [declared] = await town.muster.archive.incidents(limit=9)
    assert town.muster.archive.name(declared.declared_by) != declared.declared_by


async def test_a_form_that_slack_has_just_limited_is_said_in_words_at_once(town: Town) -> None:
    await town.declares()
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "views.open"}, "times": 1,
         "do": {"kind": "ratelimited", "retry_after": 30}}
    )  # fmt: skip

    for _ in range(3):
        assert "/incident sev 1, 2, 3 or 4" in await town.clicks("ana", "severity_form")
    assert len(town.calls("views.open")) == 1

    await town.pass_(timedelta(seconds=30))
    await town.opens("ana", "severity_form")
    assert len(town.calls("views.open")) == 2
