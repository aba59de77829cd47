"""Ask a running Muster whether it is alive; for containers and supervisors."""

import sys

import click
import httpx

from bot.settings import load


@click.command(epilog="Example: muster healthcheck --ready")
@click.option(
    "--ready", is_flag=True, help="Ask whether it can do its work, not only whether it runs."
)
def command(*, ready: bool) -> None:
    """Ask the Muster of these settings whether it is alive; exit status 0 means yes."""
    settings = load()
    address = f"http://127.0.0.1:{settings.http_port}/{'readyz' if ready else 'livez'}"
    try:
        response = httpx.get(address, timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        click.echo(f"{address} does not answer: {error}", err=True)
        sys.exit(1)
    click.echo(response.text)
    sys.exit(0 if response.is_success else 1)
