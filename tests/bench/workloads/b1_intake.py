"""What it costs to take in what Slack sends: checked, kept once, durable, acknowledged."""

import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from itertools import count
from pathlib import Path
from subprocess import DEVNULL, Popen
from urllib.parse import urlencode

from bot.cli._town import free_port
from bot.localslack.workspace import Workspace
from tests.bench.knocking import FORM, Sent, knock, signed
from tests.bench.processes import Bot, serving, town, until_ready
from tests.bench.workload import Figure, Workload, median

RUNS = 7
REQUESTS = 800
COMMANDS = 200
COMMON_SIZE = "x" * 500
"""Makes an event about as long as Slack's own, one kilobyte."""

_numbers = count(1)


async def measure(folder: Path) -> Sequence[Figure]:
    """Take turns between the bare server and the bot, on one core."""
    async with town(latency_ms=0, rate_scale=0) as workspace:
        secret = workspace.signing_secret
        async with (
            serving(workspace, folder / "intake.db", hears="http") as bot,
            _bare_server(secret) as bare,
        ):
            channel = await _declared(workspace, bot)
            core = max(os.sched_getaffinity(0))
            os.sched_setaffinity(0, os.sched_getaffinity(0) - {core} or {core})
            for each in (bot, bare):
                each.pin(core)
            figures = await _compared(bot, bare, secret, channel)
    return [*figures, _lost(folder / "intake.db")]


def _lost(database: Path) -> Figure:
    """Count what was acknowledged and is not in the database, read after the bot has ended."""
    with closing(sqlite3.connect(database)) as kept:
        [(rows,)] = kept.execute("SELECT count(*) FROM deliveries WHERE kind LIKE 'event.%'")
    return median("accepted_and_not_kept", "", [RUNS * REQUESTS - rows], at_most=0)


async def _compared(bot: Bot, bare: Bot, secret: str, channel: str) -> Sequence[Figure]:
    bodies: dict[str, Callable[[], bytes]] = {
        "ignored event": lambda: _event({"type": "message", "channel": channel, "text": "hi"}),
        "kept event": lambda: _event(
            {"type": "member_joined_channel", "user": "U0KNOCKS1", "channel": channel}
        ),
    }
    spent: dict[str, list[float]] = {name: [] for name in bodies}
    bounds: list[float] = []
    sent: list[Sent] = []
    for _ in range(RUNS):
        bound, _answers = await _cost(
            bare, [signed(bodies["kept event"](), secret) for _ in range(REQUESTS)]
        )
        bounds.append(bound)
        for name, body in bodies.items():
            cost, answers = await _cost(bot, [signed(body(), secret) for _ in range(REQUESTS)])
            spent[name].append(cost)
            sent.append(answers)
    notes = [signed(_note(channel), secret, FORM) for _ in range(COMMANDS)]
    command, answers = await _cost(bot, notes)
    lost = sum(len(each.statuses) - each.accepted for each in [*sent, answers])
    return [
        median("bare_us", "µs CPU", bounds),
        *_ratios(spent, bounds),
        *_pace(sent[1::2], spent["kept event"]),
        median("note_command_us", "µs CPU", [command]),
        median("not_accepted", "", [lost], at_most=0),
    ]


def _ratios(spent: Mapping[str, list[float]], bounds: Sequence[float]) -> Iterator[Figure]:
    """Say what each kind of event costs, and how that compares with the bound beside it."""
    for name, costs in spent.items():
        yield median(f"{name.replace(' ', '_')}_us", "µs CPU", costs)
    for name, costs in spent.items():
        ratios = [one / bound for one, bound in zip(costs, bounds, strict=True)]
        yield median(f"{name.replace(' ', '_')}_to_bare", "x", ratios, at_most=2.5)


def _pace(kept: Sequence[Sent], costs: Sequence[float]) -> Iterator[Figure]:
    """Say how long kept events wait, and how many of them there may be in a second."""
    yield median("kept_events_p50_wall", "ms", [each.quantile_ms(0.5) for each in kept])
    yield median("kept_events_p99_wall", "ms", [each.quantile_ms(0.99) for each in kept])
    per_second = [1e6 / cost for cost in costs]
    yield median("kept_events_per_cpu_second", "/s", per_second, at_least=1000)
    yield median("kept_events_per_second", "/s", [each.accepted / each.wall_s for each in kept])


async def _cost(server: Bot, requests: Sequence[bytes]) -> tuple[float, Sent]:
    """Return the processor time of one request, in microseconds."""
    before = server.ran_s
    sent = await knock(server.port, requests)
    return (server.ran_s - before) / len(requests) * 1e6, sent


def _event(event: dict[str, str]) -> bytes:
    number = next(_numbers)
    body = {
        "token": COMMON_SIZE,
        "team_id": "T0BENCH01",
        "api_app_id": "A0BENCH01",
        "type": "event_callback",
        "event_id": f"Ev{number:010}",
        "event_time": 1_700_000_000,
        "authorizations": [{"team_id": "T0BENCH01", "user_id": "U0BOT0001", "is_bot": True}],
        "event": event | {"event_ts": "1700000000.000100"},
    }
    return json.dumps(body).encode()


def _note(channel: str) -> bytes:
    return _command(channel, f"note number {next(_numbers)}")


def _command(channel: str, text: str, person: str = "U0KNOCKS1") -> bytes:
    fields = {
        "command": "/incident",
        "text": text,
        "team_id": "T0BENCH01",
        "user_id": person,
        "channel_id": channel,
        "trigger_id": f"{next(_numbers)}.{next(_numbers)}.bench",
        "response_url": "http://127.0.0.1:9/nowhere",
    }
    return urlencode(fields).encode()


async def _declared(workspace: Workspace, bot: Bot) -> str:
    """Declare an incident and return its channel, once all that follows has been done."""
    world = workspace.hub.world
    general, ana = world.channels.find("general"), world.people.find("ana")
    assert general is not None
    assert ana is not None
    asked = _command(general.id, "declare Bench", ana.id)
    sent = await knock(bot.port, [signed(asked, workspace.signing_secret, FORM)], connections=1)
    assert sent.accepted == 1
    await workspace.director.until("call", method="pins.add", timeout_s=20)
    await workspace.director.idle(quiet_ms=1000)
    records = workspace.hub.journal.since(0)
    invite = next(each for each in records if each.get("method") == "conversations.invite")
    return str(invite["args"]["channel"])


@asynccontextmanager
async def _bare_server(secret: str) -> AsyncIterator[Bot]:
    port = free_port(0)
    command = [sys.executable, "-m", "tests.bench.bare", str(port), secret]
    process = Popen(command, stdout=DEVNULL)  # noqa: ASYNC220, S603 - our own
    try:
        await until_ready(port)
        yield Bot(process, 0.0, port)
    finally:
        process.terminate()
        process.wait()


workloads = (
    Workload(
        name="B1",
        title="intake over HTTP, 32 connections, one core, SQLite in full durability",
        bare="Starlette with Slack's SignatureVerifier and json, on the same core in turns",
        measure=measure,
        within_s=120,
    ),
)
