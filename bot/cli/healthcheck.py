"""Ask a running Muster whether it is alive; for containers and supervisors."""

import sys
from ipaddress import ip_address

import click
import httpx

from bot.settings import load

IPV6 = 6


@click.command(epilog="Example: muster healthcheck --ready")
@click.option(
    "--ready", is_flag=True, help="Ask whether it can do its work, not only whether it runs."
)
def command(*, ready: bool) -> None:
    """Ask the Muster of these settings whether it is alive; exit status 0 means yes."""
    settings = load()
    place = f"{reachable(settings.http_host)}:{settings.http_port}"
    address = f"http://{place}/{'readyz' if ready else 'livez'}"
    try:
        response = httpx.get(address, timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        click.echo(f"{address} does not answer: {error}", err=True)
        sys.exit(1)
    click.echo(response.text)
    sys.exit(0 if response.is_success else 1)


def reachable(host: str) -> str:
    """Return how this machine reaches what listens there; all addresses means loopback, too."""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if address.is_unspecified:
        address = ip_address("::1" if address.version == IPV6 else "127.0.0.1")
    return f"[{address}]" if address.version == IPV6 else str(address)
