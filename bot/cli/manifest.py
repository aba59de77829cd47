"""Print the app manifest to paste into Slack."""

import sys
from pathlib import Path
from typing import Any

import click
from ruamel.yaml import YAML

MANIFEST = Path(__file__).resolve().parent.parent / "slack" / "manifest.yaml"


@click.command(epilog="Example: muster manifest --transport http --url https://muster.example.com")
@click.option(
    "--transport", type=click.Choice(["socket", "http"]), default="socket", show_default=True
)
@click.option("--url", default="", help="Where Slack reaches Muster; needed for http.")
def command(transport: str, url: str) -> None:
    """Print the app manifest to paste into Slack (api.slack.com/apps, Create New App)."""
    if transport == "socket":
        click.echo(MANIFEST.read_text(encoding="utf-8"), nl=False)
        return
    if not url.startswith("https://"):
        raise click.UsageError(
            "--transport http needs --url https://..., where Slack reaches Muster."
        )
    yaml: Any = YAML()
    manifest: Any = yaml.load(MANIFEST.read_text(encoding="utf-8"))
    address = f"{url.rstrip('/')}/slack/events"
    settings = manifest["settings"]
    settings["socket_mode_enabled"] = False
    settings["event_subscriptions"]["request_url"] = address
    settings["interactivity"]["request_url"] = address
    for slash in manifest["features"]["slash_commands"]:
        slash["url"] = address
    yaml.dump(manifest, sys.stdout)
