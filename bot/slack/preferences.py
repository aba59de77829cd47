"""What an operator decides about how Muster speaks in Slack."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.reminders import USUAL, Habits
from bot.domain.roles import ROLES, Role
from bot.workflows.follow_runbook import Given


@dataclass(frozen=True, slots=True)
class Preferences:
    """What is configured here.

    `announcement` is the name of a channel, `page_url` where people reach our web server,
    `given` is what runbooks need of the operator, `habits` how often people are reminded.
    """

    announcement: str = "incidents"
    page_url: str = ""
    zone: str = "UTC"
    has_console: bool = False
    roles: Mapping[str, Role] = field(default_factory=lambda: ROLES)
    habits: Habits = USUAL
    given: Given = field(default_factory=Given)
