"""Print the app manifest to paste into Slack."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from ruamel.yaml import YAML

MANIFEST = Path(__file__).resolve().parent.parent / "slack" / "manifest.yaml"
EVENTS = "/slack/events"


EPILOG = """\b
Examples:
  muster manifest                                                      for Socket Mode
  muster manifest --transport http --url https://muster.example.com    for requests over HTTP
"""


@click.command(epilog=EPILOG)
@click.option(
    "--transport",
    type=click.Choice(["socket", "http"]),
    default="socket",
    show_default=True,
    help="How Slack reaches Muster; socket needs no public address.",
)
@click.option("--url", default="", help="Where Slack reaches Muster; for http only.")
def command(transport: str, url: str) -> None:
    """Print the app manifest to paste into Slack (api.slack.com/apps, Create New App)."""
    if transport == "socket":
        if url:
            raise click.UsageError("--url belongs to --transport http; Socket Mode needs none.")
        click.echo(MANIFEST.read_text(encoding="utf-8"), nl=False)
        return
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise click.UsageError(
            "--transport http needs --url https://..., where Slack reaches Muster."
        )
    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, sys.maxsize  # as it is written by hand
    manifest = yaml.load(MANIFEST.read_text(encoding="utf-8"))
    address = url.rstrip("/").removesuffix(EVENTS) + EVENTS
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = address
    settings["interactivity"]["request_url"] = address
    for slash in manifest["features"]["slash_commands"]:
        slash["url"] = address
    yaml.dump(manifest, sys.stdout)
