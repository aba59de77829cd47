import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dispatch.in_process import Dispatcher
from bot.domain.errors import Unavailable
from bot.domain.terms import IncidentId
from bot.effects.faultpoints import Countdown
from bot.ports import Done, Effect, Promised, Promises
from tests.fakes.clock import ManualClock
from tests.fakes.outside import Outside
from tests.fakes.store import MemoryStore
from tests.faults.ledger_lives import Died, die, ledger, until_quiet

INC = IncidentId(1)
LANES = ("inc-1", "inc-1", "inc-1", "announce", "announce", "", "")
EFFECTS = tuple(
    Effect(f"inc-1/slack.line/{number}", "slack.line", INC, lane=lane)
    for number, lane in enumerate(LANES, start=1)
)
PROMISED = {effect.key for effect in EFFECTS}
"""What waited is followed by an update of the card, which is another matter."""

CALLS = ("no route", "asked to wait", "lost on the way", "lost on the way back")
LOOK_UPS = ("away", "asked to wait")

calls = st.lists(st.sampled_from(CALLS), max_size=4)
look_ups = st.lists(st.sampled_from(LOOK_UPS), max_size=2)
deaths = st.lists(st.integers(min_value=1, max_value=40), max_size=3)


@dataclass
class Stormy:
    """Fails as each effect's script says, then works; notes every call that came too early."""

    clock: ManualClock
    calls: dict[str, list[str]]
    look_ups: dict[str, list[str]]
    outside: Outside = field(default_factory=Outside)
    within: timedelta = timedelta(seconds=10)
    blocked: dict[str, datetime] = field(default_factory=dict)
    too_early: list[str] = field(default_factory=list)

    async def perform(self, effect: Promised) -> Done:
        await self._arrive(effect.key, self.calls)
        self.outside.made.append(effect.key)
        if self._next(effect.key, self.calls, "lost on the way back"):
            raise Unavailable("reset", may_have_happened=True)
        return Done("ref")

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        await self._arrive(effect.key, self.look_ups)
        return Done("ref") if effect.key in self.outside.made else None

    async def _arrive(self, key: str, script: dict[str, list[str]]) -> None:
        await asyncio.sleep(0)  # other calls go on meanwhile
        if key in self.blocked and self.clock() < self.blocked[key]:
            self.too_early.append(key)
        if self._next(key, script, "no route") or self._next(key, script, "away"):
            raise Unavailable("no route")
        if self._next(key, script, "lost on the way"):
            raise Unavailable("reset", may_have_happened=True)
        if self._next(key, script, "asked to wait"):
            self.blocked[key] = self.clock() + timedelta(seconds=30)
            raise Unavailable("slow down", retry_after=timedelta(seconds=30))

    @staticmethod
    def _next(key: str, script: dict[str, list[str]], what: str) -> bool:
        if script.get(key, [])[:1] != [what]:
            return False
        script[key].pop(0)
        return True


async def weather(outside: Stormy, deaths: list[int]) -> list[Promised]:
    """Run all effects through the storm, one process after the other, until nothing waits."""
    store = MemoryStore(outside.clock)
    await store.transact("x", lambda work: work.effects.plan(Promises(effects=EFFECTS)))
    for place in [*deaths, 0]:
        fate = Countdown(place, die)
        runner = ledger(store, outside.clock, outside, fate)
        dispatcher = Dispatcher(runner, clock=outside.clock)
        try:
            await dispatcher.repair()
            await until_quiet(dispatcher, outside.clock)
        except BaseExceptionGroup as group:
            assert group.split(Died)[1] is None  # noqa: PT017 - anything else is no death
            for each in await store.look(lambda work: work.effects.of(INC)):
                if each.state == "intent":
                    outside.blocked.pop(each.key, None)  # that answer died with the process
    effects = await store.look(lambda work: work.effects.of(INC))
    return [effect for effect in effects if effect.key in PROMISED]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    calls=st.fixed_dictionaries({effect.key: calls for effect in EFFECTS}),
    look_ups=st.fixed_dictionaries({effect.key: look_ups for effect in EFFECTS}),
    deaths=deaths,
)
def test_whatever_fails_every_call_is_made_once_in_order_and_never_too_early(
    calls: dict[str, list[str]], look_ups: dict[str, list[str]], deaths: list[int]
) -> None:
    outside = Stormy(
        ManualClock(),
        {key: list(script) for key, script in calls.items()},
        {key: list(script) for key, script in look_ups.items()},
    )

    effects = asyncio.run(weather(outside, deaths))

    assert {effect.state for effect in effects} == {"done"}
    made = [key for key in outside.outside.made if key in PROMISED]
    assert sorted(made) == sorted(effect.key for effect in EFFECTS)
    for lane in ("inc-1", "announce"):
        promised = [effect.key for effect in EFFECTS if effect.lane == lane]
        assert [key for key in made if key in promised] == promised
    assert outside.too_early == []
