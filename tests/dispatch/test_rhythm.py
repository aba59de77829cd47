"""How long a broken worker pauses before it begins anew."""

from datetime import timedelta

from bot.dispatch.rhythm import Rhythm

SOON, LONG = timedelta(seconds=1), timedelta(hours=1)


def test_who_breaks_again_and_again_pauses_ever_longer_up_to_a_limit() -> None:
    rhythm, pauses = Rhythm(), [timedelta()]

    for _ in range(5):
        pauses.append(rhythm.pause(pauses[-1], ran=SOON))

    assert [each.total_seconds() for each in pauses[1:]] == [0.5, 1, 2, 4, 5]


def test_who_ran_well_for_long_begins_with_a_short_pause() -> None:
    assert Rhythm().pause(Rhythm().longest, ran=LONG) == Rhythm().again
