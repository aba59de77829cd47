"""What single parts take of the settings."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass
from zoneinfo import ZoneInfo

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch import in_process
from bot.dispatch.queue import defer
from bot.dispatch.rhythm import Rhythm
from bot.domain.document import Frame
from bot.domain.terms import IncidentId
from bot.effects import publishing
from bot.effects.ledger import Ledger
from bot.effects.pacing import Toll
from bot.exporters import markdown as exporter
from bot.patterns import search
from bot.plugins import exported
from bot.ports import Clock, Dispatcher, Exporter, Promised
from bot.redaction import Redactor
from bot.settings import Settings
from bot.slack.assembly import tables
from bot.slack.calls import Slack
from bot.slack.directory import Directory, People
from bot.slack.listener import Tables
from bot.slack.performers.pace import tolls
from bot.slack.preferences import Preferences
from bot.storage.database import Database, connect
from bot.storage.ledger import Moment, by_its_own_clock
from bot.storage.planning import Defer, rows_are_the_queue
from bot.wire.databases import POSTGRES
from bot.workflows.follow_runbook import Given


def database(settings: Settings) -> Database:
    """Prepare the database; with a direct address beside it, the other one leads to a pooler."""
    return connect(settings.database_url, is_pooled=bool(settings.database_direct_url))


def queue(settings: Settings, *, is_real: bool) -> tuple[Defer, Moment | None]:
    """Say where promised calls are queued, and whose clock their leases go by.

    None is our own clock: where we are alone, and where time is not real.
    """
    if not _is_shared(settings):
        return rows_are_the_queue, None
    return defer, by_its_own_clock if is_real else None


def dispatcher(settings: Settings, ledger: Ledger, clock: Clock, rhythm: Rhythm) -> Dispatcher:
    """Choose who runs promised calls: this process alone, or it and others."""
    if not _is_shared(settings):
        return in_process.Dispatcher(ledger, clock=clock)
    from bot.dispatch import postgres  # noqa: PLC0415 - not on SQLite: 20 MB, 0.2 s
    from bot.storage.postgres import conninfo  # noqa: PLC0415 - the same

    address = settings.database_direct_url or settings.database_url
    return postgres.Dispatcher(ledger, conninfo(address), clock=clock, rhythm=rhythm)


def _is_shared(settings: Settings) -> bool:
    return settings.database_url.startswith(POSTGRES)


def client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    """Make the one client for Slack's Web API.

    Vendor: https://docs.slack.dev/tools/python-slack-sdk/web
    """
    made = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        session=session,
        retry_handlers=[],  # the default ones send again by themselves, posts included
    )
    made.proxy = proxy_for(settings.slack_api_url)  # else the SDK picks one and ignores NO_PROXY
    return made


def proxy_for(address: str) -> str | None:
    """Return the proxy that the environment names for this address: HTTPS_PROXY and NO_PROXY.

    Asked once: aiohttp would read the whole environment in another thread for every call.
    """
    parts = urlsplit(address)
    return None if proxy_bypass(parts.netloc) else getproxies().get(parts.scheme)


def owed(effect: Promised) -> Sequence[Toll]:
    """Say what a call owes before it may be made."""
    return publishing.tolls(effect) or tolls(effect)


def unmetered(effect: Promised) -> Sequence[Toll]:
    """Say what a call owes where nobody counts: it waits only for who has refused it."""
    return [replace(each, rate=None) for each in owed(effect)]


def preferences(settings: Settings) -> Preferences:
    """Say how Muster speaks in Slack."""
    return Preferences(
        announcement=settings.announcement_channel,
        page_url=settings.page_url,
        zone=settings.zone,
        has_console=settings.has_console,
        roles=settings.roles,
        given=given(settings),
    )


def given(settings: Settings) -> Given:
    """Say what the walk through a runbook needs of the operator."""
    return Given(settings.variables, search)


def redactor(settings: Settings) -> Redactor:
    """Know our own secrets, so that none is kept with an answer that happens to contain it."""
    secrets = [
        each.get_secret_value()
        for each in (
            settings.slack_bot_token,
            settings.slack_app_token,
            settings.slack_signing_secret,
            settings.slack_signing_secret_previous,
        )
        if each.get_secret_value()
    ]
    key = hashlib.sha256("\n".join(["muster redaction", *secrets]).encode()).digest()
    return Redactor(key=key if secrets else b"", secrets=secrets)


def directory(settings: Settings, slack: Slack, kept: People) -> Directory:
    """Make the directory of people; without a token Slack would tell us nothing."""
    return Directory(slack, kept, is_asked=bool(settings.slack_bot_token.get_secret_value()))


def markdown(settings: Settings, form: str) -> Exporter:
    """Say how postmortems are written: "full", or "plain" where nothing can be clicked."""
    return exporter.connect(exporter.Config(form=form), settings.templates)


def frame(settings: Settings) -> Frame:
    """Say what postmortems need and the record does not hold, for any incident.

    They are read elsewhere and later, so they link to the record only if it has an address.
    """
    record_url = f"{settings.page_url}/incidents" if settings.has_console else ""
    record_url = record_url if settings.public_url else ""
    return Frame(
        incident_id=IncidentId(0),
        zone=ZoneInfo(settings.zone),
        slo=settings.slo,
        roles=settings.roles,
        record_url=record_url,
    )


def found() -> Tables:
    """Find every verb, click, form, shortcut and event by looking into their folders."""
    return tables(
        commands=exported("bot.slack.commands", "commands"),
        actions=exported("bot.slack.actions", "actions"),
        views=exported("bot.slack.views", "actions"),
        shortcuts=exported("bot.slack.shortcuts", "actions"),
        events=exported("bot.slack.events", "events"),
    )
