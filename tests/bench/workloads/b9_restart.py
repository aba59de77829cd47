"""How soon a restarted bot works when ten thousand promised calls wait for it."""

import statistics
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.domain.entries import said
from bot.domain.facts import Noted
from bot.domain.terms import IncidentId, Words, slug
from bot.localslack.workspace import Workspace
from bot.ports import Effect, Promises
from bot.storage.store import SqlWork
from bot.workflows.consequences import channel_lane
from tests.bench.processes import serving, town
from tests.bench.record import ANA, now, opened
from tests.bench.workload import Figure, Workload, median

INCIDENTS = 10
EACH = 1_000
STARTS = 3
COMMANDS = 20
WITHIN_S = 3.0


async def measure(folder: Path) -> Sequence[Figure]:
    """Start with nothing to do, then with all of it: to ready, and to the first call."""
    database = folder / "muster.db"
    async with town(latency_ms=20, rate_scale=0) as workspace:
        async with serving(workspace, database):
            await _declare(workspace)
        bare = [await _start(workspace, database) for _ in range(STARTS)]
        await _promise(database)
        full = [await _start(workspace, database, is_awaited=True) for _ in range(STARTS)]
    ready, calls, spent, acks = zip(*full, strict=True)
    ratios = [one / statistics.median(each[0] for each in bare) for one in ready]
    return [
        median("start to ready", "s", ready, at_most=WITHIN_S),
        median("start to the first promised call", "s", calls, at_most=WITHIN_S),
        median("start to ready, against nothing to do", "x", ratios),
        median("processor time until ready", "s", spent),
        median("acknowledgement of a command meanwhile, p50", "ms", acks),
        median("start to ready with nothing to do", "s", [each[0] for each in bare]),
    ]


async def _declare(workspace: Workspace) -> None:
    ana, director = workspace.person("ana"), workspace.director
    for number in range(INCIDENTS):
        since = await director.seq()
        await ana.slash("#general", f"/incident declare Bench {number}")
        await director.until("call", since=since, method="pins.add", timeout_s=20)
    await director.idle(quiet_ms=1000)


async def _promise(database: Path) -> None:
    """Promise a line for each of many notes, as those of the command line do."""
    async with opened(database) as store:
        for number in range(1, INCIDENTS + 1):
            await store.transact("bench:promise", partial(_notes, IncidentId(number)))


async def _notes(incident_id: IncidentId, work: SqlWork) -> None:
    after = (await work.timelines.incident(incident_id)).position
    notes = [Noted(Words(f"Note {number}")) for number in range(EACH)]
    entries = said(notes, actor=ANA, now=now(), after=after)
    lines = [
        Effect(
            f"{slug(incident_id)}/slack.line/{entry.position}",
            "slack.line",
            incident_id,
            {"position": entry.position},
            lane=channel_lane(incident_id),
        )
        for entry in entries
    ]
    promises = Promises(effects=tuple(lines))
    await work.timelines.append(incident_id, entries, after=after, promises=promises)


async def _start(
    workspace: Workspace, database: Path, *, is_awaited: bool = False
) -> tuple[float, float, float, float]:
    """Return seconds until ready and until the first call, processor time, and what a note takes.

    The note is acknowledged while promised calls are made.
    """
    ana, director = workspace.person("ana"), workspace.director
    since, began = await director.seq(), now()
    async with serving(workspace, database) as bot:
        spent, first = bot.cpu_s, 0.0
        if is_awaited:
            await director.until("call", since=since, method="chat.postMessage", timeout_s=20)
            post = next(iter(await director.calls("chat.postMessage", since=since)))
            first = (datetime.fromisoformat(post["at"]) - began).total_seconds()
        acks = []
        for number in range(COMMANDS):
            answer = await ana.slash("#inc-1-bench-0", f"/incident note number {number}")
            acks.append(float(answer["ack"]["ms"]))
        return bot.ready_s, first, spent, statistics.median(acks)


workloads = (
    Workload(
        name="B9",
        title=f"a restart with {INCIDENTS * EACH:,} promised calls",
        bare="a start with nothing to do, in the same run",
        measure=measure,
        within_s=75,
    ),
)
