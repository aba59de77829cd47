"""views.*: forms.

Vendor: https://docs.slack.dev/surfaces/modals
"""

from bot.localslack.changes import views as change
from bot.localslack.errors import SlackError
from bot.localslack.methods.call import Call, Method
from bot.localslack.shapes import Obj
from bot.localslack.state.views import View
from bot.localslack.strict.blocks import texts_of
from bot.localslack.strict.text import wrong_in_text
from bot.localslack.strict.views import check_view


def open_view(call: Call) -> Obj:
    """Open a form: https://docs.slack.dev/reference/methods/views.open."""
    body = _checked(call, "modal")
    change.check_external_id(call.hub, body)
    trigger = change.spend(call.hub, call.text("trigger_id"))
    if trigger.view is not None and call.world.views.get(trigger.view) is not None:
        return _answer(call, change.push_view(call.hub, trigger.user, body))
    return _answer(call, change.open_view(call.hub, trigger, body))


def push(call: Call) -> Obj:
    """Lay a form over another: https://docs.slack.dev/reference/methods/views.push."""
    body = _checked(call, "modal")
    trigger = change.spend(call.hub, call.text("trigger_id"))
    if trigger.view is None or call.world.views.get(trigger.view) is None:
        raise SlackError("not_found")
    return _answer(call, change.push_view(call.hub, trigger.user, body))


def update(call: Call) -> Obj:
    """Change an open form: https://docs.slack.dev/reference/methods/views.update."""
    wanted, external = call.text("view_id"), call.text("external_id")
    view = call.world.views.get(wanted) if wanted else call.world.views.named(external)
    if view is None or not (wanted or external):
        raise SlackError("not_found")
    body = _checked(call, view.body["type"])
    _check_hash(call, view)
    return _answer(call, change.update_view(call.hub, view, body))


def publish(call: Call) -> Obj:
    """Set somebody's App Home: https://docs.slack.dev/reference/methods/views.publish."""
    user = call.person(call.text("user_id"))
    if not call.hub.manifest.home_tab:
        raise SlackError("not_enabled")
    body = _checked(call, "home")
    known = call.world.views.homes.get(user.id)
    if known is not None:
        _check_hash(call, known)
    return _answer(call, change.publish(call.hub, user.id, body))


def _checked(call: Call, surface: str) -> Obj:
    view = check_view(call.args["view"], surface=surface)
    for said in texts_of(view["blocks"]):
        for code, detail in wrong_in_text(said, call.world):
            call.violation(code, detail)
    return view


def _check_hash(call: Call, view: View) -> None:
    given = call.text("hash")
    if given and given != view.hash:
        raise SlackError("hash_conflict")


def _answer(call: Call, view: View) -> Obj:
    return {"view": change.as_slack(call.hub, view)}


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
