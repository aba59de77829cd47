"""Who stops answers what is under way, and begins nothing that nobody would be answered to."""

import asyncio

from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest

from tests.slack.test_sockets import line


async def test_what_is_under_way_is_answered_and_what_comes_then_is_left_to_others(
    sqlite_url: str,
) -> None:
    under_way, may_go_on = asyncio.Event(), asyncio.Event()
    async with line(sqlite_url) as alive, asyncio.TaskGroup() as group:
        answered, begun = alive.sockets.answered, list[str]()

        async def slowly(request: SocketModeRequest) -> BoltResponse:
            begun.append(request.envelope_id)
            under_way.set()
            await may_go_on.wait()
            return await answered(request)

        alive.sockets.answered = slowly  # type: ignore[method-assign]  # it takes its time
        first = group.create_task(alive.answers())
        await under_way.wait()
        closing = group.create_task(alive.sockets.close())
        second = group.create_task(alive.answers())
        done, _ = await asyncio.wait([closing], timeout=0.2)
        assert not done
        may_go_on.set()

    assert first.result()
    assert not second.result()
    assert len(begun) == 1
