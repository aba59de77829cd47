"""Say what is still missing before Muster can be relied on, and how to mend it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import click
from ruamel.yaml import YAML

from bot import wiring
from bot.app import utc_now
from bot.cli._database import explained, form_of, shown, unpooled
from bot.cli._socket import socket_file
from bot.cli.manifest import MANIFEST
from bot.cli.serve import can_start
from bot.domain.errors import Refused, Rejected, Unavailable
from bot.runbooks.faults import RunbookFaults
from bot.runbooks.loading import load_all
from bot.settings import Settings, load
from bot.slack.calls import Slack
from bot.storage.schema import try_writing
from bot.wire.databases import POSTGRES

SKEW = timedelta(seconds=60)
WITHIN_S = 10
SLACK = "https://slack.com/api/"
NETWORK = "Check the network, HTTPS_PROXY and MUSTER_SLACK_API_URL."
COPY = "Copy the Bot User OAuth Token from your app's page, OAuth & Permissions."
OVER = {"token_revoked", "token_expired", "account_inactive"}
GONE = (
    "Somebody revoked it or removed the app. Install the app again on its page, OAuth & "
    "Permissions, and give Muster the new token: in the file that SLACK_BOT_TOKEN_FILE names it is "
    "read within a minute, otherwise restart. Nothing that was promised is lost."
)
INSTALL_AGAIN = "Paste the output of muster manifest into the app's manifest and install it again."

EPILOG = """\b
Example:
  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... muster doctor
"""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what was seen. `fix` says what to do; without any it is well.

    With `is_skipped` it could not be looked at, for a reason that is told before.
    """

    what: str
    told: str
    fix: str = ""
    is_skipped: bool = False

    def __str__(self) -> str:
        if self.fix:
            return f"FAIL  {self.what}: {self.told}\n      {self.fix}"
        return f"{'skip' if self.is_skipped else 'ok  '}  {self.what}: {self.told}"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What Slack answered to auth.test; `trouble` when that was nothing that Slack would say."""

    body: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether Slack knows the token."""
        return bool(self.body.get("ok"))


@click.command(epilog=EPILOG)
def command() -> None:
    """Check settings, runbooks, database, tokens, scopes, clock and channel; changes nothing.

    Exit status 0: all is well. 1: something is not, and the line below it says what to do.
    """
    sys.exit(asyncio.run(_told(load())))


async def _told(settings: Settings) -> int:
    wrong = 0
    limits = aiohttp.ClientTimeout(total=WITHIN_S)
    async with aiohttp.ClientSession(timeout=limits, trust_env=True) as session:
        async for finding in looked(settings, session):
            click.echo(str(finding))
            wrong += bool(finding.fix)
    click.echo(f"\nTo be mended: {wrong}." if wrong else "\nAll is well. Start with: muster serve")
    return 1 if wrong else 0


