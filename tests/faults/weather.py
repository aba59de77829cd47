"""What goes wrong in a round, drawn from its seed: in Slack, in the bots, on the way."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.localslack.shapes import Obj
from tests.faults.bots import UNHARMED, Fate
from tests.faults.chance import Stream
from tests.faults.keeper import Keeper
from tests.faults.town import Town

PAST_THE_LEASE_S = 32.0
SLOW_MS = 10_000
LAST_POINT = 24
LAST_CALL = 6
SOON_S = 0.8

Disturb: TypeAlias = Callable[[Town, Keeper], Coroutine[None, None, None]]


async def nothing(_town: Town, _keeper: Keeper) -> None:
    """Let people work in peace."""


@dataclass(frozen=True)
class Weather:
    """What happens to a bot at a fault point, what Slack does, and what happens meanwhile."""

    fate: Fate = UNHARMED
    rules: tuple[Obj, ...] = ()
    meanwhile: Disturb = nothing
    pause_s: float = 0


Draw: TypeAlias = Callable[[Stream], Weather]


def _killed_at_a_point(chance: Stream) -> Weather:
    return Weather(Fate(chance.whole(1, LAST_POINT), signal.SIGKILL))


def _killed_at_random(chance: Stream) -> Weather:
    moments = [chance.between(0, SOON_S) for _ in range(chance.whole(1, 3))]

    async def meanwhile(_town: Town, keeper: Keeper) -> None:
        for moment in moments:
            await asyncio.sleep(moment)
            keeper.strike(0, signal.SIGKILL)
            await keeper.all_well()

    return Weather(meanwhile=meanwhile)


def _stopped(chance: Stream) -> Weather:
    fate = Fate(chance.whole(1, LAST_POINT), signal.SIGSTOP)
    return Weather(fate, pause_s=PAST_THE_LEASE_S)


def _calls(**do: object) -> Draw:
    """Let one call of Slack's API go wrong, whichever it is."""

    def draw(chance: Stream) -> Weather:
        rule = {"on": "api", "nth": chance.whole(1, LAST_CALL), "times": 1, "do": do}
        return Weather(rules=(rule,))

    return draw


def _outage(chance: Stream) -> Weather:
    """Let many calls go wrong, each in another way."""
    ways: tuple[Obj, ...] = (
        {"kind": "http", "status": 503},
        {"kind": "reset_after"},
        {"kind": "reset_before"},
        {"kind": "ratelimited", "retry_after": 1},
        {"kind": "garbage"},
    )
    nths = sorted({chance.whole(1, 2 * LAST_CALL) for _ in range(4)})
    rules = [{"on": "api", "nth": nth, "times": 1, "do": chance.pick(ways)} for nth in nths]
    return Weather(rules=tuple(rules))


def _repeated(chance: Stream) -> Weather:
    do = {"kind": "duplicate", "times": 3, "spacing_s": chance.between(0, 0.5)}
    return Weather(rules=({"on": "delivery", "do": do},))


def _out_of_order(chance: Stream) -> Weather:
    do = {"kind": "delay", "ms": int(chance.between(100, 1_500))}
    rule = {"on": "delivery", "every": 2, "match": {"kind": "event_callback"}, "do": do}
    return Weather(rules=(rule,))


def _cut_off(chance: Stream) -> Weather:
    moments = [chance.between(0, SOON_S) for _ in range(3)]

    async def meanwhile(town: Town, keeper: Keeper) -> None:
        for moment in moments:
            await asyncio.sleep(moment)
            await town.workspace.director.send("POST", "sockets", {"do": "drop"})
            keeper.cuts += 1

    return Weather(meanwhile=meanwhile)


def _server_killed(chance: Stream) -> Weather:
    moments = [chance.between(0, SOON_S) for _ in range(2)]

    async def meanwhile(town: Town, keeper: Keeper) -> None:
        assert town.server
        for moment in moments:
            await asyncio.sleep(moment)
            await town.server.kill()
            keeper.cuts += 1

    return Weather(meanwhile=meanwhile)


def _server_stopped(chance: Stream) -> Weather:
    moment, seconds = chance.between(0, SOON_S), chance.between(1, 8)

    async def meanwhile(town: Town, keeper: Keeper) -> None:
        assert town.server
        await asyncio.sleep(moment)
        await town.server.stand_still(seconds)
        keeper.cuts += 1

    return Weather(meanwhile=meanwhile)


WEATHERS: Mapping[str, Draw] = {
    "kill at a fault point": _killed_at_a_point,
    "kill at random moments": _killed_at_random,
    "stop for longer than the lease": _stopped,
    "Slack limits a call (429)": _calls(kind="ratelimited", retry_after=3),
    "Slack fails a call (503)": _calls(kind="http", status=503),
    "reset before it was applied": _calls(kind="reset_before"),
    "reset after it was applied": _calls(kind="reset_after"),
    "an answer that is no JSON": _calls(kind="garbage"),
    "an answer after 10 seconds": _calls(kind="slow", ms=SLOW_MS),
    "Slack stumbles again and again": _outage,
    "everything is told four times": _repeated,
    "events out of order": _out_of_order,
    "sockets are cut": _cut_off,
}

OF_THE_SERVER: Mapping[str, Draw] = {
    "PostgreSQL is killed": _server_killed,
    "PostgreSQL stands still": _server_stopped,
}
"""These shake every town on the server, so that they are played alone."""
