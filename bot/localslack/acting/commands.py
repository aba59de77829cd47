"""Type a slash command.

Vendor: https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from bot.localslack.acting.payloads import DIRECT
from bot.localslack.acting.response_urls import respond
from bot.localslack.acting.scene import Scene
from bot.localslack.acting.words import typed_command
from bot.localslack.changes.messages import Draft, shown, whisper
from bot.localslack.changes.views import new_response_url, new_trigger
from bot.localslack.delivery.envelopes import About
from bot.localslack.errors import Refused, SlackError
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Person
from bot.localslack.state.world import SLACKBOT


async def slash(scene: Scene) -> Obj:
    """Send the command and show at once what its acknowledgement says."""
    hub, asked = scene.hub, scene.asked
    if asked.maybe("thread_ts"):
        raise Refused("not_in_thread", "Slack takes no slash commands in a thread.")
    channel, name = scene.own_channel(), asked.text("command")
    command = hub.manifest.command(name)
    if command is None:
        raise Refused("unknown_command", f"{name} is not a valid command.")
    escaped = bool(command.get("should_escape", False))
    text = typed_command(asked.text("text"), hub.world, escaped=escaped)
    payload = _payload(scene, channel, name, text)
    about = About(name, scene.person.id, channel.id)
    delivery = hub.deliveries.tell("slash_commands", payload, about)
    answer = await scene.acknowledged(delivery, payload["trigger_id"])
    message = None
    if answer["outcome"] == "acked":
        message = _answered(scene, channel, delivery.body)
    elif answer["outcome"] != "sent":
        answer["notice"] = f'{name} failed with the error "{answer["outcome"]}"'
        message = slackbot_says(hub, channel, scene.person, answer["notice"])
    return answer | {
        "response_url": payload["response_url"],
        "shown": shown(hub, message) if message else None,
    }


def slackbot_says(hub: Hub, channel: Channel, reader: Person, text: str) -> Message:
    """Show what Slack's client would say by itself, only to one person."""
    return whisper(hub, channel, hub.world.people.by_id[SLACKBOT], Draft(text), reader.id)


def _answered(scene: Scene, channel: Channel, body: Obj) -> Message | None:
    if not body.get("text") and not body.get("blocks"):
        return None
    try:
        return respond(scene.hub, body, scene.person.id, channel)
    except SlackError as error:
        scene.hub.violations.add("invalid_response", "slash_commands", error.code)
        return None


def _payload(scene: Scene, channel: Channel, name: str, text: str) -> Obj:
    hub, person = scene.hub, scene.person
    return {
        "token": hub.world.app.verification_token,
        "team_id": hub.world.team.id,
        "team_domain": hub.world.team.domain,
        "channel_id": channel.id,
        "channel_name": DIRECT.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": hub.world.app.id,
        "is_enterprise_install": "false",
        "response_url": new_response_url(hub, person.id, channel.id),
        "trigger_id": new_trigger(hub, person.id),
    }
