"""Look at what the workspace holds and what happened in it."""

from collections.abc import Callable
from itertools import islice

from bot.localslack.acting.scene import Asked, find_channel, find_person
from bot.localslack.changes import channels, messages, views
from bot.localslack.changes.marks import pins_shown
from bot.localslack.clock import Timer
from bot.localslack.errors import Refused
from bot.localslack.faults import profiles
from bot.localslack.hub import Hub
from bot.localslack.journal import iso
from bot.localslack.shapes import Obj
from bot.localslack.state.messages import Message
from bot.localslack.state.people import Person
from bot.localslack.strict.limits import all_limits, unverified

PAGE = 200


def health(hub: Hub, _asked: Asked) -> Obj:
    """Return whether all is well, at a glance."""
    last = hub.deliveries.last_ack_at
    return {
        "clock": _clock(hub),
        "seed": hub.ids.seed,
        "transport": hub.deliveries.transport,
        "connections": hub.deliveries.connections,
        "last_ack_at": None if last is None else iso(last),
        "unverified_limits": unverified(),
        "seq": hub.journal.seq,
        "profile": hub.faults.profile,
        "latency_ms": latency_ms(hub),
        "violations": len(hub.violations.found),
    }


def world(hub: Hub, asked: Asked) -> Obj:
    """Return all that one person can see, for a page to begin with; by default the first one."""
    wanted = asked.maybe("as")
    me = find_person(hub, wanted) if wanted else _in_order(hub)[0]
    shown = [
        channels.shown(hub, channel, me.id, pins_shown(hub, channel))
        for channel in hub.world.visible_to(me.id)
    ]
    return {
        "seq": hub.journal.seq,
        "now": hub.clock.time(),
        "me": me.as_seen(),
        "people": [person.as_seen() for person in _in_order(hub)],
        "team": _team(hub),
        "groups": _groups(hub),
        "app": _app(hub),
        "channels": shown,
        **_screens(hub, me.id),
        "commands": list(hub.manifest.commands),
        "shortcuts": list(hub.manifest.shortcuts),
        "links": [{"name": name, "url": url} for name, url in hub.options.links.items()],
        "tips": list(hub.options.tips),
        "unread": sum(entry["unread"] for entry in shown),
        "violations": len(hub.violations.found),
        "limits": {"total": len(all_limits()), "unverified": unverified()},
        "clock": _clock(hub),
        "profile": hub.faults.profile,
        "latency_ms": latency_ms(hub),
        "connections": hub.deliveries.connections,
    }


def said(hub: Hub, asked: Asked) -> Obj:
    """Return the newest messages of a channel or a thread, as one person sees them."""
    me = find_person(hub, asked.text("as"))
    channel = find_channel(hub, asked.text("channel"), me)
    thread, before = asked.maybe("thread_ts"), asked.maybe("before")
    found = _found(hub, channel.id, thread)
    seen = [m for m in found if m.only_for in {None, me.id} and (not before or m.ts < before)]
    size = max(1, asked.whole("limit", PAGE))
    return {
        "seq": hub.journal.seq,
        "channel": channel.id,
        "thread_ts": thread,
        "has_more": len(seen) > size,
        "messages": [messages.shown(hub, message) for message in seen[-size:]],
    }


def screens(hub: Hub, asked: Asked) -> Obj:
    """Return the forms on one person's screen."""
    me = find_person(hub, asked.text("as"))
    return {"seq": hub.journal.seq, **_screens(hub, me.id)}


def clock(hub: Hub, _asked: Asked) -> Obj:
    """Return the time and what waits for it."""
    return _clock(hub) | {"pending": [timer_shown(timer) for timer in hub.clock.pending()]}


def calls(hub: Hub, asked: Asked) -> Obj:
    """Return the Web API calls of the bot, newest last."""
    method, ok = asked.maybe("method"), asked.maybe("ok")
    found = [
        {key: value for key, value in record.items() if key != "kind"}
        for record in hub.journal.since(asked.whole("since", 0), ["call"])
        if method in {None, record["method"]} and ok in {None, str(record["ok"]).lower()}
    ]
    return {"calls": found[-asked.whole("limit", len(found) or 1) :]}


