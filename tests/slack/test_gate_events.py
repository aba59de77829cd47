"""Events that the gate lets in go to our own listener."""

from collections.abc import Awaitable, Callable

import pytest

from bot.domain.errors import Unavailable
from bot.ports import Json
from bot.slack.gate import Gate, Rules
from bot.slack.gate_bolt import events_behind_gate
from tests.slack.gate_cases import EVENT
from tests.slack.knocking import SECRET, Inner, clock, headers, knock, nobody


async def test_events_go_past_bolt() -> None:
    inner, reached = Inner(), list[str]()
    door = Gate(
        inner,
        Rules(secrets=(SECRET,)),
        clock=clock,
        on_dropped=nobody,
        on_event=events_behind_gate(note_of(reached), lambda name, _: reached.append(name)),
    )

    answers = [await knock(door, EVENT, sent=headers(EVENT)) for _ in range(2)]

    assert [(each.status, each.body) for each in answers if each] == [(200, b""), (200, b"")]
    assert reached == ["noted Ev1", "delivery.before_ack", "delivery.acked"]
    assert inner.bodies == []


async def test_an_event_that_cannot_be_kept_is_not_acknowledged_and_may_come_again() -> None:
    reached: list[str] = []

    async def full(_body: Json) -> None:
        reached.append("asked")
        raise Unavailable("The disk is full.")

    rules, events = Rules(secrets=(SECRET,)), events_behind_gate(full)
    door = Gate(Inner(), rules, clock=clock, on_dropped=nobody, on_event=events)
    for _ in range(2):
        with pytest.raises(Unavailable):
            await knock(door, EVENT, sent=headers(EVENT))

    assert reached == ["asked", "asked"]


async def test_the_question_whether_the_address_is_ours_stays_with_bolt() -> None:
    inner, reached = Inner(), list[str]()
    body = b'{"type":"url_verification","challenge":"3eZbrw1aB"}'
    events = events_behind_gate(note_of(reached))
    rules = Rules(secrets=(SECRET,))
    door = Gate(inner, rules, clock=clock, on_dropped=nobody, on_event=events)

    await knock(door, body, sent=headers(body))

    assert (len(inner.bodies), reached) == (1, [])


def note_of(reached: list[str]) -> Callable[[Json], Awaitable[None]]:
    async def noted(body: Json) -> None:
        reached.append(f"noted {body['event_id']}")

    return noted
