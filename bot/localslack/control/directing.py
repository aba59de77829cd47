"""Change the conditions: time, faults, weather, connections, the world itself."""

import math
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin

from bot.localslack.acting.scene import Asked
from bot.localslack.clock import Mode
from bot.localslack.control.watching import latency_ms, profile, timer_shown
from bot.localslack.errors import Refused
from bot.localslack.faults import profiles
from bot.localslack.hub import Hub
from bot.localslack.shapes import Obj
from bot.localslack.state.snapshot import load

Direct = Callable[[Hub, Asked], Awaitable[Obj]]
MODES: dict[str, Mode] = {"wall": "wall", "manual": "manual"}
SECONDS = 10 * 365 * 86_400.0


async def reset(hub: Hub, asked: Asked) -> Obj:
    """Begin again with a fresh world and return its ids and secrets."""
    mode = asked.maybe("clock")
    if mode is not None and mode not in MODES:
        raise Refused("bad_value", "clock must be wall or manual.")
    weather = asked.maybe("profile") or "perfect"
    if weather not in profiles():
        raise Refused("bad_value", f"No profile is called {weather!r}.")
    world = asked.object("world") if "world" in asked.body else None
    try:
        hub.reset(asked.whole("seed", hub.options.seed), world, MODES[mode] if mode else None)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("bad_value", f"This is no world: {error}.") from error
    hub.faults.use_profile(weather)
    hub.journal.write("control", what="reset", seed=hub.ids.seed)
    return ids_and_secrets(hub)


def ids_and_secrets(hub: Hub) -> Obj:
    """Return what a bot needs to connect, and what a test needs to speak of people and channels."""
    app, known = hub.world.app, hub.world
    return {
        "ids": {
            "team": known.team.id,
            "app": app.id,
            "bot_user": app.bot_user,
            "bot_id": app.bot_id,
            "users": {person.name: person.id for person in known.people},
            "channels": {channel.name: channel.id for channel in known.channels},
        },
        "bot_token": app.bot_token,
        "app_token": app.app_token,
        "signing_secret": app.signing_secret,
    }


async def restore(hub: Hub, asked: Asked) -> Obj:
    """Take over the world of a snapshot."""
    try:
        world = load(asked.body, hub.ids)
    except ValueError as error:
        raise Refused("bad_value", f"{error}.") from error
    hub.take(world)
    hub.journal.write("control", what="restored")
    return {}


async def move_clock(hub: Hub, asked: Asked) -> Obj:
    """Move time on, or let it follow the machine again."""
    mode = asked.maybe("mode")
    if mode is not None:
        if mode not in MODES:
            raise Refused("bad_value", "mode must be wall or manual.")
        hub.clock.switch(MODES[mode])
    now = hub.clock.time()
    to = asked.number("to", now) if "to" in asked.body else now + asked.number("advance_s", 0.0)
    if not math.isfinite(to) or abs(to - now) > SECONDS:
        raise Refused("bad_value", "The clock moves by ten years at most.")
    if to < now:
        raise Refused("wrong_clock", "The clock does not go back.")
    fired = await hub.clock.advance_to(to)
    hub.journal.write("control", what="clock", now=hub.clock.time(), mode=hub.clock.mode)
    state = {"now": hub.clock.time(), "mode": hub.clock.mode}
    return state | {"fired": [timer_shown(timer) for timer in fired]}


async def add_faults(hub: Hub, asked: Asked) -> Obj:
    """Put one rule or several in force."""
    hub.faults.add(asked.body.get("rules", asked.body))
    return {"rules": [rule.as_seen() for rule in hub.faults.rules]}


async def remove_faults(hub: Hub, asked: Asked) -> Obj:
    """Lift one rule, or all that were set by hand."""
    hub.faults.remove(asked.maybe("id"))
    return {"rules": [rule.as_seen() for rule in hub.faults.rules]}


async def remove_violations(hub: Hub, asked: Asked) -> Obj:
    """Forget violations, of one code or all."""
    gone = hub.violations.of(asked.maybe("code"))
    hub.violations.found = [entry for entry in hub.violations.found if entry not in gone]
    return {"count": len(gone), "violations": gone}


