"""Say that customers still read of trouble that is over."""

from bot.domain.incident import Incident
from bot.domain.terms import UpdateState
from bot.domain.updates import read_by_customers
from bot.slack.forms import STATUS_OF
from bot.slack.text import Mrkdwn, clock_time, m


def not_told(incident: Incident) -> Mrkdwn | None:
    """Say what customers read last; None when that is resolved, or nothing was ever published."""
    last = read_by_customers(incident)
    if last is None or last.state is UpdateState.RESOLVED:
        return None
    state, since = Mrkdwn(STATUS_OF[last.state]), clock_time(last.at)
    return m(
        ":warning: Customers have not been told that it is over: since {} they read  {}.",
        since, state,
    )  # fmt: skip
