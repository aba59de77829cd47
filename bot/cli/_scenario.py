"""Scenarios: incidents as data, to be played through the real bot."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.domain.errors import Rejected

ACTIONS = ("slash", "message", "emoji", "click", "submit", "shortcut", "fault", "wait")
WITHOUT_PERSON = {"fault", "wait"}
CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(?=Z?$)")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _in_utc(value: object) -> object:
    """Write a date without quotes, which YAML reads as a moment, as the text that it was."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC).strftime("%FT%TZ")
    return value


def _time(value: str) -> str:
    try:
        _moment(value, LONG_AGO)
    except ValueError as error:
        raise ValueError(f"“{value}” is no time such as 03:15 or 2024-01-15T03:15:00Z") from error
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"“{value}” is no IANA zone such as America/Los_Angeles") from error
    return value


class Step(BaseModel, extra="forbid", frozen=True):
    """One thing that somebody does at a time; exactly one of the actions is set."""

    at: Annotated[str, BeforeValidator(_in_utc), AfterValidator(_time)]
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
        return self._chosen()[0]

    @model_validator(mode="after")
    def _one_action(self) -> Self:
        chosen = self._chosen()
        if len(chosen) != 1:
            said = f"it has {' and '.join(chosen)}" if chosen else "it has none"
            raise ValueError(f"a step needs exactly one of {', '.join(ACTIONS)}; {said}")
        if self.emoji and not self.on:
            raise ValueError("an emoji needs a message: on, with the id of an earlier one")
        return self

    def _chosen(self) -> list[str]:
        return [name for name in ACTIONS if getattr(self, name) not in ("", None, False)]


class Scenario(BaseModel, extra="forbid", frozen=True):
    """A whole incident: who takes part, when it begins, and what is done."""

    title: str
    start: AwareDatetime
    zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    people: Mapping[str, str]
    steps: tuple[Step, ...]

    def moments(self) -> list[tuple[datetime, Step]]:
        """Return each step with its time; a clock time earlier than the step before is a day later.

        Dates are taken as they are.
        """
        found: list[tuple[datetime, Step]] = []
        last = self.start.astimezone(UTC)
        for step in self.steps:
            last = _moment(step.at, last)
            found.append((last, step))
        return found

    def mistakes(self) -> Iterator[str]:
        """Say what single steps cannot know: who and what is there when they are done."""
        if not self.people or not self.steps:
            yield "a scenario needs people and steps"
        ids: set[str] = set()
        last = self.start.astimezone(UTC)
        for number, (moment, step) in enumerate(self.moments(), start=1):
            where = f"step {number} (at {step.at})"
            if step.action not in WITHOUT_PERSON and step.who not in self.people:
                known = ", ".join(self.people)
                yield f"{where}: as: “{step.who}” is nobody of people: {known}"
            for name in (step.on, step.thread):
                if name and name not in ids:
                    yield f"{where}: no earlier message has the id “{name}”"
            if moment < last:
                yield f"{where}: this is before the step before it"
            if step.message:
                ids.add(step.id)
            last = moment


def _moment(text: str, last: datetime) -> datetime:
    """Return the time that is meant after `last`; raises ValueError when it is none."""
    if date := DATE.match(text):
        return datetime.fromisoformat(date.group()).replace(tzinfo=UTC)
    clock = CLOCK.fullmatch(text)
    if not clock:
        raise ValueError(text)
    hour, minute, second = (int(part or 0) for part in clock.groups())
    at = last.replace(hour=hour, minute=minute, second=second, microsecond=0)
    if at.replace(second=59) < last.replace(second=0, microsecond=0):
        at += timedelta(days=1)
    return max(at, last)


def read(path: Path) -> Scenario:
    """Read a scenario; raises Rejected with one line for each thing that is wrong, and where."""
    try:
        raw = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        scenario = Scenario.model_validate(raw)
    except OSError as error:
        raise Rejected(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Rejected(f"{path} is not text in UTF-8.") from error
    except YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        line = mark.line + 1 if mark else 1
        raise Rejected(f"{path}:{line}: this is not YAML: {problem or 'odd characters'}") from error
    except ValidationError as error:
        mistakes = [_in_words(each, raw) for each in error.errors(include_url=False)]
    else:
        mistakes = list(scenario.mistakes())
        if not mistakes:
            return scenario
    raise Rejected("\n".join(f"{path}: {mistake}" for mistake in mistakes))


def _in_words(problem: ErrorDetails, raw: Any) -> str:
    where, keys = "", problem["loc"]
    model: type[BaseModel] = Scenario
    if len(keys) > 1 and keys[0] == "steps":
        number = int(keys[1])
        step = raw["steps"][number]
        at = step.get("at", "no time") if isinstance(step, Mapping) else "no step"
        where, model, keys = f"step {number + 1} (at {at}): ", Step, keys[2:]
    key = ".".join(str(each) for each in keys)
    match problem["type"]:
        case "extra_forbidden":
            return f"{where}there is no key {key}; {_known(key, model)}"
        case "missing":
            return f"{where}{key} is missing"
        case _ if not problem["loc"]:
            return "a scenario has title, start, people and steps"
        case _:
            said = problem["msg"].removeprefix("Value error, ")
            return f"{where}{key}: {said}" if key else f"{where}{said}"


def _known(key: str, model: type[BaseModel]) -> str:
    known = [field.alias or name for name, field in model.model_fields.items()]
    close = get_close_matches(key, known, n=1)
    return f"did you mean {close[0]}?" if close else f"there are {', '.join(known)}"
