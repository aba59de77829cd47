"""A world as JSON, and back."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from bot.localslack.ids import Ids
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel, Words
from bot.localslack.state.files import File
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Group, Person
from bot.localslack.state.views import View
from bot.localslack.state.world import App, Team, World

VERSION = 1
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Counted:
    """Where the maker of ids stood."""

    seed: int
    counts: dict[str, int]
    last_stamp: int


def save(world: World, ids: Ids, now: float) -> Obj:
    """Return {version, state, sha256}; ephemerals, triggers and response_urls are left out."""
    state: Obj = {
        "now": now,
        "ids": {"seed": ids.seed, "counts": dict(ids.counts), "last_stamp": ids.last_stamp},
        "team": asdict(world.team),
        "app": asdict(world.app),
        "people": [asdict(person) for person in world.people],
        "groups": [asdict(group) for group in world.groups.values()],
        "channels": [asdict(channel) for channel in world.channels.by_id.values()],
        "messages": [
            asdict(message)
            for said in world.messages.by_channel.values()
            for message in said.values()
            if message.only_for is None
        ],
        "stacks": {user: [asdict(v) for v in stack] for user, stack in world.views.stacks.items()},
        "homes": {user: asdict(home) for user, home in world.views.homes.items()},
        "files": [_file_out(file) for file in world.files.values()],
    }
    return {"version": VERSION, "state": state, "sha256": _digest(state)}


def load(snapshot: Obj, ids: Ids) -> World:
    """Rebuild the world and set `ids` to go on where they were.

    Raises ValueError when this is no snapshot of this version, or was changed since it was taken.
    """
    state = snapshot.get("state")
    if snapshot.get("version") != VERSION or not isinstance(state, dict):
        message = f"not a snapshot of version {VERSION}"
        raise ValueError(message)
    if snapshot.get("sha256") != _digest(state):
        message = "the snapshot does not match its sha256"
        raise ValueError(message)
    try:
        world, counted = _world(state), Counted(**state["ids"])
    except (AttributeError, KeyError, TypeError) as error:
        message = f"the snapshot lacks something: {error}"
        raise ValueError(message) from error
    ids.reset(counted.seed)
    ids.counts, ids.last_stamp = dict(counted.counts), counted.last_stamp
    return world


def _world(state: Obj) -> World:
    world = World(Team(**state["team"]), App(**state["app"]))
    for person in _each(Person, state["people"]):
        world.people.add(person)
    world.groups = {group.id: group for group in _each(Group, state["groups"])}
    for entry in state["channels"]:
        words = {name: Words(**entry[name]) for name in ("topic", "purpose")}
        world.channels.add(Channel(**(entry | words)))
    for message in _each(Message, state["messages"]):
        world.messages.add(message)
    world.views.stacks = {user: _each(View, stack) for user, stack in state["stacks"].items()}
    world.views.homes = {user: View(**home) for user, home in state["homes"].items()}
    world.files = {entry["id"]: _file_in(entry) for entry in state["files"]}
    return world


def _each(make: Callable[..., Kept], entries: list[Obj]) -> list[Kept]:
    return [make(**entry) for entry in entries]


def _file_out(file: File) -> Obj:
    return asdict(file) | {"content": b64encode(file.content).decode("ascii")}


def _file_in(entry: Obj) -> File:
    return File(**(entry | {"content": b64decode(entry["content"])}))


def _digest(state: Obj) -> str:
    return hashlib.sha256(json.dumps(state, sort_keys=True).encode("ascii")).hexdigest()