async def looked(settings: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Look at everything, what is near first."""
    yield _settings(settings)
    yield await asyncio.to_thread(_runbooks, settings)
    database = await asyncio.to_thread(_database, settings)
    yield database
    if settings.database_url.startswith(POSTGRES):
        yield _skipped("wake-up") if database.fix else await asyncio.to_thread(_waking, settings)
    yield _command_line(settings)
    if not settings.slack_bot_token.get_secret_value():
        return
    greeting = await _greeted(settings, session)
    yield _slack(settings, greeting)
    if greeting.trouble:
        yield _skipped("tokens, scopes, clock and channel")
        return
    slack = Slack(wiring.client(settings, session), utc_now)
    yield _clock(greeting)
    yield _bot_token(greeting)
    if greeting.is_ours:
        yield _scopes(greeting)
        yield await _channel(settings, slack)
    else:
        yield _skipped("scopes and announcements")
    if _is_heard(settings):
        yield await _app_token(settings, slack)


def _is_heard(settings: Settings) -> bool:
    heard = (settings.slack_app_token, settings.slack_signing_secret)
    return any(each.get_secret_value() for each in heard)


def _settings(settings: Settings) -> Finding:
    try:
        can_start(settings)
    except Rejected as rejected:
        return Finding("settings", str(rejected), "See “Connect a real workspace” in the README.")
    return Finding("settings", "tokens are set")


def _runbooks(settings: Settings) -> Finding:
    folder = settings.runbooks
    try:
        count = len(load_all(folder))
    except RunbookFaults as faults:
        first = str(faults).splitlines()[0]
        return Finding("runbooks", first, f"muster runbook lint {folder} shows all that is wrong.")
    return Finding("runbooks", f"{count} in {folder}")


def _database(settings: Settings) -> Finding:
    url = settings.database_url
    try:
        form = form_of(url)
        if form == "current":
            with explained(url):
                try_writing(url)
    except (Rejected, Unavailable) as trouble:
        fix = "Check MUSTER_DATABASE_URL, and that the server runs and lets Muster in."
        return Finding("database", str(trouble), fix)
    told = {
        "missing": "is made at the first start",
        "empty": "is an empty file, where a new database is made at the next start",
        "current": "is up to date",
        "older": "is brought up to date at the next start",
    }
    return Finding("database", f"{shown(url, whole=True)} {told[form]}")


def _waking(settings: Settings) -> Finding:
    """See whether one replica hears at once what another one promises."""
    from bot.storage.waking import wakes  # noqa: PLC0415 - not on SQLite: 8 MB, 0.1 s

    url = settings.database_url
    fix = "Set MUSTER_DATABASE_DIRECT_URL to the same database past the pooler."
    try:
        is_heard = wakes(unpooled(settings), url)
    except Unavailable as trouble:
        return Finding("wake-up", str(trouble), fix)
    told = "notifications arrive" if is_heard else "what is notified does not arrive"
    return Finding("wake-up", told, "" if is_heard else fix)


def _command_line(settings: Settings) -> Finding:
    path = socket_file(settings.database_url)
    through = f"{path} while Muster runs" if path else shown(settings.database_url)
    return Finding("command line", f"muster incident works through {through}")


async def _greeted(settings: Settings, session: aiohttp.ClientSession) -> Greeting:
    """Ask Slack who we are, for the answer and for its headers.

    Vendor: https://docs.slack.dev/reference/methods/auth.test
    """
    token = settings.slack_bot_token.get_secret_value()
    address = f"{settings.slack_api_url}auth.test"
    try:
        async with session.post(address, headers={"Authorization": f"Bearer {token}"}) as response:
            body = await response.json(content_type=None)
            headers = {name.lower(): value for name, value in response.headers.items()}
    except TimeoutError:
        return Greeting(trouble=f"no answer within {WITHIN_S} s")
    except (aiohttp.ClientError, ValueError) as error:
        return Greeting(trouble=str(error) or type(error).__name__)
    if not isinstance(body, dict) or "ok" not in body:
        return Greeting(trouble="what answers there is not Slack")
    return Greeting(body, headers)


def _slack(settings: Settings, greeting: Greeting) -> Finding:
    url = settings.slack_api_url
    if greeting.trouble:
        return Finding("slack", f"{url} cannot be asked: {greeting.trouble}", NETWORK)
    return Finding("slack", "answers" if url == SLACK else f"{url} answers, a stand-in for Slack")


def _clock(greeting: Greeting) -> Finding:
    """Compare our clock with Slack's: signatures are refused beyond five minutes.

    Vendor: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    if "date" not in greeting.headers:
        return Finding("clock", "there is nothing to compare it with", is_skipped=True)
    skew = abs(utc_now() - parsedate_to_datetime(greeting.headers["date"]).astimezone(UTC))
    told = f"{skew.total_seconds():.0f} s from Slack's"
    return Finding("clock", told, "" if skew <= SKEW else "Switch on NTP on this machine.")


def _bot_token(greeting: Greeting) -> Finding:
    if not greeting.is_ours:
        error = str(greeting.body.get("error"))
        return Finding("bot token", f"Slack refuses it: {error}", GONE if error in OVER else COPY)
    return Finding("bot token", f"{greeting.body.get('user')} in {greeting.body.get('team')}")


def _scopes(greeting: Greeting) -> Finding:
    """Compare what Slack granted with what the manifest asks for.

    Vendor: https://docs.slack.dev/reference/methods/auth.test (header x-oauth-scopes)
    """
    if "x-oauth-scopes" not in greeting.headers:
        return Finding("scopes", "Slack did not name them", is_skipped=True)
    asked = YAML(typ="safe", pure=True).load(MANIFEST.read_text(encoding="utf-8"))
    scopes = asked["oauth_config"]["scopes"]
    granted = {scope.strip() for scope in greeting.headers["x-oauth-scopes"].split(",")}
    missing = sorted(set(scopes["bot"]) - granted)
    if missing:
        return Finding("scopes", f"missing {', '.join(missing)}", INSTALL_AGAIN)
    rest = ", ".join(sorted(set(scopes["bot_optional"]) - granted))
    return Finding("scopes", "all that are needed" + (f"; optional: {rest}" if rest else ""))


async def _app_token(settings: Settings, slack: Slack) -> Finding:
    """Ask for a Socket Mode address, without connecting.

    Vendor: https://docs.slack.dev/reference/methods/apps.connections.open
    """
    token = settings.slack_app_token.get_secret_value()
    if not token:
        return Finding("app token", f"none; Slack calls {settings.page_url}/slack/events")
    try:
        await slack.call("apps.connections.open", app_token=token)
    except (Refused, Unavailable) as failure:
        fix = "Make an app-level token with the scope connections:write, under Basic Information."
        return Finding("app token", str(failure), fix)
    return Finding("app token", "Socket Mode is open to us")


async def _channel(settings: Settings, slack: Slack) -> Finding:
    """Look for the announcement channel.

    Vendor: https://docs.slack.dev/reference/methods/conversations.list
    """
    name, cursor = settings.announcement_channel, ""
    fix = f"Create the public channel #{name}, or set MUSTER_ANNOUNCEMENT_CHANNEL."
    try:
        while True:
            page = await slack.call(
                "conversations.list",
                types="public_channel",
                exclude_archived=True,
                limit=200,
                cursor=cursor,
            )
            if any(name in {each["name"], each["id"]} for each in page["channels"]):
                return Finding("announcements", f"#{name} is there")
            cursor = page.get("response_metadata", {}).get("next_cursor", "")
            if not cursor:
                return Finding("announcements", f"no public channel #{name}", fix)
    except Refused as failure:
        return Finding("announcements", str(failure), INSTALL_AGAIN)
    except Unavailable as failure:
        return Finding("announcements", str(failure), NETWORK)


def _skipped(what: str) -> Finding:
    return Finding(what, "not looked at, see above", is_skipped=True)
