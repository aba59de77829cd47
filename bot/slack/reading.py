"""What Slack sends, read into the few things that Muster needs to know about it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import Rejected
from bot.ports import Delivery


def delivery(key: str, kind: str, body: Mapping[str, Any], observed_at: datetime) -> Delivery:
    """Describe one delivery by its key, and by what it says."""
    told = {name: value for name, value in body.items() if name != "response_url"}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), default=str)
    digest = hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()
    return Delivery(key, "slack", kind, digest, observed_at)


def team_of(body: Mapping[str, Any]) -> str:
    """Return the id of the workspace."""
    return str(body.get("team_id") or (body.get("team") or {}).get("id", ""))


def person_of(body: Mapping[str, Any]) -> str:
    """Return the id of the person who acted."""
    return str(body.get("user_id") or (body.get("user") or {}).get("id", ""))


def channel_of(body: Mapping[str, Any]) -> str:
    """Return the id of the channel where it happened; empty inside a form."""
    direct = body.get("channel_id") or (body.get("channel") or {}).get("id")
    return str(direct or (body.get("container") or {}).get("channel_id", ""))


def interaction_key(body: Mapping[str, Any]) -> str:
    """Name an interaction: Slack gives each its own trigger_id, repetitions included.

    Vendor: https://docs.slack.dev/interactivity/handling-user-interaction
    """
    return f"act:{team_of(body)}:{body['trigger_id']}"


def submission_key(body: Mapping[str, Any]) -> str:
    """Name a sent form: the same form with the same entries is the same wish.

    Its hash does not change when errors are shown in it, so what was entered counts as well.
    Vendor: https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    view = body["view"]
    entered = json.dumps(view["state"], sort_keys=True)
    digest = hashlib.sha256(entered.encode()).hexdigest()
    return f"view:{view['id']}:{view['hash']}:{digest[:16]}"


def chosen(action: Mapping[str, Any]) -> str:
    """Return what a button carries or what was picked in a select."""
    option = action.get("selected_option")
    picked = option["value"] if option else action.get("value")
    return str(picked or action.get("selected_user") or "")


def message_of(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the message that a shortcut was used on; raises Rejected when there is none."""
    message: Mapping[str, Any] | None = body.get("message")
    if message is None:
        raise Rejected("This needs a message. Use it from the menu of one.")
    return message


def author_of(event: Mapping[str, Any]) -> str:
    """Return who did what an event reports; for an edited message, its author."""
    inner = event.get("message") or event.get("previous_message") or {}
    return str(event.get("user") or inner.get("user") or "")


def happened_at(event: Mapping[str, Any], now: datetime) -> datetime:
    """Return when it happened in Slack; now, where Slack does not tell."""
    try:
        return datetime.fromtimestamp(float(event["event_ts"]), UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return now


def is_our_own(body: Mapping[str, Any]) -> bool:
    """Tell whether an event reports what Muster itself did."""
    ours = {grant.get("user_id") for grant in body.get("authorizations") or []}
    return author_of(body["event"]) in ours


def action_of(action: Mapping[str, Any]) -> str:
    """Name what a click means; `step_answer.2` is the second button of one meaning.

    Vendor: action_id must be unique within a block, https://docs.slack.dev/reference/block-kit
    """
    return str(action["action_id"]).partition(".")[0]