async def set_profile(hub: Hub, asked: Asked) -> Obj:
    """Change the weather."""
    hub.faults.use_profile(asked.text("name"))
    hub.journal.write("control", what="profile", name=hub.faults.profile)
    return profile(hub, asked)


async def set_latency(hub: Hub, asked: Asked) -> Obj:
    """Change how long one call takes."""
    wanted: Obj = {
        key: asked.number(key) for key in ("ms", "p50_ms", "p99_ms") if key in asked.body
    }
    if set(wanted) not in ({"ms"}, {"p50_ms", "p99_ms"}):
        raise Refused("bad_request", "latency is {ms} or {p50_ms, p99_ms}.")
    if not all(0 <= value <= 600_000 for value in wanted.values()):  # noqa: PLR2004 - ten minutes
        raise Refused("bad_value", "latency is from 0 to 600,000 ms.")
    hub.faults.latency = wanted
    hub.journal.write("control", what="latency", **wanted)
    return {"latency_ms": latency_ms(hub)}


async def direct_sockets(hub: Hub, asked: Asked) -> Obj:
    """Do something to the Socket Mode connections."""
    number = asked.whole("connection", 0) if "connection" in asked.body else None
    hub.deliveries.sockets.direct(asked.text("do"), number)
    return {"connections": hub.deliveries.connections}


async def deliver(hub: Hub, asked: Asked) -> Obj:
    """Send something again, or anything at all."""
    again = asked.maybe("again")
    if again is None:
        sent = hub.deliveries.tell(asked.text("kind"), asked.object("payload"))
        return {"deliveries": [sent.id]}
    known = hub.deliveries.find(again)
    if known is None:
        raise Refused("unknown_delivery", f"There is no delivery {again!r}.")
    times = asked.whole("times", 1)
    if not 1 <= times <= 100:  # noqa: PLR2004 - enough for every test
        raise Refused("bad_value", "times is from 1 to 100.")
    copies = [hub.deliveries.again(known, attempt=known.attempt) for _ in range(times)]
    return {"deliveries": [copy.id for copy in copies]}


async def raw(hub: Hub, asked: Asked) -> Obj:
    """Post any bytes to the bot's address, signed rightly, wrongly or not at all."""
    http = hub.deliveries.http
    if http is None:
        raise Refused("bad_value", "There is no address to post to: start with --transport http.")
    try:
        body = b64decode(asked.text("body_b64"), validate=True)
    except NotBase64 as error:
        raise Refused("bad_value", "body_b64 is not base64.") from error
    headers = {str(key): str(value) for key, value in asked.object("headers").items()}
    sign = asked.maybe("sign") or "none"
    if sign == "good":
        headers = http.signed(headers, body, hub.clock.time())
    elif sign == "bad":
        headers = http.signed(headers, body + b"?", hub.clock.time())
    url = urljoin(http.url, "/" + asked.text("path").lstrip("/"))
    answer = await http.send(body, headers, url=url)
    return {"status": answer.status, "body": answer.body, "reason": answer.reason}


async def expect(hub: Hub, asked: Asked) -> Obj:
    """Announce violations that a test provokes on purpose."""
    hub.violations.expect(asked.texts("allow"), asked.whole("broadcasts", 0))
    return {}


DIRECT: dict[tuple[str, str], Direct] = {
    ("POST", "reset"): reset,
    ("PUT", "snapshot"): restore,
    ("POST", "clock"): move_clock,
    ("POST", "faults"): add_faults,
    ("DELETE", "faults"): remove_faults,
    ("DELETE", "violations"): remove_violations,
    ("POST", "profile"): set_profile,
    ("POST", "latency"): set_latency,
    ("POST", "sockets"): direct_sockets,
    ("POST", "deliver"): deliver,
    ("POST", "raw"): raw,
    ("POST", "expect"): expect,
}
"""What else there is under /_sim/, by HTTP method and name."""
