"""What a database would hold, in dictionaries."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.domain.entries import Entry
from bot.domain.runbook import Runbook
from bot.domain.terms import IncidentId
from bot.effects.book import Row
from bot.effects.buckets import Bucket
from bot.effects.settling import SUPERSEDED
from bot.ports import Effect, Promised, Promises, Timer


@dataclass(frozen=True)
class Kept:
    """One promised call; a later `number` in a lane has to wait for an earlier one."""

    number: int
    collapse: str
    row: Row


@dataclass(frozen=True)
class Armed:
    timer: Timer
    generation: int
    is_armed: bool


@dataclass
class State:
    """What is committed; all values are immutable, so a copy of the dictionaries is a snapshot."""

    timelines: dict[IncidentId, tuple[Entry, ...]] = field(default_factory=dict)
    causes: dict[tuple[IncidentId, int], str] = field(default_factory=dict)
    last_incident: int = 0
    effects: dict[str, Kept] = field(default_factory=dict)
    blocked: dict[str, str] = field(default_factory=dict)
    timers: dict[str, Armed] = field(default_factory=dict)
    runbooks: dict[str, Runbook] = field(default_factory=dict)
    buckets: dict[str, Bucket] = field(default_factory=dict)

    def copy(self) -> "State":
        return State(
            dict(self.timelines),
            dict(self.causes),
            self.last_incident,
            dict(self.effects),
            dict(self.blocked),
            dict(self.timers),
            dict(self.runbooks),
            dict(self.buckets),
        )


def plan(state: State, promises: Promises, now: datetime) -> None:
    for effect in promises.effects:
        if effect.key not in state.effects:
            _add(state, effect, now)
    for timer in promises.timers:
        earlier = state.timers.get(timer.key)
        if earlier is None and timer.due is None:
            continue
        generation = earlier.generation + 1 if earlier else 1
        state.timers[timer.key] = Armed(timer, generation, timer.due is not None)


def _add(state: State, effect: Effect, now: datetime) -> None:
    for key, older in list(state.effects.items()):
        if effect.collapse and _is_replaced(older, effect):
            over = replace(older.row.promised, state="failed", reason=SUPERSEDED)
            state.effects[key] = replace(older, row=replace(older.row, promised=over, ended_at=now))
    alone = f"inc-{effect.incident_id}/{effect.collapse}" if effect.collapse else ""
    promised = Promised(
        key=effect.key,
        kind=effect.kind,
        incident_id=effect.incident_id,
        state="planned",
        attempts=0,
        reason="",
        reference="",
        payload=effect.payload,
        planned_at=now,
        not_before=None,
    )
    row = Row(promised, lane=effect.lane or alone, is_next=True, fence=0, collapse=effect.collapse)
    state.effects[effect.key] = Kept(len(state.effects) + 1, effect.collapse, row)


def _is_replaced(older: Kept, newer: Effect) -> bool:
    was = older.row.promised
    same = (was.incident_id, older.collapse) == (newer.incident_id, newer.collapse)
    return same and was.state == "planned"
