"""Let responders decide how they are reminded of updates."""

from datetime import datetime, timedelta

from bot.domain.errors import Rejected
from bot.domain.facts import Fact, RemindersSet, RemindersSnoozed
from bot.domain.guards import still_open
from bot.domain.incident import Incident

MINUTE = timedelta(minutes=1)
LEAST, MOST = 5 * MINUTE, timedelta(hours=24)


def snooze(incident: Incident, span: timedelta, *, now: datetime) -> list[Fact]:
    """Ask for quiet until `span` from now; a shorter snooze than the present one counts, too.

    Raises Rejected after resolve, while reminders are off, and for more than a day.
    """
    still_open(incident)
    if not incident.reminding.is_on:
        raise Rejected("Reminders are off for this incident. Type /incident remind on.")
    if not MINUTE <= span <= MOST:
        raise Rejected(
            "Snooze for a minute to 24 hours: /incident remind snooze 15m. "
            "For quiet until the end: /incident remind off."
        )
    return [RemindersSnoozed(now + span)]


def set_every(incident: Incident, every: timedelta) -> list[Fact]:
    """Promise an update this often, and be reminded of it. Raises Rejected after resolve."""
    still_open(incident)
    if not LEAST <= every <= MOST:
        raise Rejected("Type 5 minutes to 24 hours, as in /incident remind 30m.")
    return _changed(incident, is_on=True, every=every)


def switch(incident: Incident, *, is_on: bool) -> list[Fact]:
    """Turn reminders off for this incident, or on as configured. Raises Rejected after resolve."""
    still_open(incident)
    return _changed(incident, is_on=is_on, every=None)


def _changed(incident: Incident, *, is_on: bool, every: timedelta | None) -> list[Fact]:
    known = incident.reminding
    if (known.is_on, known.every, known.snoozed_until) == (is_on, every, None):
        return []
    return [RemindersSet(is_on, (every or timedelta()) // MINUTE)]
