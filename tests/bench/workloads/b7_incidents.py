"""What the lists and the search cost when there have been many incidents."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from bot.domain.terms import ChannelId, IncidentId, PersonId, Severity, Status
from bot.ports import Json, Work
from bot.slack.call import Call
from bot.slack.commands import find
from bot.slack.commands import list as list_
from bot.slack.preferences import Preferences
from bot.storage.store import SqlWork, Store
from bot.storage.tables import incident_words, incidents
from bot.storage.words import beginnings
from tests.bench.record import ANA, BEGAN, ROOM, Person, compared, now, opened
from tests.bench.workload import Figure, Workload, median

FEW, MANY = 10, 100_000
OPEN = 8
RUNS = 3
AT_ONCE = 2_000
MOST = 2.0
SERVICES = ("checkout", "payments", "login", "catalogue", "shipping", "invoices", "mail")


async def measure(folder: Path) -> Sequence[Figure]:
    """Ask the same of few and of many incidents, in turns, each in a database of its own."""
    async with opened(folder / "few.db") as few, opened(folder / "many.db") as many:
        await _fill(few, FEW)
        await _fill(many, MANY)
        people = Person(few), Person(many)
        figures = []
        for name, question in QUESTIONS.items():
            asked = partial(Person.ask, question=question)
            ratios = [await compared(asked, *people) for _ in range(RUNS)]
            figures.append(median(f"{name}, many to few", "x", ratios, at_most=MOST))
        return figures


async def _fill(store: Store, count: int) -> None:
    """Write the summaries alone: lists and searches read nothing else."""
    for first in range(1, count + 1, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, count + 1))
        await store.transact("bench:fill", partial(_write, numbers, count))


async def _write(numbers: range, count: int, work: SqlWork) -> None:
    rows = [_row(number, is_open=number > count - OPEN) for number in numbers]
    words = [
        {"word": word, "incident_id": row["id"]}
        for row in rows
        for word in beginnings(str(row["title"]), str(row["channel_name"]))
    ]
    await work.session.run(lambda sql: sql.execute(incidents.insert(), rows))
    await work.session.run(lambda sql: sql.execute(incident_words.insert(), words))


def _row(number: int, *, is_open: bool) -> dict[str, object]:
    service = SERVICES[number % len(SERVICES)]
    # What is searched for rarely comes last: it is as old as can be.
    what = (
        "certificate expired" if number in {1, 2, 3} else f"latency of region {number % 40} rises"
    )
    return {
        "id": number,
        "title": f"{service.capitalize()} {what}",
        "severity": Severity.SEV2.value,
        "status": (Status.INVESTIGATING if is_open else Status.CLOSED).value,
        "is_drill": False,
        "lead": PersonId("U2"),
        "channel_id": ChannelId(f"C{number}"),
        "channel_name": f"inc-{number}-{service}",
        "declared_at": BEGAN,
        "declared_by": ANA,
        "head_position": 5,
        "head_hash": "0" * 64,
    }


def _call(text: str) -> Call:
    return Call(ANA, ROOM, now(), Preferences(), text=text)


async def _open(work: Work) -> Json:
    return await list_.run(_call("open"), work)


async def _recent(work: Work) -> Json:
    return await list_.run(_call("recent"), work)


async def _find_common(work: Work) -> Json:
    return await find.run(_call("latency"), work)


async def _find_rare(work: Work) -> Json:
    return await find.run(_call("certif"), work)


async def _find_both(work: Work) -> Json:
    return await find.run(_call("latency region"), work)


async def _find_apart(work: Work) -> Json:
    return await find.run(_call("payments checkout"), work)


async def _find_nothing(work: Work) -> Json:
    return await find.run(_call("dragons"), work)


async def _by_channel(work: Work) -> IncidentId | None:
    return await work.incidents.in_channel(ChannelId("C5"))


QUESTIONS = {
    "/incident list": _open,
    "/incident list recent": _recent,
    "/incident find, a word of nearly all": _find_common,
    "/incident find, a word of three": _find_rare,
    "/incident find, two words of nearly all": _find_both,
    "/incident find, two words of many that none has both of": _find_apart,
    "/incident find, a word of none": _find_nothing,
    "the incident of a channel": _by_channel,
}

workloads = (
    Workload(
        name="B7",
        title=f"lists and search among {MANY:,} incidents, against {FEW}",
        bare=f"the same among {FEW} incidents, in turns, processor time",
        measure=measure,
        within_s=65,
    ),
)
