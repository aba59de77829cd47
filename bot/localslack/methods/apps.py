"""api.*, auth.*, apps.*, bots.*, team.*: about the app itself.

Vendor: https://docs.slack.dev/reference/methods?filter=auth
"""

from bot.localslack.errors import SlackError
from bot.localslack.events import tell
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj


def api_test(call: Call) -> Obj:
    """Echo the arguments: https://docs.slack.dev/reference/methods/api.test."""
    if call.text("error"):
        raise SlackError(call.text("error"), args=call.args)
    return {"args": call.args}


def auth_test(call: Call) -> Obj:
    """Say whose token this is: https://docs.slack.dev/reference/methods/auth.test."""
    team = call.world.team
    return {
        "url": call.hub.team_url,
        "team": team.name,
        "user": call.bot.name,
        "team_id": team.id,
        "user_id": call.bot.id,
        "bot_id": call.world.app.bot_id,
        "is_enterprise_install": False,
    }


def auth_revoke(call: Call) -> Obj:
    """Give the token back: https://docs.slack.dev/reference/methods/auth.revoke."""
    if call.flag("test"):
        return {"revoked": False}
    app = call.world.app
    app.revoked = True
    tell(call.hub, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user]}})
    return {"revoked": True}


def connections_open(call: Call) -> Obj:
    """Give out a Socket Mode ticket: https://docs.slack.dev/reference/methods/apps.connections.open."""
    address = call.hub.base_url.replace("http", "ws", 1)
    return {"url": f"{address}/link/{call.hub.deliveries.sockets.ticket()}"}


def bots_info(call: Call) -> Obj:
    """Return the bot: https://docs.slack.dev/reference/methods/bots.info."""
    app, bot = call.world.app, call.bot
    if call.text("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    facts = {"id": app.bot_id, "deleted": False, "name": bot.name, "updated": bot.updated}
    return {"bot": facts | {"app_id": app.id, "user_id": bot.id, "icons": {}}}


def team_info(call: Call) -> Obj:
    """Return the workspace: https://docs.slack.dev/reference/methods/team.info."""
    team = call.world.team
    if call.text("team", team.id) != team.id:
        raise SlackError("team_not_found")
    facts = {"id": team.id, "name": team.name, "domain": team.domain, "url": call.hub.team_url}
    return {"team": facts | {"email_domain": "", "icon": {"image_default": True}}}


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "apps.connections.open": connections_open,
    "bots.info": bots_info,
    "team.info": team_info,
}
