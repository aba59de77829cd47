"""An incident in which people forget things, and how often they were told."""

from datetime import timedelta

from tests.slack.town import Town

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DUE = "An update on INC-1"
BYPASS = "mitigate Turn off promo codes temporary until 04:00 undo: switch them on"


async def sev1(town: Town) -> None:
    """Declare at 02:00; Ana leads, Ben tells customers."""
    await town.declares("declare sev1 Checkout fails", also="ben")
    await town.says("ana", "lead")
    await town.says("ben", "role comms <@" + town.id_of("ben") + ">")


async def told(town: Town, words: str = DUE) -> tuple[int, int, int]:
    """Count how often Ana and Ben were told directly, and the channel."""
    places = [await town.direct("ana"), await town.direct("ben"), await town.reads()]
    return tuple(sum(words in each for each in place) for place in places)  # type: ignore[return-value] # three places


async def publish(town: Town, words: str = "We are on it.") -> None:
    await town.says("ana", f"update {words}")
    await town.clicks("ana", "update_publish")
