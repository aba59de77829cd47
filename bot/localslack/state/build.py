"""Build a world: the default one, or another given as JSON."""

from dataclasses import fields
from typing import TypeVar

from bot.localslack.ids import Ids
from bot.localslack.manifest import Manifest
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel, Words
from bot.localslack.state.people import Group, Person
from bot.localslack.state.world import SLACKBOT, App, Team, World

Made = TypeVar("Made", Team, Person, Channel, Words)
OTHER_TEAM = "T0CONTOSO1"

NORTHWIND: Obj = {
    "team": {"id": "T0NORTHWND", "name": "Northwind", "domain": "northwind", "plan": "paid"},
    "people": [
        {
            "name": "ana",
            "real_name": "Ana Silva",
            "display_name": "Ana",
            "is_admin": True,
            "switchable": True,
            "color": "9f69e7",
        },
        {
            "name": "ben",
            "real_name": "Ben Okafor",
            "display_name": "Ben",
            "switchable": True,
            "color": "4bbe2e",
        },
        {
            "name": "chi",
            "real_name": "Chi Nguyen",
            "display_name": "Chi",
            "switchable": True,
            "color": "e7392d",
        },
        {
            "id": "W0DEE00001",
            "name": "dee",
            "real_name": "Dee Larsen",
            "display_name": "Dee",
            "color": "3c989f",
        },
        {
            "name": "eli",
            "real_name": "Eli Moreau",
            "display_name": "Eli",
            "is_guest": True,
            "color": "674b1b",
        },
        {
            "name": "fay",
            "real_name": "Fay Contoso",
            "display_name": "Fay",
            "is_external": True,
            "color": "e96699",
            "team_id": OTHER_TEAM,
        },
        {
            "name": "gus",
            "real_name": "Gus Weber",
            "display_name": "Gus",
            "deleted": True,
            "color": "684b6c",
        },
    ],
    "channels": [
        {
            "name": "general",
            "is_general": True,
            "members": ["ana", "ben", "chi", "dee"],
            "topic": "Company-wide",
        },
        {
            "name": "incidents",
            "members": ["ana", "ben", "chi", "dee", "@bot"],
            "topic": "Every incident is announced here",
        },
        {
            "name": "checkout",
            "members": ["ana", "ben", "eli", "fay"],
            "topic": "The team that takes the money",
        },
        {"name": "ops-private", "private": True, "members": ["ana", "ben"]},
        {"name": "old-incident", "members": ["ana"], "archived": True},
    ],
    "groups": [{"handle": "payments-oncall", "name": "Payments on-call", "users": ["ben", "dee"]}],
    "prefs": {},
}
"""The default world. "@bot" stands for the app's own user."""


def build_world(ids: Ids, manifest: Manifest, now: int, plan: Obj | None = None) -> World:
    """Build a world from JSON of the shape of NORTHWIND; parts left out are taken from there."""
    wanted = NORTHWIND | (plan or {})
    team = Team(**(NORTHWIND["team"] | wanted["team"]), prefs=dict(wanted["prefs"]))
    _check_types(team)
    world = World(team, _app(ids, manifest, wanted))
    world.people.add(_bot(world, manifest, now))
    for entry in wanted["people"]:
        world.people.add(_check_types(_person(ids, team, entry, now)))
    world.people.add(
        Person(SLACKBOT, "slackbot", "Slackbot", team.id, display_name="Slackbot", is_bot=True)
    )
    for entry in wanted["channels"]:
        _add_channel(world, ids, entry, now)
    for entry in wanted["groups"]:
        members = [_id(world, name) for name in entry["users"]]
        group = Group(ids.new("S"), entry["handle"], entry["name"], members, created=now)
        world.groups[group.id] = group
    return world


def _app(ids: Ids, manifest: Manifest, wanted: Obj) -> App:
    granted = wanted.get("grants")
    return App(
        id=ids.new("A"),
        bot_user=ids.new("U"),
        bot_id=ids.new("B"),
        bot_token="xoxb-local-" + ids.hexadecimal("bot_token", 24),
        app_token="xapp-local-" + ids.hexadecimal("app_token", 24),
        signing_secret=ids.hexadecimal("signing_secret", 32),
        verification_token=ids.hexadecimal("verification_token", 24),
        scopes=list(manifest.scopes if granted is None else granted),
    )


def _bot(world: World, manifest: Manifest, now: int) -> Person:
    return Person(
        world.app.bot_user,
        manifest.bot_name,
        manifest.name,
        world.team.id,
        display_name=manifest.bot_name,
        color="1264a3",
        is_bot=True,
        bot_id=world.app.bot_id,
        app_id=world.app.id,
        updated=now,
    )


def _person(ids: Ids, team: Team, entry: Obj, now: int) -> Person:
    usual: Obj = {
        "id": entry.get("id") or ids.new("U"),
        "team_id": team.id,
        "email": f"{entry['name']}@{team.domain}.example",
        "tz": "Europe/Lisbon",
        "tz_label": "Western European Time",
        "updated": now,
    }
    return Person(**(usual | entry))


def _add_channel(world: World, ids: Ids, entry: Obj, now: int) -> None:
    members = [_id(world, name) for name in entry["members"]]
    creator = members[0] if members else world.app.bot_user
    channel = Channel(
        ids.new("C"),
        entry["name"],
        "private" if entry.get("private") else "public",
        creator,
        now,
        members=members,
        topic=_check_types(Words(entry.get("topic", ""), creator, now)),
        is_archived=entry.get("archived", False),
        is_general=entry.get("is_general", False),
    )
    world.channels.add(_check_types(channel))


def _check_types(made: Made) -> Made:
    """Return what was made of JSON; raises ValueError when a text or flag is something else."""
    for field in fields(made):
        value = getattr(made, field.name)
        if field.type in (str, int, bool) and type(value) is not field.type:
            message = f"{type(made).__name__}.{field.name} cannot be {value!r}"
            raise ValueError(message)
    return made


def _id(world: World, name: str) -> str:
    if name == "@bot":
        return world.app.bot_user
    person = world.people.find(name)
    if person is None:
        message = f"the world names {name!r}, who is not among its people"
        raise ValueError(message)
    return person.id
