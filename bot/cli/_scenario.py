"""Scenarios: incidents as data, to be played through the real bot."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.domain.errors import Rejected

ACTIONS = ("slash", "message", "emoji", "click", "submit", "shortcut", "fault", "wait")
CLOCK = r"^([0-9]{2}:[0-9]{2}(:[0-9]{2})?|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{5,8}Z?)$"


class Step(BaseModel, extra="forbid", frozen=True):
    """One thing that somebody does at a time; exactly one of the actions is set."""

    at: Annotated[str, Field(pattern=CLOCK)]
    who: Annotated[str, Field(alias="as")] = ""
    where: Annotated[str, Field(alias="in")] = "incident"
    slash: str = ""
    message: str = ""
    emoji: str = ""
    click: str = ""
    submit: Mapping[str, Any] | None = None
    shortcut: str = ""
    fault: Mapping[str, Any] | None = None
    wait: bool = False
    id: str = ""
    thread: str = ""
    on: str = ""
    value: str = ""
    remove: bool = False

    @property
    def action(self) -> str:
        """Name the one thing that is done."""
        chosen = [name for name in ACTIONS if getattr(self, name) not in ("", None, False)]
        if len(chosen) != 1:
            raise Rejected(f"The step at {self.at} needs exactly one of {', '.join(ACTIONS)}.")
        return chosen[0]


class Scenario(BaseModel, extra="forbid", frozen=True):
    """A whole incident: who takes part, when it begins, and what is done."""

    title: str
    start: datetime
    zone: str = "UTC"
    people: Mapping[str, str]
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]

    @field_validator("zone")
    @classmethod
    def _known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError("is not an IANA zone such as America/Los_Angeles") from error
        return value

    def moments(self) -> list[tuple[datetime, Step]]:
        """Return each step with its time; a clock time earlier than the step before is a day later.

        Raises Rejected for a step that is no step.
        """
        found: list[tuple[datetime, Step]] = []
        last = self.start
        for step in self.steps:
            _one_action = step.action
            last = _moment(step.at, last)
            found.append((last, step))
        return found


def _moment(text: str, last: datetime) -> datetime:
    if "T" in text:
        return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
    hour, minute, *second = (int(part) for part in text.split(":"))
    at = last.replace(hour=hour, minute=minute, second=second[0] if second else 0, microsecond=0)
    if at.replace(second=59) < last.replace(second=0, microsecond=0):
        at += timedelta(days=1)
    return max(at, last)


def read(path: Path) -> Scenario:
    """Read a scenario; raises Rejected, naming what is wrong and where."""
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        return Scenario.model_validate(raw)
    except FileNotFoundError as error:
        raise Rejected(f"There is no file {path}.") from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise Rejected(f"{path} is not YAML: {error}") from error
    except ValidationError as error:
        problems = [
            f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}"
            for each in error.errors(include_url=False)
        ]
        raise Rejected(f"{path} is not a scenario:\n  " + "\n  ".join(problems)) from error
