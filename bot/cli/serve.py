"""Run the bot: Slack, the status page, and every promised call."""

import asyncio

import click

from bot.app import composed
from bot.cli._database import prepared, unpooled
from bot.cli._logs import configure
from bot.cli._running import running, until_stopped
from bot.domain.errors import Rejected
from bot.settings import Settings, load
from bot.storage.lock import held

TO_SPEAK = "SLACK_BOT_TOKEN (xoxb-..., on the app's page OAuth & Permissions)"
TO_HEAR = (
    "SLACK_APP_TOKEN (xapp-..., on its page Basic Information, App-Level Tokens; or, when Slack "
    "sends requests to /slack/events, SLACK_SIGNING_SECRET)"
)

EPILOG = """\b
Example:
  SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... muster serve
"""


@click.command(epilog=EPILOG)
def command() -> None:
    """Run the bot until Ctrl-C or SIGTERM. Settings: muster.toml and the environment.

    With SLACK_APP_TOKEN it connects to Slack by Socket Mode; with SLACK_SIGNING_SECRET alone it
    waits for Slack's requests at /slack/events.
    """
    settings = load()
    configure(settings.log_level)
    can_start(settings)
    with held(settings.database_url):
        prepared(unpooled(settings))
        asyncio.run(serve(settings))


def can_start(settings: Settings) -> None:
    """Raise Rejected, naming every setting that lacks, when Slack could not be reached or heard."""
    heard = (settings.slack_app_token, settings.slack_signing_secret)
    missing = [] if settings.slack_bot_token.get_secret_value() else [TO_SPEAK]
    if not any(each.get_secret_value() for each in heard):
        missing.append(TO_HEAR)
    if missing:
        raise Rejected(f"Not set: {', and '.join(missing)}. Try Muster without Slack: muster demo.")


async def serve(settings: Settings) -> None:
    """Run until a signal comes."""
    async with composed(settings) as muster, running(muster):
        await until_stopped()
