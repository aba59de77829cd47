"""users.* and usergroups.*: who is here.

Vendor: https://docs.slack.dev/reference/methods?filter=users
"""

from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj
from bot.localslack.state.people import Person


def info(call: Call) -> Obj:
    """Return somebody: https://docs.slack.dev/reference/methods/users.info."""
    return {"user": _shown(call, call.person(call.text("user")))}


def listing(call: Call) -> Obj:
    """List everybody: https://docs.slack.dev/reference/methods/users.list."""
    page, metadata = call.page(list(call.world.people), most="list.limit")
    members = [_shown(call, person) for person in page]
    return {"members": members, "cache_ts": call.hub.now(), "response_metadata": metadata}


def lookup_by_email(call: Call) -> Obj:
    """Find somebody: https://docs.slack.dev/reference/methods/users.lookupByEmail."""
    wanted = call.text("email").casefold()
    for person in call.world.people:
        if person.email.casefold() == wanted and not person.deleted:
            return {"user": _shown(call, person)}
    raise SlackError("users_not_found")


def groups(call: Call) -> Obj:
    """List user groups: https://docs.slack.dev/reference/methods/usergroups.list."""
    _paid(call)
    team, with_users = call.world.team.id, call.flag("include_users")
    found = call.world.groups.values()
    return {"usergroups": [group.as_slack(team, with_users=with_users) for group in found]}


def group_users(call: Call) -> Obj:
    """List a group's people: https://docs.slack.dev/reference/methods/usergroups.users.list."""
    _paid(call)
    group = call.world.groups.get(call.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _paid(call: Call) -> None:
    if call.world.team.plan == "free":
        raise SlackError("plan_upgrade_required")


def _shown(call: Call, person: Person) -> Obj:
    return person.as_slack(with_email=call.granted("users:read.email"))


METHODS: dict[str, Method] = {
    "users.info": info,
    "users.list": listing,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": groups,
    "usergroups.users.list": group_users,
}
