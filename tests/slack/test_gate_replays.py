"""The memory of answered signatures stays small."""

from datetime import timedelta

from bot.slack.gate_replays import MAX_KEPT, Replays
from tests.slack.knocking import NOW


def test_old_signatures_are_dropped_when_new_ones_come() -> None:
    replays = Replays()
    replays.add(b"old", now=NOW)
    replays.add(b"young", now=NOW + timedelta(minutes=1))

    replays.add(b"new", now=NOW + timedelta(minutes=10, seconds=1))

    assert b"old" not in replays
    assert b"young" in replays
    assert b"new" in replays


def test_a_storm_pushes_out_the_oldest() -> None:
    replays = Replays()

    for number in range(MAX_KEPT + 1):
        replays.add(b"%d" % number, now=NOW)

    assert b"0" not in replays
    assert b"1" in replays
    assert b"%d" % MAX_KEPT in replays
