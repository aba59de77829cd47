"""Keep the timers as an incident needs them: armed, set anew, or cancelled."""

from bot.domain.incident import Incident
from bot.domain.reminders import Habits, Reminder, upcoming
from bot.domain.terms import IncidentId, slug
from bot.ports import Promises, Timer


def reminding(
    incident_id: IncidentId, before: Incident | None, after: Incident, habits: Habits
) -> Promises:
    """Set every timer whose moment is another one than before, and cancel what is over.

    What stays as it was keeps its timer, so that nobody is told twice of one thing.
    """
    was = {} if before is None else _by_key(incident_id, before, habits)
    will = _by_key(incident_id, after, habits)
    armed = [
        Timer(key, each.kind, incident_id, each.due)
        for key, each in will.items()
        if was.get(key) != each
    ]
    cancelled = [
        Timer(key, each.kind, incident_id, None) for key, each in was.items() if key not in will
    ]
    return Promises(timers=(*armed, *cancelled))


def timer_key(incident_id: IncidentId, reminder: Reminder) -> str:
    """Name the timer of a reminder: `inc-42/remind.update.lead`, with `/2` behind it of M2."""
    number = f"/{reminder.number}" if reminder.number else ""
    return f"{slug(incident_id)}/{reminder.kind}{number}"


def number_of(timer: str) -> int:
    """Read the number of the mitigation back from the name of a timer; 0 without one."""
    number = timer.rpartition("/")[2]
    return int(number) if number.isdigit() else 0


def _by_key(incident_id: IncidentId, incident: Incident, habits: Habits) -> dict[str, Reminder]:
    return {timer_key(incident_id, each): each for each in upcoming(incident, habits=habits)}
