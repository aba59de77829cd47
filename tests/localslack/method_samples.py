"""For each limit that a method or the time meets: what happens at exactly n."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

from bot.localslack.changes.views import new_response_url, new_trigger
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import Asking, open_form, place, user
from tests.localslack.rig import Bot, Json, modal, refusal, section


async def posted(bot: Bot, channel: str, **said: Any) -> str:
    return await refusal(bot.web.chat_postMessage(channel=channel, **said))


async def text(ws: Workspace, bot: Bot, n: int) -> str:
    answer = await bot.web.chat_postMessage(channel=place(ws), text="a" * n)
    cut = len(answer["message"]["text"]) < n
    assert ("message_truncated" in answer.get("warning", "")) == cut
    return "cut" if cut else "ok"


async def update_text(ws: Workspace, bot: Bot, n: int) -> str:
    said = await bot.web.chat_postMessage(channel=place(ws), text="a")
    update = bot.web.chat_update(channel=place(ws), ts=said["ts"], text="a" * n)
    return await refusal(update)


async def ephemeral_text(ws: Workspace, bot: Bot, n: int) -> str:
    whisper = bot.web.chat_postEphemeral(channel=place(ws), user=user(ws), text="a" * n)
    return await refusal(whisper)


async def markdown_text(ws: Workspace, bot: Bot, n: int) -> str:
    return await posted(bot, place(ws), markdown_text="a" * n)


async def attachments(ws: Workspace, bot: Bot, n: int) -> str:
    return await posted(bot, place(ws), text="a", attachments=[{"text": "a"}] * n)


async def all_text(ws: Workspace, bot: Bot, n: int) -> str:
    ws.hub.violations.expect(["over_budget"])
    whole, rest = divmod(n, 3000)
    texts = ["a" * 3000] * whole + (["a" * rest] if rest else [])
    return await posted(bot, place(ws), text="a", blocks=[section(each) for each in texts])


async def budget(ws: Workspace, bot: Bot, n: int) -> str:
    whole, rest = divmod(n, 3000)
    texts = ["a" * 3000] * whole + (["a" * rest] if rest else [])
    answer = await posted(bot, place(ws), text="a", blocks=[section(each) for each in texts])
    found = [entry["code"] for entry in ws.hub.violations.found]
    return answer if not found else found[0]


async def metadata(ws: Workspace, bot: Bot, n: int) -> str:
    empty: Json = {"event_type": "a", "event_payload": {"a": ""}}
    filled = {"event_type": "a", "event_payload": {"a": "a" * (n - len(str(empty)))}}
    return await posted(bot, place(ws), text="a", metadata=filled)


async def stack(ws: Workspace, bot: Bot, n: int) -> str:
    answer = await open_form(ws, bot, modal())
    for _ in range(n - 1):
        below = ws.hub.world.views.stack(user(ws))[-1]
        trigger = new_trigger(ws.hub, user(ws), below.id)
        answer = await refusal(bot.web.views_push(trigger_id=trigger, view=modal()))
    return answer


async def name(_ws: Workspace, bot: Bot, n: int) -> str:
    return await refusal(bot.web.conversations_create(name="a" * n))


async def topic(ws: Workspace, bot: Bot, n: int) -> str:
    return await refusal(bot.web.conversations_setTopic(channel=place(ws), topic="a" * n))


async def purpose(ws: Workspace, bot: Bot, n: int) -> str:
    return await refusal(bot.web.conversations_setPurpose(channel=place(ws), purpose="a" * n))


async def crowd(ws: Workspace, n: int) -> list[str]:
    people = []
    for number in range(n):
        asked = {"do": "add_person", "name": f"extra{number}"}
        await ws.director.send("POST", "admin", asked)
        people.append(user(ws, f"extra{number}"))
    return people


async def invite(ws: Workspace, bot: Bot, n: int) -> str:
    people = await crowd(ws, n)
    return await refusal(bot.web.conversations_invite(channel=place(ws), users=people))


async def open_direct(ws: Workspace, bot: Bot, n: int) -> str:
    people = await crowd(ws, n)
    return await refusal(bot.web.conversations_open(users=people))


async def history(ws: Workspace, bot: Bot, n: int) -> str:
    return await refusal(bot.web.conversations_history(channel=place(ws), limit=n))


async def listing(_ws: Workspace, bot: Bot, n: int) -> str:
    return await refusal(bot.web.conversations_list(limit=n))


async def pins(ws: Workspace, bot: Bot, n: int) -> str:
    answer = "ok"
    for _ in range(n):
        said = await bot.web.chat_postMessage(channel=place(ws), text="a")
        answer = await refusal(bot.web.pins_add(channel=place(ws), timestamp=said["ts"]))
    return answer


async def bookmark(ws: Workspace, bot: Bot, link: str) -> str:
    asked = bot.web.bookmarks_add(channel_id=place(ws), title="a", type="link", link=link)
    return await refusal(asked)


async def bookmarks(ws: Workspace, bot: Bot, n: int) -> str:
    answer = "ok"
    for _ in range(n):
        answer = await bookmark(ws, bot, "https://a.example")
    return answer


async def bookmark_link(ws: Workspace, bot: Bot, n: int) -> str:
    return await bookmark(ws, bot, "https://".ljust(n, "a"))


async def snippet(_ws: Workspace, bot: Bot, n: int) -> str:
    asked = bot.web.files_getUploadURLExternal(filename="a.txt", length=n, snippet_type="text")
    return await refusal(asked)


async def trigger(ws: Workspace, bot: Bot, n: int) -> str:
    """Be used just before n seconds are over, counting the limit itself as too late."""
    made = new_trigger(ws.hub, user(ws))
    await ws.clock.advance(n - 0.001)
    return await refusal(bot.web.views_open(trigger_id=made, view=modal()))


async def answered(ws: Workspace, url: str) -> str:
    response = await ws.director.http.post(url, json={"text": "a"})
    return "ok" if response.status_code == 200 else str(response.json()["error"])


async def response_uses(ws: Workspace, _bot: Bot, n: int) -> str:
    url = new_response_url(ws.hub, user(ws), place(ws))
    answers = [await answered(ws, url) for _ in range(n)]
    return answers[-1]


async def response_seconds(ws: Workspace, _bot: Bot, n: int) -> str:
    url = new_response_url(ws.hub, user(ws), place(ws))
    await ws.clock.advance(n - 0.001)
    return await answered(ws, url)


async def acknowledged(ws: Workspace, bot: Bot, n: int) -> str:
    """Be acknowledged just before n seconds are over."""
    bot.silent.add("shortcut")
    await ws.person("ana").do("shortcut", callback_id="declare", wait=False)
    await ws.director.until("delivery", type="declare")
    await ws.clock.advance(n - 0.001)
    delivery = ws.hub.deliveries.kept[-1]
    ws.hub.violations.expect(["ack_late"])
    await bot.socket.send_json({"envelope_id": delivery.envelope_id})
    await ws.director.until("ack")
    return {"acked": "ok"}.get(str(delivery.outcome), str(delivery.outcome))


async def sockets(ws: Workspace, bot: Bot, n: int) -> str:
    """Open connections until there are n; one is open already."""
    frame: Json = {"type": "hello"}
    async with AsyncExitStack() as opened:
        for _ in range(n - 1):
            ticket = await bot.web.apps_connections_open(app_token=ws.app_token)
            assert bot.web.session is not None
            socket = await opened.enter_async_context(bot.web.session.ws_connect(ticket["url"]))
            frame = await socket.receive_json()
    return "ok" if frame["type"] == "hello" else str(frame["reason"])


ASKING: Mapping[str, Asking] = {
    "message.text": text,
    "update.text": update_text,
    "ephemeral.text": ephemeral_text,
    "message.markdown_text": markdown_text,
    "message.attachments": attachments,
    "message.all_text": all_text,
    "message.budget": budget,
    "message.metadata": metadata,
    "view.stack": stack,
    "channel.name": name,
    "channel.topic": topic,
    "channel.purpose": purpose,
    "invite.users": invite,
    "open.users": open_direct,
    "history.limit": history,
    "list.limit": listing,
    "pins": pins,
    "bookmarks": bookmarks,
    "bookmark.link": bookmark_link,
    "snippet.bytes": snippet,
    "trigger.seconds": trigger,
    "response_url.uses": response_uses,
    "response_url.seconds": response_seconds,
    "ack.seconds": acknowledged,
    "sockets": sockets,
}
