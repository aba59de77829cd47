"""Use a shortcut: from anywhere, or on a message.

Vendor: https://docs.slack.dev/interactivity/implementing-shortcuts
"""

from bot.localslack.acting.payloads import interaction, place, with_trigger
from bot.localslack.acting.scene import Scene
from bot.localslack.changes.messages import as_slack
from bot.localslack.changes.views import new_response_url
from bot.localslack.delivery.envelopes import About
from bot.localslack.errors import Refused
from bot.localslack.shapes import Obj


async def shortcut(scene: Scene) -> Obj:
    """Tell the bot that a shortcut was used."""
    hub, name = scene.hub, scene.asked.text("callback_id")
    known = hub.manifest.shortcut(name)
    if known is None:
        raise Refused("unknown_shortcut", f"The manifest has no shortcut {name!r}.")
    on_message = known["type"] == "message"
    kind = "message_action" if on_message else "shortcut"
    payload = with_trigger(hub, interaction(hub, kind, scene.person), scene.person)
    payload |= {"callback_id": name, "action_ts": hub.ids.stamp(hub.clock.time())}
    where = None
    if on_message:
        channel = scene.channel()
        message = scene.message(channel)
        where = channel.id
        payload |= {
            "channel": place(channel),
            "message_ts": message.ts,
            "message": as_slack(hub, message),
            "response_url": new_response_url(hub, scene.person.id, channel.id),
        }
    delivery = hub.deliveries.tell(kind, payload, About(name, scene.person.id, where))
    return await scene.acknowledged(delivery, payload["trigger_id"])
