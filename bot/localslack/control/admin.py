"""Do what an administrator of the workspace can do."""

from collections.abc import Callable

from bot.localslack.acting.scene import Asked, find_person
from bot.localslack.errors import Refused
from bot.localslack.events import tell
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.people import Person

Step = Callable[[Hub, Asked], list[str]]


async def admin(hub: Hub, asked: Asked) -> Obj:
    """Do one thing and return the deliveries it caused."""
    step = STEPS.get(asked.text("do"))
    if step is None:
        raise Refused("bad_value", f"do must be one of: {', '.join(STEPS)}.")
    return {"deliveries": step(hub, asked)}


def _deactivate(hub: Hub, asked: Asked) -> list[str]:
    return _set_deleted(hub, asked, deleted=True)


def _reactivate(hub: Hub, asked: Asked) -> list[str]:
    return _set_deleted(hub, asked, deleted=False)


def _add_person(hub: Hub, asked: Asked) -> list[str]:
    name = asked.text("name").removeprefix("@")
    if not name or hub.world.people.find(name) is not None:
        raise Refused("name_taken", f"There is somebody called {name!r}, or the name is empty.")
    real_name = asked.maybe("real_name") or name.capitalize()
    person = Person(hub.ids.new("U"), name, real_name, hub.world.team.id, updated=hub.now())
    person.display_name = real_name.partition(" ")[0]
    person.email = f"{name}@{hub.world.team.domain}.example"
    person.switchable = asked.flag("switchable")
    hub.world.people.add(person)
    hub.journal.write("state", what="person", change="added", user=person.id)
    event = {"type": "team_join", "user": person.as_slack(with_email=_sees_email(hub))}
    return tell(hub, event)


def _revoke(hub: Hub, _asked: Asked) -> list[str]:
    app = hub.world.app
    told = tell(hub, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user]}})
    app.revoked = True
    return told


def _uninstall(hub: Hub, asked: Asked) -> list[str]:
    told = _revoke(hub, asked) + tell(hub, {"type": "app_uninstalled"})
    hub.world.app.installed = False
    return told


def _reinstall(hub: Hub, _asked: Asked) -> list[str]:
    """Install the app again: it gets another token, and the one before is dead for good."""
    app = hub.world.app
    app.bot_token, app.revoked, app.installed = f"{app.bot_token}-again", False, True
    return []


def _remove_scope(hub: Hub, asked: Asked) -> list[str]:
    scopes = hub.world.app.scopes
    hub.world.app.scopes = [scope for scope in scopes if scope != asked.text("scope")]
    return []


def _grant_scope(hub: Hub, asked: Asked) -> list[str]:
    _remove_scope(hub, asked)
    hub.world.app.scopes.append(asked.text("scope"))
    return []


def _set_pref(hub: Hub, asked: Asked) -> list[str]:
    hub.world.team.prefs[asked.text("name")] = asked.body.get("value", True)
    return []


def _set_plan(hub: Hub, asked: Asked) -> list[str]:
    plan = asked.text("plan")
    if plan not in {"free", "paid"}:
        raise Refused("bad_value", "plan must be free or paid.")
    hub.world.team.plan = plan
    return []


def _set_deleted(hub: Hub, asked: Asked, *, deleted: bool) -> list[str]:
    person = find_person(hub, asked.text("user"))
    person.deleted, person.updated = deleted, hub.now()
    hub.journal.write("state", what="person", change="changed", user=person.id)
    body = person.as_slack(with_email=_sees_email(hub))
    moment = hub.ids.stamp(hub.clock.time())
    event: Obj = {"type": "user_change", "user": body, "cache_ts": hub.now(), "event_ts": moment}
    return tell(hub, event)


def _sees_email(hub: Hub) -> bool:
    return "users:read.email" in hub.world.app.scopes


STEPS: dict[str, Step] = {
    "deactivate": _deactivate,
    "reactivate": _reactivate,
    "add_person": _add_person,
    "revoke_token": _revoke,
    "uninstall": _uninstall,
    "reinstall": _reinstall,
    "remove_scope": _remove_scope,
    "grant_scope": _grant_scope,
    "set_pref": _set_pref,
    "set_plan": _set_plan,
}
