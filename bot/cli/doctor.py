"""Say what is still missing before Muster can be relied on, and how to mend it."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TypeAlias

import aiohttp
import click
from ruamel.yaml import YAML
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.app import utc_now
from bot.cli.manifest import MANIFEST
from bot.cli.serve import can_start
from bot.domain.errors import Refused, Rejected, Unavailable
from bot.settings import Settings, load
from bot.slack.calls import Slack
from bot.storage.schema import is_current

SKEW = timedelta(seconds=60)
WITHIN_S = 10
SLACK = "https://slack.com/api/"

EPILOG = """\b
Example:
  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... muster doctor
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and what to do if it is not."""

    what: str
    is_well: bool
    told: str
    fix: str = ""


Look: TypeAlias = Callable[[Settings, aiohttp.ClientSession], Awaitable[Finding]]


@click.command(epilog=EPILOG)
def command() -> None:
    """Check settings, tokens, scopes, clock, database and channel; changes nothing.

    Exit status 0: all is well. 1: something is not, and the line below it says what to do.
    """
    settings = load()
    findings = asyncio.run(_looked(settings))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.what}: {finding.told}")
        if not finding.is_well:
            click.echo(f"      {finding.fix}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


async def _looked(settings: Settings) -> Sequence[Finding]:
    limits = aiohttp.ClientTimeout(total=WITHIN_S)
    async with aiohttp.ClientSession(timeout=limits, trust_env=True) as session:
        return [await look(settings, session) for look in LOOKS]


async def settings_look(settings: Settings, _session: aiohttp.ClientSession) -> Finding:
    """Look whether Slack can be reached and heard at all."""
    try:
        can_start(settings)
    except Rejected as rejected:
        fix = "See “Connect a real workspace” in the README."
        return Finding("settings", is_well=False, told=str(rejected), fix=fix)
    return Finding("settings", is_well=True, told="tokens are set")


async def database_look(settings: Settings, _session: aiohttp.ClientSession) -> Finding:
    """Look whether the database answers and has the form that this version needs."""
    url = settings.database_url.split("@")[-1]
    file = make_url(settings.database_url).database or ""
    is_file = settings.database_url.startswith("sqlite")
    if is_file and not await asyncio.to_thread(Path(file).exists):
        return Finding("database", is_well=True, told=f"{file} is made at the first start")
    try:
        current = await asyncio.to_thread(is_current, settings.database_url)
    except (SQLAlchemyError, OSError) as error:
        fix = "Check MUSTER_DATABASE_URL, and that the server runs and lets Muster in."
        return Finding("database", is_well=False, told=f"{url}: {error}", fix=fix)
    told = "up to date" if current else "is brought up to date at the next start"
    return Finding("database", is_well=True, told=told)


async def bot_token_look(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Ask Slack who we are.

    Vendor: https://docs.slack.dev/reference/methods/auth.test
    """
    fix = "Copy the Bot User OAuth Token from your app's page, OAuth & Permissions."
    try:
        told = await _slack(settings, session).call("auth.test")
    except (Refused, Unavailable) as failure:
        return _failed("bot token", failure, fix)
    return Finding("bot token", is_well=True, told=f"{told['user']} in {told['team']}")


async def app_token_look(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Ask for a Socket Mode address, without connecting.

    Vendor: https://docs.slack.dev/reference/methods/apps.connections.open
    """
    token = settings.slack_app_token.get_secret_value()
    if not token:
        return Finding("app token", is_well=True, told="not set; requests come over HTTP")
    fix = "Make an app-level token with the scope connections:write, under Basic Information."
    try:
        await _slack(settings, session).call("apps.connections.open", app_token=token)
    except (Refused, Unavailable) as failure:
        return _failed("app token", failure, fix)
    return Finding("app token", is_well=True, told="Socket Mode is open to us")


async def scopes_look(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Compare what Slack granted with what the manifest requires.

    Vendor: https://docs.slack.dev/reference/methods/auth.test (header x-oauth-scopes)
    """
    manifest = YAML(typ="safe", pure=True).load(MANIFEST.read_text(encoding="utf-8"))
    required = set(manifest["oauth_config"]["scopes"]["bot"])
    headers = await _headers(settings, session)
    if headers is None or "x-oauth-scopes" not in headers:
        return Finding("scopes", is_well=False, told="Slack did not say", fix="Fix the bot token.")
    granted = {scope.strip() for scope in headers["x-oauth-scopes"].split(",")}
    missing = ", ".join(sorted(required - granted))
    fix = "Paste the output of muster manifest into the app's manifest and install it again."
    told = f"missing {missing}" if missing else "all that are required"
    return Finding("scopes", is_well=not missing, told=told, fix=fix)


async def clock_look(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Compare our clock with Slack's: signatures are refused beyond five minutes."""
    headers = await _headers(settings, session)
    if headers is None or "date" not in headers:
        return Finding("clock", is_well=True, told="could not be compared")
    skew = abs(utc_now() - parsedate_to_datetime(headers["date"]).astimezone(UTC))
    told = f"{skew.total_seconds():.0f} s from Slack's"
    return Finding("clock", is_well=skew <= SKEW, told=told, fix="Switch on NTP on this machine.")


async def channel_look(settings: Settings, session: aiohttp.ClientSession) -> Finding:
    """Look for the announcement channel.

    Vendor: https://docs.slack.dev/reference/methods/conversations.list
    """
    name, cursor = settings.announcement_channel, ""
    fix = f"Create the public channel #{name}, or set MUSTER_ANNOUNCEMENT_CHANNEL."
    try:
        while True:
            page = await _slack(settings, session).call(
                "conversations.list", types="public_channel", limit=200, cursor=cursor
            )
            if any(name in {each["name"], each["id"]} for each in page["channels"]):
                return Finding("announcements", is_well=True, told=f"#{name} is there")
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return Finding("announcements", is_well=False, told=f"no #{name}", fix=fix)
    except (Refused, Unavailable) as failure:
        return _failed("announcements", failure, fix)


async def stand_in_look(settings: Settings, _session: aiohttp.ClientSession) -> Finding:
    """Say so when Muster talks to a stand-in for Slack."""
    real = settings.slack_api_url == SLACK
    told = "the real one" if real else f"{settings.slack_api_url} is a stand-in, not Slack"
    return Finding("slack", is_well=True, told=told)


LOOKS: Sequence[Look] = (
    settings_look,
    stand_in_look,
    database_look,
    bot_token_look,
    app_token_look,
    scopes_look,
    clock_look,
    channel_look,
)


def _failed(what: str, failure: Exception, fix: str) -> Finding:
    """Tell a refusal, which has its own remedy, from a Slack that cannot be asked."""
    if isinstance(failure, Unavailable) and "token" not in str(failure):
        fix = "Check the network, HTTPS_PROXY and MUSTER_SLACK_API_URL."
    return Finding(what, is_well=False, told=str(failure), fix=fix)


async def _headers(settings: Settings, session: aiohttp.ClientSession) -> dict[str, str] | None:
    token = settings.slack_bot_token.get_secret_value()
    try:
        async with session.post(
            f"{settings.slack_api_url}auth.test", headers={"Authorization": f"Bearer {token}"}
        ) as response:
            return {name.lower(): value for name, value in response.headers.items()}
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return None


def _slack(settings: Settings, session: aiohttp.ClientSession) -> Slack:
    return Slack(
        AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
            retry_handlers=[],
        )
    )
