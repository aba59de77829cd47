"""A call waits for its token in its place; one that is refused makes the others wait as well."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Refused, Unavailable
from bot.effects.buckets import Rate
from bot.effects.ledger import Ledger
from bot.effects.pacing import TRIAL, Toll
from bot.ports import Done, Dropped, Effect, Promised
from tests.effects.worlds import INC, World, declared
from tests.fakes.clock import NOON
from tests.fakes.outside import LOST, Outside, Scripted

ROOMS = Rate(per_minute=62, burst=2)
"""Two at once, then one a second."""

LINES = [Effect(f"inc-1/line/{n}", "line", INC, {"room": "here"}, lane="inc-1") for n in range(5)]
THERE = Effect("inc-1/there/1", "there", INC, {"room": "there"})
FREE = Effect("inc-1/free/1", "free", INC)
DEAD_FOR = timedelta(seconds=60.5)
DEAD = Unavailable("token_revoked", retry_after=timedelta(seconds=60), limit="auth")


def limited(seconds: int) -> Unavailable:
    wait = timedelta(seconds=seconds)
    return Unavailable("Slack limits line", retry_after=wait, limit="post")


def pace(effect: Promised) -> Sequence[Toll]:
    if "room" not in effect.payload:
        return ()
    return (Toll("auth", limit="auth"), Toll(f"post/{effect.payload['room']}", ROOMS, limit="post"))


async def paced(*replies: object, planned: Sequence[Effect] = LINES) -> tuple[World, Ledger]:
    outside = Outside()
    kinds = {kind: Scripted(outside) for kind in ("there", "free")}
    kinds["line"] = Scripted(outside, list(replies), gate="auth")  # type: ignore[arg-type] # passed on
    world = await declared(kinds)
    await world.plan(*planned)
    return world, replace(world.ledger, pace=pace)


async def run(ledger: Ledger, world: World) -> None:
    """Run everything that is due, as a dispatcher does."""
    while due := [
        each.key for each in await ledger.waiting(99) if each.at is None or each.at <= world.clock()
    ]:
        for key in due:
            await ledger.run(key)


async def test_a_call_without_a_token_is_put_off_and_not_sent() -> None:
    world, ledger = await paced()

    await run(ledger, world)

    assert world.outside.made == [each.key for each in LINES[:2]]
    third = await world.row(LINES[2].key)
    assert (third.state, third.attempts, third.reason) == ("planned", 0, "")
    assert third.not_before == NOON + timedelta(seconds=1)


async def test_calls_keep_their_order_and_each_comes_when_its_token_is_there() -> None:
    world, ledger = await paced()
    made = []
    for _ in range(4):
        await run(ledger, world)
        made.append(len(world.outside.made))
        await world.lets_pass(1)

    assert made == [2, 3, 4, 5]
    assert world.outside.made == [each.key for each in LINES]
    assert [(await world.row(each.key)).attempts for each in LINES] == [1] * 5


async def test_other_channels_and_calls_that_owe_nothing_are_not_held_up() -> None:
    world, ledger = await paced(planned=[*LINES, THERE, FREE])

    await run(ledger, world)

    assert {THERE.key, FREE.key} <= {*world.outside.made}


@pytest.mark.parametrize("seconds", [1, 30, 300])
async def test_a_refused_call_blocks_its_bucket_for_all_and_counts_no_attempt(seconds: int) -> None:
    here = Effect("inc-1/line/99", "line", INC, {"room": "here"})
    world, ledger = await paced(limited(seconds), planned=[LINES[0], here, THERE])

    await run(ledger, world)

    assert world.outside.made == [THERE.key]
    for key in (LINES[0].key, here.key):
        row = await world.row(key)
        assert (row.state, row.attempts, row.reason) == ("planned", 0, "Slack limits line")
        assert row.not_before == NOON + timedelta(seconds=seconds + 0.5)

    await world.lets_pass(seconds + 0.499)
    await run(ledger, world)
    assert world.outside.made == [THERE.key]

    await world.lets_pass(0.001)
    await run(ledger, world)
    assert len(world.outside.made) == 2, "one goes first"
    await world.lets_pass(1)
    await run(ledger, world)
    assert {*world.outside.made} == {LINES[0].key, here.key, THERE.key}


async def test_a_call_in_doubt_that_waits_for_its_token_stays_in_doubt() -> None:
    others = [Effect(f"inc-1/line/{n}", "line", INC, {"room": "here"}) for n in (7, 8, 9, 10)]
    world, ledger = await paced(LOST, planned=[others[0]])
    await run(ledger, world)
    await world.lets_pass(12)
    await world.plan(*others[1:])
    for each in others[1:]:
        await ledger.run(each.key)

    assert (await ledger.run(others[0].key)).has_moved

    row = await world.row(others[0].key)
    assert (row.state, row.attempts, row.reason) == ("intent", 1, str(LOST))
    await world.lets_pass(2)
    await run(ledger, world)
    assert world.outside.made.count(others[0].key) == 1


@pytest.fixture
def many() -> list[Effect]:
    return [Effect(f"inc-1/line/{n}", "line", INC, {"room": f"r{n}"}) for n in range(20)]


async def test_after_a_dead_token_one_call_a_minute_tries(many: list[Effect]) -> None:
    world, ledger = await paced(*[DEAD] * 99, planned=many)
    performer = world.kinds["line"]
    assert isinstance(performer, Scripted)
    tried = []
    for _ in range(5):
        await run(ledger, world)
        tried.append(99 - len(performer.replies))
        await world.lets_pass(60.5)

    assert tried == [1, 2, 3, 4, 5]
    assert [(await world.row(each.key)).attempts for each in many] == [0] * 20
    assert {(await world.row(each.key)).reason for each in many} == {"token_revoked"}


async def test_with_a_token_that_works_all_go_on_at_once(many: list[Effect]) -> None:
    world, ledger = await paced(DEAD, DEAD, planned=many)
    await run(ledger, world)
    await world.lets_pass(60.5)
    await run(ledger, world)
    assert world.outside.made == []

    await world.lets_pass(60.5)
    await run(ledger, world)

    assert sorted(world.outside.made) == sorted(each.key for each in many)
    why = await world.store.look(lambda work: work.effects.why_blocked("auth"))
    assert why == ""


async def test_the_next_trial_comes_when_the_outside_wants_it(many: list[Effect]) -> None:
    shortly = Unavailable("token_revoked", retry_after=timedelta(seconds=10), limit="auth")
    world, ledger = await paced(shortly, shortly, planned=many[:2])
    for _ in range(2):
        await run(ledger, world)
        assert world.outside.made == []
        await world.lets_pass(10.5)

    await run(ledger, world)

    assert len(world.outside.made) == 2


async def test_a_call_that_had_its_token_stands_before_nobody_any_more() -> None:
    world, ledger = await paced(Done(), Done(), Unavailable("no route"))
    await run(ledger, world)
    await world.lets_pass(1)
    await ledger.run(LINES[2].key)
    assert (await world.row(LINES[2].key)).reason == "no route"

    ahead = await world.store.look(lambda work: work.buckets.ahead("post/here", LINES[4].key))

    assert ahead == 0


@pytest.mark.parametrize(
    ("reply", "opens"),
    [
        (Done("ref"), True),
        (Refused("channel_not_found"), True),
        (limited(1), True),
        (Unavailable("no route"), False),
        (LOST, False),
    ],
    ids=["done", "refused", "limited", "no route", "lost"],
)
async def test_only_an_answer_opens_the_gate(
    reply: object, many: list[Effect], *, opens: bool
) -> None:
    world, ledger = await paced(DEAD, reply, planned=many[:1])
    await run(ledger, world)
    await world.lets_pass(60.5)

    await ledger.run(many[0].key)

    found = await world.store.look(lambda work: work.buckets.find(["auth"]))
    assert [each.blocked_until for each in found] == ([] if opens else [world.clock() + TRIAL])


@pytest.mark.parametrize(
    "reply",
    [Done(), Refused("the client refuses this request"), Dropped("nobody is left to be told")],
    ids=["nothing to do", "refused by ourselves", "dropped"],
)
async def test_what_was_never_sent_opens_no_gate_and_lets_the_next_call_try(
    reply: object, many: list[Effect]
) -> None:
    world, ledger = await paced(DEAD, planned=many[:4])
    await run(ledger, world)
    await world.lets_pass(60.5)
    line = world.kinds["line"]
    assert isinstance(line, Scripted)
    line.replies, line.gate = [reply, DEAD], ""  # type: ignore[list-item] # passed on

    await run(ledger, world)

    [gate] = await world.store.look(lambda work: work.buckets.find(["auth"]))
    assert gate.blocked_until == world.clock() + DEAD_FOR
    assert line.replies == []
    states = [(await world.row(each.key)).state for each in many[:4]]
    assert states.count("planned") == 3


async def test_what_was_never_sent_leaves_a_gate_alone_that_others_opened_meanwhile(
    many: list[Effect],
) -> None:
    world, ledger = await paced(DEAD, planned=many[:2])
    await run(ledger, world)
    await world.lets_pass(60.5)
    line = world.kinds["line"]
    assert isinstance(line, Scripted)

    async def opened_meanwhile(_effect: Promised) -> Done:
        await world.store.transact("x", lambda work: work.buckets.open("auth"))
        return Done()

    line.replies, line.gate = [opened_meanwhile], ""
    await ledger.run(many[0].key)

    assert await world.store.look(lambda work: work.buckets.find(["auth"])) == []


async def test_a_refusal_that_no_bucket_mirrors_holds_up_nobody_else(many: list[Effect]) -> None:
    wait = timedelta(seconds=30)
    other = Unavailable("Slack limits list", retry_after=wait, limit="list")
    world, ledger = await paced(other, planned=many[:3])

    await run(ledger, world)

    assert len(world.outside.made) == 2


async def test_whoever_waits_comes_back_in_turn_and_not_all_for_each_token() -> None:
    here = {"room": "here"}
    many = [Effect(f"inc-1/line/{number}", "line", INC, here) for number in range(100)]
    world, ledger = await paced(planned=many)
    claims = 0
    while waiting := await ledger.waiting(999):
        due = [each.key for each in waiting if each.at is None or each.at <= world.clock()]
        for key in due:
            claims += (await ledger.run(key)).has_moved
        await world.lets_pass(0 if due else 0.25)

    assert world.outside.made == [each.key for each in many]
    assert claims <= 2 * len(many)
    assert world.clock() - NOON <= timedelta(seconds=100)
