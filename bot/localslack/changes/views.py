"""Open, stack, change and close forms."""

from typing import TypeVar

from bot.localslack.changes.messages import with_ids
from bot.localslack.changes.values import initial_values
from bot.localslack.errors import SlackError
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.views import STACK_DEPTH, ResponseUrl, Trigger, View
from bot.localslack.strict.limits import limit

KEYS = 5000
Kept = TypeVar("Kept", Trigger, ResponseUrl)
OPTIONAL = ("submit", "close")


def new_trigger(hub: Hub, user: str, view: str | None = None) -> str:
    """Return a trigger_id: one use within three seconds, on this person's screen.

    Vendor: https://docs.slack.dev/interactivity/handling-user-interaction
    """
    name = ".".join(
        hub.ids.hexadecimal("trigger", 32)[part] for part in (slice(0, 13), slice(13, 32))
    )
    trigger = Trigger(name, user, hub.clock.time() + limit("trigger.seconds"), view)
    _remember(hub.world.triggers, name, trigger)
    return name


def new_response_url(hub: Hub, user: str, channel: str, **place: str | None) -> str:
    """Return a response_url: five uses within thirty minutes."""
    name = hub.ids.hexadecimal("response_url", 24)
    expires = hub.clock.time() + limit("response_url.seconds")
    uses = limit("response_url.uses")
    made = ResponseUrl(name, user, channel, expires, left=uses, **place)
    _remember(hub.world.response_urls, name, made)
    return f"{hub.base_url}/response/{name}"


def spend(hub: Hub, trigger_id: str | None) -> Trigger:
    """Use a trigger up.

    Raises SlackError (invalid_trigger_id, exchanged_trigger_id, expired_trigger_id).
    """
    trigger = hub.world.triggers.get(trigger_id or "")
    if trigger is None:
        raise SlackError("invalid_trigger_id")
    if trigger.used:
        hub.violations.add("trigger_reused", "views", "a trigger_id works once")
        raise SlackError("exchanged_trigger_id")
    if hub.clock.time() >= trigger.expires:
        raise SlackError("expired_trigger_id")
    trigger.used = True
    return trigger


def open_view(hub: Hub, trigger: Trigger, body: Obj) -> View:
    """Put a form on a screen; whatever was open there goes away (push stacks instead)."""
    hub.world.views.stack(trigger.user).clear()
    return _add(hub, trigger.user, body, "opened")


def push_view(hub: Hub, user: str, body: Obj) -> View:
    """Lay a form over the one on the screen.

    Raises SlackError (push_limit_reached).
    """
    if len(hub.world.views.stack(user)) >= STACK_DEPTH:
        raise SlackError("push_limit_reached")
    return _add(hub, user, body, "pushed")


def update_view(hub: Hub, view: View, body: Obj) -> View:
    """Replace what a form shows; what was typed into blocks that stay is kept."""
    check_external_id(hub, body, view)
    view.body = _filled(hub, body)
    view.values = _kept(view.values, initial_values(view.body["blocks"]))
    view.errors, view.notice = {}, None
    view.hash = _hash(hub)
    note(hub, "updated", view)
    return view


def publish(hub: Hub, user: str, body: Obj) -> View:
    """Set somebody's App Home."""
    home = hub.world.views.homes.get(user)
    if home is None:
        name = hub.ids.new("V")
        home = View(name, user, _filled(hub, body), _hash(hub), root=name)
        home.values = initial_values(home.body["blocks"])
        hub.world.views.homes[user] = home
    else:
        update_view(hub, home, body)
    note(hub, "published", home)
    return home


def close_view(hub: Hub, view: View) -> None:
    """Take one form away; the one below is seen again."""
    stack = hub.world.views.stack(view.user)
    if view in stack:
        stack.remove(view)
        note(hub, "closed", view)


def clear(hub: Hub, user: str) -> None:
    """Take all of somebody's forms away."""
    stack = hub.world.views.stack(user)
    if stack:
        root = stack[0]
        stack.clear()
        note(hub, "cleared", root)


def note(hub: Hub, change: str, view: View) -> None:
    """Write the record that the person's screen follows."""
    hub.journal.write("state", what="view", change=change, user=view.user, view_id=view.id)


def check_external_id(hub: Hub, body: Obj, own: View | None = None) -> None:
    """Refuse an external_id that another open view has.

    Raises SlackError (duplicate_external_id).
    """
    name = body.get("external_id")
    other = hub.world.views.named(name) if name else None
    if other is not None and other is not own:
        raise SlackError("duplicate_external_id")


def as_slack(hub: Hub, view: View) -> Obj:
    """Return the view object of the Web API and of interactions.

    Vendor: https://docs.slack.dev/reference/views
    """
    app, body = hub.world.app, view.body
    answer: Obj = {
        "id": view.id,
        "team_id": hub.world.team.id,
        "type": body["type"],
        "blocks": body["blocks"],
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "root_view_id": view.root,
        "previous_view_id": view.previous,
        "app_id": app.id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": hub.world.team.id,
        "bot_id": app.bot_id,
    }
    if body["type"] == "modal":
        answer["title"] = _plain(body["title"])
        answer |= {key: _plain(body[key]) if body.get(key) else None for key in OPTIONAL}
    return answer


def shown(hub: Hub, view: View) -> Obj:
    """Return the view as the control API shows it."""
    kept = ("id", "type", "callback_id", "blocks", "private_metadata", "hash", "external_id")
    more = ("notify_on_close", "clear_on_close", "root_view_id", "previous_view_id", "state")
    slack = as_slack(hub, view)
    titles = {key: slack.get(key) for key in ("title", *OPTIONAL)}
    person = {"user": view.user, "errors": dict(view.errors), "notice": view.notice}
    return {key: slack[key] for key in (*kept, *more)} | titles | person


def _add(hub: Hub, user: str, body: Obj, change: str) -> View:
    check_external_id(hub, body)
    stack = hub.world.views.stack(user)
    name = hub.ids.new("V")
    below = stack[-1] if stack else None
    view = View(
        name,
        user,
        _filled(hub, body),
        _hash(hub),
        root=below.root if below else name,
        previous=below.id if below else None,
    )
    view.values = initial_values(view.body["blocks"])
    stack.append(view)
    note(hub, change, view)
    return view


def _filled(hub: Hub, body: Obj) -> Obj:
    return body | {"blocks": with_ids(hub, body["blocks"])}


def _kept(before: Obj, fresh: Obj) -> Obj:
    """Return fresh values, but keep what stood before in the same element of the same kind."""
    values: Obj = {}
    for block_id, elements in fresh.items():
        old = before.get(block_id, {})
        values[block_id] = {
            action_id: old[action_id]
            if old.get(action_id, {}).get("type") == state["type"]
            else state
            for action_id, state in elements.items()
        }
    return values


def _plain(text: Obj) -> Obj:
    return {"type": "plain_text", "text": text["text"], "emoji": text.get("emoji", True)}


def _remember(known: dict[str, Kept], name: str, key: Kept) -> None:
    """Keep a one-use key; of very many, the oldest is forgotten."""
    known[name] = key
    if len(known) > KEYS:
        del known[next(iter(known))]


def _hash(hub: Hub) -> str:
    return f"{hub.now()}.{hub.ids.hexadecimal('view_hash', 8)}"
