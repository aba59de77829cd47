"""Find the element that a person uses, and say what they did with it."""

from dataclasses import dataclass

from bot.localslack.acting.scene import Scene
from bot.localslack.changes.values import state_of
from bot.localslack.errors import Refused
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.views import View
from bot.localslack.strict.blocks import elements_of

SHOWN = ("text", "value", "style", "url", "confirm", "placeholder", "accessibility_label")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the element stands: in a message, or in a view."""

    channel: Channel | None = None
    message: Message | None = None
    view: View | None = None

    @property
    def blocks(self) -> list[Obj]:
        """Return the blocks that are seen there."""
        if self.view is not None:
            blocks: list[Obj] = self.view.body["blocks"]
            return blocks
        return self.message.blocks if self.message else []

    @property
    def key(self) -> str:
        """Return a name for this place."""
        if self.view is not None:
            return self.view.id
        return f"{self.message.channel}/{self.message.ts}" if self.message else ""


def place_of(scene: Scene) -> Place:
    """Return the message or view that was named.

    Raises Refused (unknown_view, unknown_channel, cannot_see_channel, unknown_message).
    """
    world = scene.hub.world
    if scene.asked.flag("home"):
        home = world.views.homes.get(scene.person.id)
        if home is None:
            raise Refused("unknown_view", f"{scene.person.name} has no App Home yet.")
        return Place(view=home)
    if scene.asked.maybe("view_id"):
        return Place(view=own_view(scene))
    channel = scene.channel()
    return Place(channel, scene.message(channel))


def own_view(scene: Scene) -> View:
    """Return an open form of this person.

    Raises Refused (unknown_view).
    """
    name = scene.asked.text("view_id")
    for view in scene.hub.world.views.stack(scene.person.id):
        if view.id == name:
            return view
    raise Refused("unknown_view", f"{scene.person.name} has no open form {name!r}.")


def element_at(place: Place, action_id: str, block_id: str | None) -> tuple[Obj, Obj]:
    """Return the block and the element with that action_id.

    Raises Refused (unknown_element) and names what is there.
    """
    known = []
    for block in place.blocks:
        for element in elements_of(block):
            known.append(str(element.get("action_id")))
            if element.get("action_id") == action_id and block_id in {None, block["block_id"]}:
                return block, element
    raise Refused(
        "unknown_element", f"No element {action_id!r} here; there are: {', '.join(known)}."
    )


def chosen_state(scene: Scene, place: Place, element: Obj, short: object) -> Obj:
    """Return an element's new state in Slack's shape, with names turned into ids.

    Raises Refused (bad_value).
    """
    key = f"{scene.person.id}/{place.key}/{element.get('action_id')}"
    offered = scene.hub.suggested.get(key, [])
    try:
        return _with_ids(scene, state_of(element, short, offered))
    except KeyError as error:
        raise Refused("bad_value", f"{error.args[0]!r} is not one of the options.") from error
    except ValueError as error:
        raise Refused("bad_value", f"{element['type']} cannot take {short!r}.") from error


def action_of(scene: Scene, block: Obj, element: Obj, state: Obj) -> Obj:
    """Return the entry of `actions` in the payload."""
    shown = {key: element[key] for key in SHOWN if key in element}
    initial = {key: value for key, value in element.items() if key.startswith("initial_")}
    if element["type"] == "button":
        state = {"type": "button"}
    moment = scene.hub.ids.stamp(scene.hub.clock.time())
    names = {"action_id": element["action_id"], "block_id": block["block_id"]}
    return shown | initial | state | names | {"action_ts": moment}


def _with_ids(scene: Scene, state: Obj) -> Obj:
    world = scene.hub.world
    answer: Obj = {}
    for key, value in state.items():
        if key in {"selected_user", "selected_channel", "selected_conversation"} and value:
            answer[key] = _id(scene, key, str(value))
        elif key in {"selected_users", "selected_channels", "selected_conversations"}:
            answer[key] = [_id(scene, key, str(name)) for name in value]
        elif key == "files":
            answer[key] = [world.files[n].as_slack(scene.hub.base_url) for n in value]
        else:
            answer[key] = value
    return answer


def _id(scene: Scene, key: str, name: str) -> str:
    world = scene.hub.world
    person = world.people.find(name) if "user" in key or "conversation" in key else None
    channel = None if "user" in key else world.channels.find(name)
    thing = channel or person
    if thing is None or (channel and not channel.seen_by(scene.person.id)):
        raise KeyError(name)
    return thing.id
