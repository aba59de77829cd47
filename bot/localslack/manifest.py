"""The app's manifest, read as data: what it may do and what it hears."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ruamel.yaml import YAML

from bot.localslack.shapes import Obj


@dataclass(frozen=True, slots=True)
class Manifest:
    """What Slack knows of an app from its manifest.

    Vendor: https://docs.slack.dev/reference/app-manifest
    """

    name: str
    description: str
    bot_name: str
    commands: tuple[Obj, ...]
    shortcuts: tuple[Obj, ...]
    events: frozenset[str]
    scopes: tuple[str, ...]
    home_tab: bool
    messages_tab: bool

    def command(self, name: str) -> Obj | None:
        """Return the slash command of that name."""
        return next((command for command in self.commands if command["command"] == name), None)

    def shortcut(self, callback_id: str) -> Obj | None:
        """Return the shortcut with that callback_id."""
        return next((item for item in self.shortcuts if item["callback_id"] == callback_id), None)


def read_manifest(path: Path, *, without: Iterable[str] = ()) -> Manifest:
    """Read a manifest file; every scope it names is granted, optional ones too, but not `without`.

    Raises OSError when there is no such file and KeyError when it is no manifest.
    """
    document = _parsed(path.read_text(encoding="utf-8"))
    features = document["features"]
    scopes = document["oauth_config"]["scopes"]
    granted = dict.fromkeys([*scopes.get("bot", []), *scopes.get("bot_optional", [])])
    home = features.get("app_home", {})
    return Manifest(
        name=document["display_information"]["name"],
        description=document["display_information"].get("description", ""),
        bot_name=features["bot_user"]["display_name"],
        commands=tuple(features.get("slash_commands", [])),
        shortcuts=tuple(features.get("shortcuts", [])),
        events=frozenset(document["settings"].get("event_subscriptions", {}).get("bot_events", [])),
        scopes=tuple(scope for scope in granted if scope not in set(without)),
        home_tab=home.get("home_tab_enabled", False),
        messages_tab=home.get("messages_tab_enabled", False),
    )


@cache
def _parsed(text: str) -> Obj:
    """Parse YAML once per text: it costs more than all the rest of a workspace's start."""
    document: Obj = YAML(typ="safe", pure=True).load(text)
    return document
