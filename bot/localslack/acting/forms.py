"""Submit and close forms.

Vendor: https://docs.slack.dev/surfaces/modals#interactions
"""

from bot.localslack.acting.actions import take_values
from bot.localslack.acting.client_checks import refused_by_client
from bot.localslack.acting.elements import Place, own_view
from bot.localslack.acting.payloads import interaction, with_trigger
from bot.localslack.acting.scene import TROUBLE, Scene, ack_of, outcome_of
from bot.localslack.changes import views as change
from bot.localslack.changes.values import stateful
from bot.localslack.delivery.envelopes import About, Delivery
from bot.localslack.errors import Refused, SlackError
from bot.localslack.shapes import Obj
from bot.localslack.state.views import View
from bot.localslack.strict.views import check_view


async def submit(scene: Scene) -> Obj:
    """Send a form off, unless Slack's client would refuse it."""
    hub, view = scene.hub, own_view(scene)
    if hub.world.views.stack(scene.person.id)[-1] is not view:
        raise Refused("unknown_view", "Another form lies on top of this one.")
    view.values = take_values(scene, Place(view=view), scene.asked.object("values"))
    view.errors, view.notice = refused_by_client(view.body["blocks"], view.values), None
    if view.errors:
        change.note(hub, "errors", view)
        return _answer(scene, "client_refused", view, None)
    payload = interaction(hub, "view_submission", scene.person)
    payload = with_trigger(hub, payload, scene.person, view.id)
    payload |= {"view": change.as_slack(hub, view), "response_urls": _response_urls(scene, view)}
    about = About(view.body.get("callback_id"), scene.person.id)
    delivery = hub.deliveries.tell("view_submission", payload, about)
    if not scene.asked.flag("wait", default=True):
        return _answer(scene, "sent", view, None)
    outcome = await outcome_of(delivery)
    if outcome != "acked":
        view.notice = TROUBLE
        change.note(hub, "notice", view)
        word = {"operation_timeout": "timeout", "sent": "sent"}.get(outcome, "failed")
        return _answer(scene, word, view, delivery)
    return _answer(scene, _follow(scene, view, delivery.body), view, delivery)


async def close(scene: Scene) -> Obj:
    """Close a form, or all of them; the bot hears of it when it asked to."""
    hub, view = scene.hub, own_view(scene)
    everything = scene.asked.flag("all") or bool(view.body.get("clear_on_close"))
    stack = list(hub.world.views.stack(scene.person.id))
    gone = stack if everything else [view]
    told = [_tell_closed(scene, entry, cleared=everything) for entry in reversed(gone)]
    if everything:
        change.clear(hub, scene.person.id)
    else:
        change.close_view(hub, view)
    heard = [delivery for delivery in told if delivery is not None]
    for delivery in heard:
        await outcome_of(delivery)
    return {"ack": ack_of(heard[-1]) if heard else None}


def _follow(scene: Scene, view: View, body: Obj) -> str:
    """Do what the acknowledgement says and return the outcome."""
    hub, action = scene.hub, body.get("response_action")
    if action is None:
        change.close_view(hub, view)
        return "closed"
    if action == "clear":
        change.clear(hub, scene.person.id)
        return "cleared"
    if action == "errors":
        return _show_errors(scene, view, body.get("errors"))
    try:
        shown = check_view(body.get("view"), surface="modal")
        if action == "update":
            change.update_view(hub, view, shown)
            return "updated"
        if action == "push":
            change.push_view(hub, scene.person.id, shown)
            return "pushed"
    except SlackError as error:
        hub.violations.add(
            "invalid_response", "view_submission", "; ".join(error.messages) or error.code
        )
    else:
        hub.violations.add("invalid_response", "view_submission", f"response_action {action!r}")
    view.notice = TROUBLE
    change.note(hub, "notice", view)
    return "failed"


def _show_errors(scene: Scene, view: View, errors: object) -> str:
    """Show the errors at input blocks; Slack drops every other key in silence."""
    given = errors if isinstance(errors, dict) else {}
    inputs = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
    for name in sorted(set(given) - inputs):
        scene.hub.violations.add("unknown_error_key", "view_submission", str(name))
    view.errors = {name: str(text) for name, text in given.items() if name in inputs}
    if not view.errors:
        view.notice = TROUBLE
    change.note(scene.hub, "errors", view)
    return "errors"


def _answer(scene: Scene, outcome: str, view: View, delivery: Delivery | None) -> Obj:
    stack = scene.hub.world.views.stack(scene.person.id)
    return {
        "outcome": outcome,
        "errors": dict(view.errors) if outcome in {"errors", "client_refused"} else {},
        "view": change.shown(scene.hub, stack[-1]) if stack else None,
        "ack": ack_of(delivery) if delivery else None,
        "notice": view.notice,
    }


def _tell_closed(scene: Scene, view: View, *, cleared: bool) -> Delivery | None:
    if not view.body.get("notify_on_close"):
        return None
    payload = interaction(scene.hub, "view_closed", scene.person)
    payload |= {"view": change.as_slack(scene.hub, view), "is_cleared": cleared}
    about = About(view.body.get("callback_id"), scene.person.id)
    return scene.hub.deliveries.tell("view_closed", payload, about)


def _response_urls(scene: Scene, view: View) -> list[Obj]:
    urls = []
    for block, element in stateful(view.body["blocks"]):
        state = view.values[block["block_id"]][element["action_id"]]
        channel = state.get("selected_conversation") or state.get("selected_channel")
        if element.get("response_url_enabled") and channel in scene.hub.world.channels.by_id:
            address = change.new_response_url(scene.hub, scene.person.id, channel)
            names = {"block_id": block["block_id"], "action_id": element["action_id"]}
            urls.append(names | {"channel_id": channel, "response_url": address})
    return urls
