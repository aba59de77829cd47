"""Whatever the clock does: never more than was granted, and never stuck."""

from datetime import datetime, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.effects.buckets import SKEW, Bucket, Rate, blocked, full, next_token, refilled, taken
from tests.fakes.clock import NOON

SLOW = Rate(per_minute=60, burst=3)
MILLISECOND = timedelta(milliseconds=1)
ROUNDING = 1e-6

rates = st.builds(
    lambda burst, more: Rate(burst + more, burst),
    st.integers(2, 50),
    st.integers(1, 300),
)
steps = st.lists(st.integers(0, 20_000), max_size=80)
"""Milliseconds between two looks."""


def fetch(bucket: Bucket, rate: Rate, now: datetime, *, keep: int = 0) -> tuple[Bucket, bool]:
    """Take a token if there is one."""
    bucket = refilled(bucket, rate, now)
    if next_token(bucket, rate, now, keep=keep) is not None:
        return bucket, False
    return taken(bucket), True


def fetched(rate: Rate, moments: list[datetime]) -> list[datetime]:
    """Return when a token was had by whoever looks at these moments."""
    bucket, had = full("b", rate, moments[0]), []
    for moment in moments:
        bucket, is_taken = fetch(bucket, rate, moment)
        if is_taken:
            had.append(moment)
    return had


def moments_of(waits: list[int]) -> list[datetime]:
    moments = [NOON]
    for wait in waits:
        moments.append(moments[-1] + wait * MILLISECOND)
    return moments


@given(rates, steps)
def test_no_span_of_time_has_more_than_the_rate_and_the_burst(rate: Rate, waits: list[int]) -> None:
    had = fetched(rate, moments_of(waits))

    for first, last in combinations(range(len(had)), 2):
        span = (had[last] - had[first]).total_seconds()
        assert last - first + 1 <= rate.burst + rate.per_second * span + ROUNDING


@given(rates, steps)
def test_no_minute_has_more_than_what_is_granted_in_a_minute(rate: Rate, waits: list[int]) -> None:
    had = fetched(rate, moments_of([wait // 10 for wait in waits] * 5))

    for moment in had:
        minute = [each for each in had if moment <= each < moment + timedelta(minutes=1)]
        assert len(minute) <= rate.per_minute


@given(rates, steps, st.integers(0, 40))
def test_who_comes_back_when_told_has_a_token_then_and_not_before(
    rate: Rate, waits: list[int], keep: int
) -> None:
    keep = min(keep, rate.burst - 1)
    bucket = full("b", rate, NOON)
    for moment in moments_of(waits):
        bucket, is_taken = fetch(bucket, rate, moment, keep=keep)
        if not is_taken:
            told = next_token(bucket, rate, moment, keep=keep)
            assert told is not None
            assert told > moment
            assert fetch(bucket, rate, told, keep=keep)[1]
            assert not fetch(bucket, rate, told - 2 * MILLISECOND, keep=keep)[1]


@given(rates, st.lists(st.integers(-3_600_000, 3_600_000), max_size=60))
def test_a_clock_that_jumps_gives_no_more_than_its_way_forward(
    rate: Rate, waits: list[int]
) -> None:
    moments = moments_of(waits)
    forward = sum(wait for wait in waits if wait > 0) / 1000

    assert len(fetched(rate, moments)) <= rate.burst + rate.per_second * forward + ROUNDING


@given(rates, st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 5_000)), max_size=60))
def test_replicas_whose_clocks_differ_make_no_tokens_between_their_times(
    rate: Rate, looks: list[tuple[int, int]]
) -> None:
    true = moments_of([wait for wait, _ in looks])[1:]
    seen = [moment - ahead * MILLISECOND for moment, (_, ahead) in zip(true, looks, strict=True)]
    if not seen:
        return

    had = fetched(rate, seen)

    span = (max(seen) - min(seen)).total_seconds()
    assert len(had) <= rate.burst + rate.per_second * span + ROUNDING


@given(rates, st.integers(0, 36_000_000), st.integers(1, 300))
def test_a_clock_set_back_keeps_nobody_waiting_for_longer(
    rate: Rate, back: int, blocked_for: int
) -> None:
    bucket = taken(full("b", rate, NOON))
    bucket = blocked(bucket, NOON + timedelta(seconds=blocked_for), "no", NOON)
    now = NOON - back * MILLISECOND

    bucket = refilled(bucket, rate, now)
    told = next_token(bucket, rate, now)

    assert told is not None
    assert told - now <= SKEW + timedelta(seconds=blocked_for) + MILLISECOND


def test_nothing_is_had_while_the_bucket_is_blocked_and_one_token_then() -> None:
    until = NOON + timedelta(seconds=30)
    bucket = blocked(full("b", SLOW, NOON), until, "Slack limits it", NOON)

    before, had = fetch(bucket, SLOW, until - MILLISECOND)
    assert (had, before.reason) == (False, "Slack limits it")
    assert next_token(before, SLOW, until - MILLISECOND) == until
    after, had = fetch(bucket, SLOW, until)
    assert (had, after.reason, after.blocked_until) == (True, "", None)
    assert not fetch(after, SLOW, until)[1]


def test_of_two_blocks_the_later_one_counts() -> None:
    late, soon = NOON + timedelta(seconds=30), NOON + timedelta(seconds=1)
    bucket = blocked(full("b", SLOW, NOON), late, "first", NOON)

    assert blocked(bucket, soon, "second", NOON).blocked_until == late


def test_what_is_kept_is_there_for_calls_that_matter_more() -> None:
    bucket = full("b", SLOW, NOON)
    bucket, _ = fetch(bucket, SLOW, NOON, keep=1)
    bucket, _ = fetch(bucket, SLOW, NOON, keep=1)

    assert not fetch(bucket, SLOW, NOON, keep=1)[1]
    assert fetch(bucket, SLOW, NOON)[1]


def test_a_smaller_burst_counts_from_the_next_look_on() -> None:
    bucket = Bucket("b", 50, NOON)

    assert refilled(bucket, SLOW, NOON).tokens == SLOW.burst
