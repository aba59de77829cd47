"""The parts that people play in an incident, each with three lines of duty."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    """One role that people can take, as its title and duties are shown to them."""

    title: str
    duties: tuple[str, ...]


ROLES: Mapping[str, Role] = {
    "lead": Role(
        title="Lead",
        duties=(
            "Decide; do not debug. Keep one picture of what is true now.",
            "Ask each person for one thing, by name, with a time.",
            "Every 20 minutes: what do we know, what do we try next, who tells customers?",
        ),
    ),
    "comms": Role(
        title="Communications",
        duties=(
            "Tell customers and colleagues the truth, on time: /incident update.",
            "Promise a next update and keep it, even if nothing is new.",
            "Collect numbers from support: /incident impact.",
        ),
    ),
    "scribe": Role(
        title="Scribe",
        duties=(
            "Pin what matters with :pushpin:, or /incident note.",
            "Write down decisions and who made them.",
            "Ask for the time when somebody says “just now”.",
        ),
    ),
    "ops": Role(
        title="Operations",
        duties=(
            "Carry out changes, one at a time; say each before and after.",
            "Record them: /incident mitigate.",
            "Watch whether it works, and say so: /incident mitigate 1 worked.",
        ),
    ),
}
