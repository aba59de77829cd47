"""The composition root: the only module that knows every other."""

import random
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch.in_process import Dispatcher
from bot.domain.document import Frame
from bot.domain.terms import IncidentId
from bot.effects.faultpoints import FaultPoint, unharmed
from bot.effects.ledger import Ledger, Timing
from bot.effects.publishing import Publish
from bot.evidence import http
from bot.exporters import markdown
from bot.outbound import Outbound
from bot.plugins import exported
from bot.ports import Clock, PagePosts
from bot.runbooks.library import Library
from bot.runbooks.loading import load_all
from bot.runbooks.probing import Probe
from bot.settings import Settings
from bot.slack.assembly import tables
from bot.slack.bolt import bolt_app
from bot.slack.calls import WITHIN, Slack
from bot.slack.desk import Desk
from bot.slack.directory import Directory
from bot.slack.errands import Errands
from bot.slack.listener import Listener, Tables
from bot.slack.performers.files import Postmortem
from bot.slack.performers.table import performers
from bot.slack.preferences import Preferences
from bot.slack.speech import Speech
from bot.statuspages import builtin
from bot.storage.database import connect
from bot.storage.deliveries import SqlDeliveries
from bot.storage.page import SqlPagePosts
from bot.storage.store import Store
from bot.storage.timers import SqlTimers
from bot.ticker import Ticker
from bot.web.archive import Archive


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Machinery:
    """What a replay or a test puts in the place of clock, waiting times, chance and fate."""

    clock: Clock = utc_now
    timing: Timing = field(default_factory=Timing)
    chance: Callable[[], float] = random.random
    fp: FaultPoint = unharmed


@dataclass(frozen=True, slots=True)
class Muster:
    """All parts, connected; none is started."""

    settings: Settings
    clock: Clock
    store: Store
    dispatcher: Dispatcher
    ticker: Ticker
    timers: SqlTimers
    bolt: AsyncApp
    errands: Errands
    slack: Slack
    archive: Archive
    posts: PagePosts


def new_id() -> str:
    """Make an id that nobody can guess."""
    return secrets.token_hex(8)


@asynccontextmanager
async def composed(settings: Settings, machinery: Machinery | None = None) -> AsyncIterator[Muster]:
    """Connect all parts over an open database; at the end close what was opened."""
    given = machinery or Machinery()
    now, database = load_all(settings.runbooks), connect(settings.database_url)
    limits = aiohttp.ClientTimeout(total=WITHIN.total_seconds(), connect=3)
    async with aiohttp.ClientSession(timeout=limits, trust_env=True) as session:
        store = Store(database, given.clock, new_id, partial(Library, now))
        try:
            yield _connected(settings, given, store, session)
        finally:
            await database.close()


def _connected(
    settings: Settings, given: Machinery, store: Store, session: aiohttp.ClientSession
) -> Muster:
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        session=session,
        retry_handlers=[],  # the default ones send again by themselves, posts included
    )
    slack, posts, errands = Slack(client), SqlPagePosts(store), Errands()
    preferences = _preferences(settings)

    def kick() -> None:
        dispatcher.kick()

    deliveries = SqlDeliveries(store, new_id, kick, fp=given.fp)
    directory = Directory(slack)
    write = markdown.connect(markdown.Config(), settings.templates).render
    archive = Archive(deliveries, directory.names, _frame(settings), write, directory.name)
    desk = Desk(slack, deliveries, preferences, given.clock)
    page = builtin.connect(builtin.Config.model_validate({"url": settings.page_url}), posts)
    outbound = Outbound(settings.allowed, clock=given.clock)
    source = http.connect(http.Config(), outbound)
    kinds = performers(desk, Postmortem(desk, archive.postmortem, session)) | {
        "page.publish": Publish(page, deliveries),
        "run.probe": Probe(deliveries, {source.name: source}, settings.variables),
    }
    ledger = Ledger(
        store, kinds, given.clock, time.monotonic, given.chance, new_id, given.timing, given.fp
    )
    dispatcher = Dispatcher(ledger, clock=given.clock)
    timers = SqlTimers(store)
    listener = Listener(
        _tables(), deliveries, preferences, given.clock, Speech(slack, session), errands.start
    )
    return Muster(
        settings=settings,
        clock=given.clock,
        store=store,
        dispatcher=dispatcher,
        ticker=Ticker(timers, clock=given.clock, kick=kick),
        timers=timers,
        bolt=bolt_app(listener, client),
        errands=errands,
        slack=slack,
        archive=archive,
        posts=posts,
    )


def _preferences(settings: Settings) -> Preferences:
    return Preferences(
        announcement=settings.announcement_channel,
        page_url=settings.page_url,
        zone=settings.zone,
        has_console=settings.has_console,
        roles=settings.roles,
        variables=settings.variables,
    )


def _frame(settings: Settings) -> Frame:
    record_url = f"{settings.page_url}/incidents" if settings.has_console else ""
    return Frame(
        incident_id=IncidentId(0),
        zone=ZoneInfo(settings.zone),
        slo=settings.slo,
        roles=settings.roles,
        record_url=record_url,
    )


def _tables() -> Tables:
    return tables(
        commands=exported("bot.slack.commands", "commands"),
        actions=exported("bot.slack.actions", "actions"),
        views=exported("bot.slack.views", "actions"),
        shortcuts=exported("bot.slack.shortcuts", "actions"),
        events=exported("bot.slack.events", "events"),
    )
