"""Forms on people's screens, and the one-use keys that open them."""

from dataclasses import dataclass, field

from bot.localslack.shapes import Obj

STACK_DEPTH = 3


@dataclass(slots=True)
class View:
    """One form, or somebody's App Home."""

    id: str
    user: str
    body: Obj
    hash: str
    root: str
    previous: str | None = None
    values: Obj = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    notice: str | None = None

    @property
    def external_id(self) -> str:
        """Return the app's own name for this view, or an empty text."""
        return str(self.body.get("external_id") or "")


@dataclass(slots=True)
class Trigger:
    """A trigger_id: bound to a person, once, for three seconds."""

    id: str
    user: str
    expires: float
    view: str | None = None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """An address to answer an interaction at: five times within thirty minutes."""

    id: str
    user: str
    channel: str
    expires: float
    message_ts: str | None = None
    thread_ts: str | None = None
    left: int = 5


@dataclass(slots=True)
class Views:
    """Every person's stack of forms, bottom first, and App Homes."""

    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)

    def stack(self, user: str) -> list[View]:
        """Return a person's forms; the last one is on the screen."""
        return self.stacks.setdefault(user, [])

    def all(self) -> list[View]:
        """Return every open form and App Home."""
        return [view for stack in self.stacks.values() for view in stack] + list(
            self.homes.values()
        )

    def get(self, view_id: str) -> View | None:
        """Return the open view with that id."""
        return next((view for view in self.all() if view.id == view_id), None)

    def named(self, external_id: str) -> View | None:
        """Return the open view with that external_id."""
        return next((view for view in self.all() if view.external_id == external_id), None)
