"""Press a button, choose from a menu, ask for suggestions.

Vendor: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
"""

from bot.localslack.acting.elements import (
    Place,
    action_of,
    chosen_state,
    element_at,
    place_of,
)
from bot.localslack.acting.payloads import interaction, place, with_trigger
from bot.localslack.acting.scene import Scene
from bot.localslack.changes import views as change
from bot.localslack.changes.messages import as_slack
from bot.localslack.changes.values import STATELESS, initial_values, stateful
from bot.localslack.delivery.envelopes import About
from bot.localslack.errors import Refused
from bot.localslack.shapes import Obj
from bot.localslack.strict.blocks import options_of


async def click(scene: Scene) -> Obj:
    """Use one element and tell the bot."""
    asked, where = scene.asked, place_of(scene)
    block, element = element_at(where, asked.text("action_id"), asked.maybe("block_id"))
    if element.get("confirm") and not asked.flag("confirm"):
        raise Refused("confirm_required", "Slack asks first.", confirm=element["confirm"])
    if element["type"] in STATELESS:
        state: Obj = {"type": element["type"]}
    else:
        state = chosen_state(scene, where, element, asked.body.get("value"))
    _remember(scene, where, block, element, state)
    payload = _payload(scene, where) | {"actions": [action_of(scene, block, element, state)]}
    place_id = where.channel.id if where.channel else None
    about = About(element["action_id"], scene.person.id, place_id)
    delivery = scene.hub.deliveries.tell("block_actions", payload, about)
    answer = await scene.acknowledged(delivery, payload["trigger_id"])
    return answer | ({"url": element["url"]} if element.get("url") else {})


async def suggest(scene: Scene) -> Obj:
    """Ask the bot for the options of an external select.

    Vendor: https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload
    """
    asked, where = scene.asked, place_of(scene)
    block, element = element_at(where, asked.text("action_id"), asked.maybe("block_id"))
    query = asked.text("query")
    if "external" not in element["type"]:
        raise Refused("bad_value", f"{element['type']} asks for no suggestions.")
    if len(query) < element.get("min_query_length", 3):
        raise Refused("bad_value", "Slack asks for suggestions only after more characters.")
    payload = interaction(scene.hub, "block_suggestion", scene.person) | _container(scene, where)
    payload |= {"action_id": element["action_id"], "block_id": block["block_id"], "value": query}
    about = About(element["action_id"], scene.person.id)
    delivery = scene.hub.deliveries.tell("block_suggestion", payload, about)
    answer = await scene.acknowledged(delivery)
    body = delivery.body
    offered: Obj = {"options": body.get("options"), "option_groups": body.get("option_groups")}
    key = f"{scene.person.id}/{where.key}/{element['action_id']}"
    scene.hub.suggested[key] = options_of(offered)
    return answer | {name: value or [] for name, value in offered.items()}


def values_of(scene: Scene, where: Place) -> Obj:
    """Return state.values of a message or view as this person left it."""
    if where.view is not None:
        return where.view.values
    message = where.message
    picked = message.picked.get(scene.person.id) if message else None
    return picked or initial_values(where.blocks)


def take_values(scene: Scene, where: Place, given: Obj) -> Obj:
    """Put what the page has in its fields into the state and return state.values.

    Raises Refused (unknown_element, bad_value, bad_request).
    """
    values = {name: dict(elements) for name, elements in values_of(scene, where).items()}
    unknown = set(given) - {block["block_id"] for block in where.blocks}
    if unknown:
        raise Refused("unknown_element", f"No block {', '.join(sorted(unknown))} here.")
    for block, element in stateful(where.blocks):
        fields = given.get(block["block_id"], {})
        if not isinstance(fields, dict):
            raise Refused("bad_request", "values must be {block_id: {action_id: value}}.")
        if element["action_id"] in fields:
            state = chosen_state(scene, where, element, fields[element["action_id"]])
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
    return values


def _remember(scene: Scene, where: Place, block: Obj, element: Obj, state: Obj) -> None:
    values = take_values(scene, where, scene.asked.object("values"))
    if element["type"] not in STATELESS | {"overflow"}:
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    if where.view is not None:
        where.view.values = values
    elif where.message is not None:
        where.message.picked[scene.person.id] = values


def _payload(scene: Scene, where: Place) -> Obj:
    view = where.view.id if where.view and where.view.body["type"] == "modal" else None
    payload = interaction(scene.hub, "block_actions", scene.person)
    payload = with_trigger(scene.hub, payload, scene.person, view) | _container(scene, where)
    if where.message is None or where.channel is None:
        return payload
    response_url = change.new_response_url(
        scene.hub,
        scene.person.id,
        where.channel.id,
        message_ts=where.message.ts,
        thread_ts=where.message.thread_ts if where.message.is_reply else None,
    )
    state = {"values": values_of(scene, where)}
    return payload | {"response_url": response_url, "state": state}


def _container(scene: Scene, where: Place) -> Obj:
    if where.view is not None:
        view = change.as_slack(scene.hub, where.view)
        return {"container": {"type": "view", "view_id": where.view.id}, "view": view}
    message, channel = where.message, where.channel
    if message is None or channel is None:
        return {}
    container: Obj = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.is_reply:
        container["thread_ts"] = message.thread_ts
    answer: Obj = {"container": container, "channel": place(channel)}
    # Slack leaves the message out for ephemeral ones: the app never gets their text back.
    return answer if message.only_for else answer | {"message": as_slack(scene.hub, message)}
