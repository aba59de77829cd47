"""The composition root: the only module that knows every other."""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from time import monotonic

import aiohttp
from slack_bolt.async_app import AsyncApp

from bot import wiring
from bot.dispatch.rhythm import Rhythm
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.ledger import Ledger, Timing
from bot.effects.pacing import Pace
from bot.effects.publishing import Publish
from bot.evidence import http
from bot.ids import new_id
from bot.outbound import Outbound
from bot.ports import Clock, Deliveries, Dispatcher, PagePosts, Performer
from bot.runbooks.library import Library
from bot.runbooks.loading import load_all
from bot.runbooks.probing import Probe
from bot.settings import Settings, latest_bot_token
from bot.slack.bolt import bolt_app
from bot.slack.calls import WITHIN, Slack
from bot.slack.desk import Desk
from bot.slack.errands import Errands
from bot.slack.listener import Listener
from bot.slack.performers.files import Postmortem
from bot.slack.performers.table import performers
from bot.slack.speech import Speech
from bot.slack.token import Token
from bot.statuspages import builtin
from bot.storage.deliveries import SqlDeliveries
from bot.storage.page import SqlPagePosts
from bot.storage.people import SqlPeople
from bot.storage.store import Store
from bot.storage.timers import SqlTimers
from bot.ticker import Ticker
from bot.web.archive import Archive


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Machinery:
    """What replaces clock, waiting, chance, fate and pace: for a replay, a test, a mere reader."""

    clock: Clock = utc_now
    timing: Timing = field(default_factory=Timing)
    rhythm: Rhythm = field(default_factory=Rhythm)
    chance: Callable[[], float] = random.random
    fp: FaultPoint = unharmed
    is_reader: bool = False
    pace: Pace = wiring.owed


@dataclass(frozen=True, slots=True)
class Muster:
    """All parts, connected; none is started."""

    settings: Settings
    clock: Clock
    store: Store
    ledger: Ledger
    dispatcher: Dispatcher
    ticker: Ticker
    timers: SqlTimers
    listener: Listener
    bolt: AsyncApp
    errands: Errands
    archive: Archive
    posts: PagePosts
    token: Token
    fp: FaultPoint


@asynccontextmanager
async def composed(settings: Settings, machinery: Machinery | None = None) -> AsyncIterator[Muster]:
    """Connect all parts over an open database; at the end close what was opened."""
    given = machinery or Machinery()
    now, database = load_all(settings.runbooks), wiring.database(settings)
    queue = wiring.queue(settings, is_real=given.clock is utc_now)
    limits = aiohttp.ClientTimeout(total=WITHIN.total_seconds(), connect=3)
    proxy = wiring.proxy_for(settings.slack_api_url)
    async with aiohttp.ClientSession(timeout=limits, proxy=proxy) as session:
        shelf, habits = partial(Library, now), wiring.habits(settings)
        store = Store(database, given.clock, new_id, shelf, *queue, habits=habits)
        try:
            yield _connected(settings, given, store, session)
        finally:
            await database.close()


def _connected(
    settings: Settings, given: Machinery, store: Store, session: aiohttp.ClientSession
) -> Muster:
    client, clock = wiring.client(settings, session), given.clock
    slack, errands, preferences = Slack(client, clock), Errands(), wiring.preferences(settings)

    def kick() -> None:
        dispatcher.kick()

    deliveries, posts = SqlDeliveries(store, new_id, kick, fp=given.fp), SqlPagePosts(store)
    directory = wiring.directory(settings, slack, SqlPeople(store, given.is_reader))
    write, plainly = (wiring.markdown(settings, form).render for form in ("full", "plain"))
    archive = Archive(deliveries, directory.names, wiring.frame(settings), write, directory.name)
    desk, speech = Desk(slack, deliveries, preferences, clock), Speech(slack, session)
    draft = Postmortem(desk, replace(archive, render=plainly).postmortem, session)
    kinds = performers(desk, draft) | _kinds(settings, clock, deliveries, posts)
    ledger = Ledger(
        store, kinds, clock, monotonic, given.chance, new_id, given.timing, given.fp, given.pace
    )
    dispatcher, timers = wiring.dispatcher(settings, ledger, clock, given.rhythm), SqlTimers(store)
    token = Token(slack, client, latest_bot_token)
    doors = (directory.check, directory.meet, errands.start, token.ask)
    listener = Listener(wiring.found(), deliveries, preferences, clock, speech, *doors)
    return Muster(
        settings=settings,
        clock=clock,
        store=store,
        ledger=ledger,
        dispatcher=dispatcher,
        ticker=Ticker(timers, clock=clock, kick=kick),
        timers=timers,
        listener=listener,
        bolt=bolt_app(listener, client),
        errands=errands,
        archive=archive,
        posts=posts,
        token=token,
        fp=given.fp,
    )


def _kinds(
    settings: Settings, clock: Clock, deliveries: Deliveries, posts: PagePosts
) -> dict[str, Performer]:
    page = builtin.connect(builtin.Config.model_validate({"url": settings.page_url}), posts)
    source = http.connect(http.Config(), Outbound(settings.allowed, clock=clock))
    given, redactor = wiring.given(settings), wiring.redactor(settings)
    probe = Probe(deliveries, {source.name: source}, given, redactor)
    return {"page.publish": Publish(page, deliveries), "run.probe": probe}
