"""Everything that a request needs, in one place."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.localslack.clock import Clock, Mode
from bot.localslack.delivery.queue import Deliveries
from bot.localslack.faults import Faults
from bot.localslack.ids import Ids
from bot.localslack.journal import Journal
from bot.localslack.manifest import Manifest
from bot.localslack.shapes import Obj
from bot.localslack.state.build import build_world
from bot.localslack.state.messages import Message
from bot.localslack.state.snapshot import save
from bot.localslack.state.world import World
from bot.localslack.strict.tiers import Tiers
from bot.localslack.strict.violations import Violations

SHOWN_BASE = "http://local-slack"


@dataclass(frozen=True, slots=True)
class Options:
    """What is decided before the workspace starts."""

    manifest: Path
    seed: int = 7
    transport: str = "socket"
    request_url: str = ""
    latency_ms: float = 0
    rate_scale: float = 1.0
    profile: str = "perfect"
    journal: Path | None = None
    state: Path | None = None
    world: Obj | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    tips: tuple[str, ...] = ()
    without_scopes: tuple[str, ...] = ()
    team_url: str = ""


class Hub:
    """The workspace without its doors: state, clock, journal, deliveries, rules."""

    def __init__(self, options: Options, manifest: Manifest, clock: Clock) -> None:
        self.options = options
        self.manifest = manifest
        self.clock = clock
        self.base_url = SHOWN_BASE
        self.ids = Ids(options.seed)
        self.journal = Journal(clock, options.journal)
        self.violations = Violations(self.journal)
        self.faults = Faults(self.ids, self.journal)
        self.tiers = Tiers(scale=options.rate_scale)
        self.world = build_world(self.ids, manifest, int(clock.time()), options.world)
        self.deliveries = Deliveries(clock, self.ids, self.journal, self.violations, self.faults)
        self.calls_running = 0
        self.closing = asyncio.Event()
        self.watched = asyncio.Event()
        self.history_reads: dict[str, list[float]] = {}
        self.suggested: dict[str, list[Obj]] = {}
        self.settle_in()
        self.faults.use_profile(options.profile)
        if options.latency_ms:
            self.faults.latency = {"ms": options.latency_ms}

    @property
    def team_url(self) -> str:
        """Return the address that permalinks begin with, ending in "/"."""
        return (self.options.team_url or self.base_url).rstrip("/") + "/"

    def permalink(self, message: Message) -> str:
        """Return the address of a message, as chat.getPermalink gives it."""
        place = f"{self.team_url}archives/{message.channel}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            return f"{place}?thread_ts={message.thread_ts}&cid={message.channel}"
        return place

    def now(self) -> int:
        """Return whole seconds since 1970."""
        return int(self.clock.time())

    def settle_in(self) -> None:
        """Let everybody know the ids and secrets of the present world."""
        app = self.world.app
        self.deliveries.sockets.app_id = app.id
        self.deliveries.verification_token = app.verification_token
        if self.deliveries.http:
            self.deliveries.http.secret = app.signing_secret
        self.journal.hidden = {
            app.bot_token: "xoxb-...",
            app.app_token: "xapp-...",
            app.signing_secret: "(secret)",
            app.verification_token: "(token)",
            self.base_url: SHOWN_BASE,
            self.base_url.replace("http", "ws", 1): SHOWN_BASE.replace("http", "ws", 1),
        }

    def reset(self, seed: int, world: Obj | None, mode: Mode | None) -> None:
        """Begin again with a fresh world; connections stay.

        Raises KeyError, TypeError, ValueError or AttributeError when `world` is none; then nothing
        changes.
        """
        plan = world if world is not None else self.options.world
        ids = Ids(seed)
        fresh = build_world(ids, self.manifest, self.now(), plan)
        if mode:
            self.clock.switch(mode)
        self.ids.reset(seed)
        self.ids.counts = ids.counts
        self.take(fresh)

    def take(self, world: World) -> None:
        """Go on in another world, without the rules, counts and deliveries of this one."""
        self.deliveries.forget()
        self.violations.reset()
        self.faults.reset()
        self.tiers.reset()
        self.history_reads.clear()
        self.suggested.clear()
        self.world.take(world)
        self.settle_in()

    def snapshot(self) -> Obj:
        """Return the world as JSON, to be taken up again later."""
        return save(self.world, self.ids, self.clock.time())
