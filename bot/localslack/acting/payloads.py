"""What every interaction tells the bot about who, where and when.

Vendor: https://docs.slack.dev/reference/interaction-payloads
"""

from bot.localslack.changes.views import new_trigger
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.channels import Channel
from bot.localslack.state.people import Person

DIRECT = {"im": "directmessage", "mpim": "mpdm", "private": "privategroup"}


def interaction(hub: Hub, kind: str, person: Person) -> Obj:
    """Return the part that all interaction payloads share."""
    team = hub.world.team
    return {
        "type": kind,
        "token": hub.world.app.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "api_app_id": hub.world.app.id,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": person.team_id,
        },
    }


def with_trigger(hub: Hub, payload: Obj, person: Person, view: str | None = None) -> Obj:
    """Return the payload with a fresh trigger_id."""
    return payload | {"trigger_id": new_trigger(hub, person.id, view)}


def place(channel: Channel) -> Obj:
    """Return a channel as interactions name it."""
    return {"id": channel.id, "name": DIRECT.get(channel.kind, channel.name)}
