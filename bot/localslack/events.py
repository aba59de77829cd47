"""Tell the bot what happened, if it asked to hear it and may.

Vendor: https://docs.slack.dev/apis/events-api
"""

from bot.localslack.delivery.envelopes import About
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import EVENT_KIND, Channel
from bot.localslack.strict.scopes import EVENT_SCOPES

SUBSCRIPTION = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""What follows "message." in the manifest, by channel_type."""
TO_ALL = frozenset(
    {"channel_archive", "channel_unarchive", "channel_rename", "channel_created", "channel_deleted"}
)
"""Events of public channels that do not ask whether the bot is a member."""


def tell(
    hub: Hub, event: Obj, channel: Channel | None = None, *, was_member: bool = False
) -> list[str]:
    """Send one event and return the ids of its deliveries: none when the bot does not hear it."""
    if not hub.world.app.installed and event["type"] not in {"app_uninstalled", "tokens_revoked"}:
        return []
    if not _subscribed(hub, event, channel):
        return []
    if channel is not None and not was_member and not _hears(hub, event["type"], channel):
        return []
    event_id = hub.ids.new("Ev")
    place = channel.id if channel else None
    about = About(_name(event), _user(event), place, event_id)
    delivery = hub.deliveries.tell("event_callback", envelope(hub, event, event_id), about)
    return [delivery.id]


def envelope(hub: Hub, event: Obj, event_id: str) -> Obj:
    """Return the outer payload that every event has.

    Vendor: https://docs.slack.dev/apis/events-api#callback-field
    """
    app, team = hub.world.app, hub.world.team
    return {
        "token": app.verification_token,
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": hub.now(),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": app.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-" + event_id,
    }


def channel_event(
    hub: Hub, name: str, channel: Channel, user: str | None = None, **extra: object
) -> list[str]:
    """Tell of an event of a channel, under its name for private channels when it is one."""
    renamed = name.replace("channel_", "group_", 1) if channel.kind == "private" else name
    event: Obj = {
        "type": renamed,
        "channel": channel.id,
        "event_ts": hub.ids.stamp(hub.clock.time()),
    }
    return tell(hub, event | ({"user": user} if user else {}) | extra, channel)


def _subscribed(hub: Hub, event: Obj, channel: Channel | None) -> bool:
    name = event["type"]
    if name == "message" and channel is not None:
        name = "message." + SUBSCRIPTION[EVENT_KIND[channel.kind]]
    scope = EVENT_SCOPES.get(name, "")
    if name.startswith(("pin_", "reaction_")) or not scope:
        granted = not scope or scope in hub.world.app.scopes
    else:
        granted = _for_kind(scope, channel) in hub.world.app.scopes
    return name in hub.manifest.events and granted


def _for_kind(scope: str, channel: Channel | None) -> str:
    """Return channels:read as groups:read and so on, when the channel is of another kind."""
    family, _, verb = scope.partition(":")
    if family != "channels" or channel is None:
        return scope
    return {"public": "channels", "private": "groups"}.get(channel.kind, channel.kind) + ":" + verb


def _hears(hub: Hub, name: str, channel: Channel) -> bool:
    if hub.world.app.bot_user in channel.members:
        return True
    return name in TO_ALL and channel.kind == "public"


def _name(event: Obj) -> str:
    subtype = event.get("subtype")
    return f"{event['type']}/{subtype}" if subtype else str(event["type"])


def _user(event: Obj) -> str | None:
    user = event.get("user")
    return user if isinstance(user, str) else None
