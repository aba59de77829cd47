"""What one more entry, the card and the newest page cost when a timeline is long."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from bot.domain.facts import MessageRecorded
from bot.domain.notes import note, record_message
from bot.domain.situation import describe_impact
from bot.domain.terms import IncidentId, Words
from bot.ports import Json, Work
from bot.slack.call import Call
from bot.slack.card import card
from bot.slack.commands import timeline
from bot.slack.desk import known
from bot.slack.preferences import Preferences
from tests.bench.record import ANA, ROOM, Person, compared, now, opened, write
from tests.bench.workload import Figure, Workload, median

SHORT, LONG = 10, 100_000
RUNS = 3
INC = IncidentId(1)
MOST = 1.5


async def measure(folder: Path) -> Sequence[Figure]:
    """Do the same in a short and in a long incident, in turns, each in a database of its own."""
    async with opened(folder / "short.db") as short, opened(folder / "long.db") as long:
        await write(short, INC, SHORT)
        await write(long, INC, LONG)
        # As after a restart: what was read before is forgotten.
        long.remembered.forget(INC)
        people, began = (Person(short), Person(long)), time.perf_counter()
        first = await people[1].ask(_card)
        first_s = time.perf_counter() - began
        figures = []
        for name, action in ACTIONS.items():
            ratios = [await compared(action, *people) for _ in range(RUNS)]
            figures.append(median(f"{name}, long to short", "x", ratios, at_most=MOST))
        figures.append(median("first look after a restart, long", "s", [first_s]))
        figures.append(median("first look after a restart, long, CPU", "s", [first / 1000]))
        return figures


def _call(text: str = "") -> Call:
    return Call(ANA, ROOM, now(), Preferences(), text=text, incident_id=INC)


async def _note(person: Person) -> float:
    return await person.decide(_noted)


async def _noted(work: Work) -> Json:
    return await _call().change(lambda incident: note(incident, "It is the pool"), work)


async def _pin(person: Person) -> float:
    return await person.decide(_pinned)


async def _pinned(work: Work) -> Json:
    ts = f"{now().timestamp():.6f}"
    message = MessageRecorded(ROOM, ts, ANA, Words("It is the pool"))
    return await _call().change(lambda incident: record_message(incident, message), work)


async def _change(person: Person) -> float:
    return await person.decide(_changed)


async def _changed(work: Work) -> Json:
    impact = f"Seen at {now()}"
    return await _call().change(lambda incident: describe_impact(incident, impact), work)


async def _card(work: Work) -> Json:
    now_ = await known(INC, work)
    return card(INC, now_.incident, now_.promised, Preferences())


async def _show(person: Person) -> float:
    return await person.ask(_card)


async def _page(person: Person) -> float:
    return await person.ask(partial(timeline.run, _call()))


ACTIONS: Mapping[str, Callable[[Person], Awaitable[float]]] = {
    "append a note": _note,
    "append a recorded message": _pin,
    "append a change that cards show": _change,
    "card": _show,
    "newest page": _page,
}

workloads = (
    Workload(
        name="B6",
        title=f"a timeline of {LONG:,} entries, against one of {SHORT}",
        bare=f"the same in a timeline of {SHORT} entries, in turns, processor time",
        measure=measure,
        within_s=140,
    ),
)
