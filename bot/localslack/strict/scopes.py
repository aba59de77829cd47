"""What the app was granted, and what a call needs.

Vendor: https://docs.slack.dev/reference/scopes
"""

from collections.abc import Iterable

from bot.localslack.errors import SlackError

NEEDED = {
    "read": {
        "public": "channels:read",
        "private": "groups:read",
        "im": "im:read",
        "mpim": "mpim:read",
    },
    "history": {
        "public": "channels:history",
        "private": "groups:history",
        "im": "im:history",
        "mpim": "mpim:history",
    },
    "manage": {
        "public": "channels:manage",
        "private": "groups:write",
        "im": "im:write",
        "mpim": "mpim:write",
    },
}
"""Which scope a channel of a kind needs, by the family of the method."""

EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "app_home_opened": "",
    "app_uninstalled": "",
    "tokens_revoked": "",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "channel_left": "channels:read",
    "channel_id_changed": "channels:read",
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "pin_added": "pins:read",
    "pin_removed": "pins:read",
    "user_change": "users:read",
    "team_join": "users:read",
    "file_shared": "files:read",
}
"""Which scope an event needs: https://docs.slack.dev/reference/events."""


def check_scope(granted: Iterable[str], any_of: tuple[str, ...]) -> None:
    """Refuse a call that none of the granted scopes covers."""
    if any_of and not set(any_of) & set(granted):
        raise missing_scope(granted, any_of)


def missing_scope(granted: Iterable[str], any_of: Iterable[str]) -> SlackError:
    """Return the refusal, which says what was needed and what was granted."""
    return SlackError("missing_scope", needed=",".join(any_of), provided=",".join(granted))