def deliveries(hub: Hub, asked: Asked) -> Obj:
    """Return what the bot was told and how it answered."""
    kind, outcome = asked.maybe("kind"), asked.maybe("outcome")
    after = {r["delivery"] for r in hub.journal.since(asked.whole("since", 0), ["delivery"])}
    found = [
        entry.as_seen()
        for entry in hub.deliveries.kept
        if kind in {None, entry.kind} and outcome in {None, entry.outcome} and entry.id in after
    ]
    return {"deliveries": found}


def violations(hub: Hub, asked: Asked) -> Obj:
    """Return what the bot did that Slack would let pass although it is wrong."""
    found = hub.violations.of(asked.maybe("code"))
    return {"count": len(found), "violations": found}


def limits(_hub: Hub, _asked: Asked) -> Obj:
    """Return every limit and how far it can be trusted."""
    return {"limits": [row.as_seen() for row in all_limits().values()]}


def faults(hub: Hub, _asked: Asked) -> Obj:
    """Return the fault rules and how often each was met and fired."""
    return {"rules": [rule.as_seen() for rule in hub.faults.rules]}


def profile(hub: Hub, _asked: Asked) -> Obj:
    """Return the weather and what other weather there is."""
    return {"name": hub.faults.profile, "profiles": list(profiles())}


def journal_lines(hub: Hub, asked: Asked) -> list[Obj]:
    """Return journal records, oldest first."""
    kinds = [asked.text("kind")] if asked.maybe("kind") else []
    found = hub.journal.since(asked.whole("since", 0), kinds)
    return list(islice(found, asked.whole("limit", hub.journal.seq)))


def timer_shown(timer: Timer) -> Obj:
    """Return a timer as the control API shows it."""
    return {"at": iso(timer.at), "what": timer.what}


def latency_ms(hub: Hub) -> float:
    """Return how long a call usually takes."""
    latency = hub.faults.latency
    return float(latency.get("ms") or latency.get("p50_ms") or 0)


def _clock(hub: Hub) -> Obj:
    return {"now": hub.clock.time(), "mode": hub.clock.mode}


def _screens(hub: Hub, user: str) -> Obj:
    home = hub.world.views.homes.get(user)
    return {
        "views": [views.shown(hub, view) for view in hub.world.views.stack(user)],
        "home": views.shown(hub, home) if home else None,
    }


def _found(hub: Hub, channel: str, thread: str | None) -> list[Message]:
    if thread is None:
        return hub.world.messages.in_channel(channel)
    if hub.world.messages.get(channel, thread) is None:
        raise Refused("unknown_message", f"There is no message {thread} in this channel.")
    return hub.world.messages.in_thread(channel, thread)


def _in_order(hub: Hub) -> list[Person]:
    return sorted(hub.world.people, key=lambda person: (not person.switchable, person.is_bot))


def _team(hub: Hub) -> Obj:
    team = hub.world.team
    return {"id": team.id, "name": team.name, "domain": team.domain, "url": hub.team_url}


def _groups(hub: Hub) -> list[Obj]:
    kept = ("id", "handle", "name", "users")
    return [{key: getattr(group, key) for key in kept} for group in hub.world.groups.values()]


def _app(hub: Hub) -> Obj:
    app = hub.world.app
    facts = {"id": app.id, "name": hub.manifest.name, "description": hub.manifest.description}
    return facts | {"bot_user": app.bot_user, "bot_id": app.bot_id}


WATCH: dict[str, Callable[[Hub, Asked], Obj]] = {
    "health": health,
    "world": world,
    "messages": said,
    "views": screens,
    "clock": clock,
    "calls": calls,
    "deliveries": deliveries,
    "violations": violations,
    "limits": limits,
    "faults": faults,
    "profile": profile,
}
"""GET /_sim/{name}."""
