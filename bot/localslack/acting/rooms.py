"""Make, enter, leave and change channels as a person."""

from collections.abc import Callable

from bot.localslack.acting.scene import Scene, find_person
from bot.localslack.changes import channels as change
from bot.localslack.changes.marks import pins_shown
from bot.localslack.errors import Refused, SlackError
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.strict.names import check_channel_name

Step = Callable[[Scene], tuple[Channel, list[str]]]


async def channel(scene: Scene) -> Obj:
    """Do one thing to a channel."""
    step = STEPS.get(scene.asked.text("do"))
    if step is None:
        raise Refused("bad_value", f"do must be one of: {', '.join(STEPS)}.")
    place, told = step(scene)
    pins = pins_shown(scene.hub, place)
    return {"channel": change.shown(scene.hub, place, scene.person.id, pins), "deliveries": told}


async def direct(scene: Scene) -> Obj:
    """Open a direct message with one person or several."""
    named = [find_person(scene.hub, name) for name in scene.asked.texts("users")]
    others = {person.id: person for person in named if person.id != scene.person.id}
    if not others:
        raise Refused("bad_value", "users must name somebody else.")
    place, _ = change.open_direct(scene.hub, [scene.person, *others.values()])
    pins = pins_shown(scene.hub, place)
    return {"channel": change.shown(scene.hub, place, scene.person.id, pins)}


def _create(scene: Scene) -> tuple[Channel, list[str]]:
    name = _free_name(scene)
    place, told = change.create(scene.hub, name, scene.person, private=scene.asked.flag("private"))
    for who in scene.asked.texts("users"):
        person = find_person(scene.hub, who)
        if person.id not in place.members:
            told += change.join(scene.hub, place, person, inviter=scene.person.id)
    return place, told


def _join(scene: Scene) -> tuple[Channel, list[str]]:
    place = _open(scene.channel())
    if place.kind != "public":
        raise Refused("cannot_see_channel", f"#{place.name} can only be entered by invitation.")
    if scene.person.id in place.members:
        return place, []
    return place, change.join(scene.hub, place, scene.person)


def _leave(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.own_channel()
    return place, change.leave(scene.hub, place, scene.person)


def _invite(scene: Scene) -> tuple[Channel, list[str]]:
    place, told = scene.own_channel(), []
    for who in scene.asked.texts("users"):
        person = find_person(scene.hub, who)
        if person.deleted:
            raise Refused("deactivated", f"{person.name} is deactivated.")
        if person.id not in place.members:
            told += change.join(scene.hub, place, person, inviter=scene.person.id)
    return place, told


def _kick(scene: Scene) -> tuple[Channel, list[str]]:
    place, told = scene.own_channel(), []
    for who in scene.asked.texts("users"):
        person = find_person(scene.hub, who)
        if person.id in place.members:
            told += change.leave(scene.hub, place, person)
    return place, told


def _archive(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.own_channel()
    return place, change.archive(scene.hub, place, scene.person)


def _unarchive(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.channel()
    return place, change.unarchive(scene.hub, place, scene.person) if place.is_archived else []


def _rename(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.own_channel()
    return place, change.rename(scene.hub, place, _free_name(scene), scene.person)


def _make_private(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.own_channel()
    return place, change.make_private(scene.hub, place, scene.person)


def _topic(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.own_channel()
    return place, change.describe(scene.hub, place, "topic", scene.asked.text("text"), scene.person)


def _purpose(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.own_channel()
    text = scene.asked.text("text")
    return place, change.describe(scene.hub, place, "purpose", text, scene.person)


def _delete(scene: Scene) -> tuple[Channel, list[str]]:
    place = scene.channel()
    return place, change.remove(scene.hub, place, scene.person)


def _open(place: Channel) -> Channel:
    if place.is_archived:
        raise Refused("is_archived", f"#{place.name} is archived.")
    return place


def _free_name(scene: Scene) -> str:
    name = scene.asked.text("name").removeprefix("#")
    try:
        check_channel_name(name)
    except SlackError as error:
        raise Refused("bad_value", f"{name!r} is no channel name: {error.code}.") from error
    if any(c.name == name and not c.is_direct for c in scene.hub.world.channels):
        raise Refused("name_taken", f"#{name} exists already.")
    return name


STEPS: dict[str, Step] = {
    "create": _create,
    "join": _join,
    "leave": _leave,
    "invite": _invite,
    "kick": _kick,
    "archive": _archive,
    "unarchive": _unarchive,
    "rename": _rename,
    "make_private": _make_private,
    "topic": _topic,
    "purpose": _purpose,
    "delete": _delete,
}
