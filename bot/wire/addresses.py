"""Which hosts and addresses Muster may call."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias

from bot.domain.errors import Refused

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

WEB_PORTS = frozenset({80, 443})
LAST_PORT = 65_535
NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_][a-z0-9_-]{0,62})*")

NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "169.254.0.0/16",  # link-local, with the metadata services of AWS, Azure, GCP and others
        "100.100.100.200/32",  # metadata of Alibaba Cloud
        "192.0.0.192/32",  # metadata of Oracle Cloud
        "168.63.129.16/32",  # the host agent of Azure
        "224.0.0.0/4",
        "255.255.255.255/32",
        "::/96",  # IPv4-compatible, with the unspecified address; ::1 is looked at before
        "64:ff9b::/96",  # the rest of the IPv6 forms that carry an IPv4 address inside
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "fd00:ec2::/32",  # metadata, names and time of AWS
        "fd20:ce::254/128",  # metadata of GCP
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
"""Not called even when an operator lists them: nothing behind them is evidence about a service."""


@dataclass(frozen=True, slots=True)
class Host:
    """One host that may be called: a name, `*.name` for everything below it, or an address."""

    name: str
    ports: frozenset[int] = WEB_PORTS

    @classmethod
    def parse(cls, text: str) -> "Host":
        """Read `shop.example.com`, `*.example.com:8443` or `[::1]:80`; no port means 80 and 443.

        Raises ValueError with a sentence that says what is wrong.
        """
        name, _, port = text.strip().rpartition(":") if _has_port(text) else (text.strip(), "", "")
        name = _bare(name.lower())
        if is_address(name):
            name = str(ipaddress.ip_address(name))
        elif not NAME.fullmatch(name.removeprefix("*.")):
            raise ValueError(
                f"“{text}” is not a host. Write shop.example.com, *.example.com or 10.0.0.5:9090"
            )
        if not port:
            return cls(name)
        if not (port.isascii() and port.isdigit() and 0 < int(port[:6]) <= LAST_PORT):
            raise ValueError(f"“{text}” has no port between 1 and 65535 behind its colon")
        return cls(name, frozenset({int(port)}))


@dataclass(frozen=True, slots=True)
class Allowed:
    """What operators let Muster call: hosts by name, and networks beyond the public internet."""

    hosts: tuple[Host, ...] = ()
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, hosts: Iterable[str], networks: Iterable[str] = ()) -> "Allowed":
        """Read both lists as they stand in the settings.

        A listed name may lead to public addresses and into the listed networks only; a listed
        address may be called wherever it lies. Raises ValueError with a sentence that says what is
        wrong.
        """
        return cls(
            tuple(Host.parse(text) for text in hosts), tuple(_network(text) for text in networks)
        )

    def check_name(self, name: str, port: int) -> None:
        """Raise Refused unless the operator listed this name (or address) with this port."""
        if not any(covers(host.name, name) and port in host.ports for host in self.hosts):
            raise Refused(
                f"{shown(name)}:{port} is not among the hosts that Muster may call; "
                "an operator can add it to allow_hosts"
            )

    def check_address(self, name: str, text: str) -> None:
        """Raise Refused unless the address that `name` leads to may be called.

        A name that was checked and is that address itself needs no network.
        """
        address = _unwrapped(text)
        if _is_never(address):
            raise Refused(f"{shown(name)} leads to {text}, which Muster never calls")
        is_listed = name == text or any(address in network for network in self.networks)
        # is_global alone would let through what NEVER lists: it knows no purpose, only registries.
        if not address.is_global and not is_listed:
            raise Refused(
                f"{shown(name)} leads to {text}, which is not a public address; "
                "an operator can add its network to allow_networks"
            )


def covers(pattern: str, name: str) -> bool:
    """Tell whether `shop.example.com` or `*.example.com` covers the name, which has no star."""
    pattern = pattern.lower()
    if pattern.startswith("*."):
        return name.endswith(pattern[1:]) and name != pattern[1:]
    return name == pattern


def normal_name(host: str) -> str:
    """Return the one spelling of a host by which lists are compared.

    `host` is lower-case ASCII, as a URL parser leaves it. Raises Refused for what is neither a
    name nor an address in its usual form: system resolvers read `127.1` and `0x7f.1` as addresses.
    """
    name = _bare(host).removesuffix(".")
    if is_address(name):
        return str(ipaddress.ip_address(name))
    last = name.rpartition(".")[2]
    if not NAME.fullmatch(name) or last.isdigit() or last.startswith("0x"):
        raise Refused(f"“{host[:80]}” is neither a host name nor an address as 192.0.2.1")
    return name


def is_address(text: str) -> bool:
    """Tell whether this is an IPv4 or IPv6 address in its usual form."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def shown(name: str) -> str:
    """Write a host as it stands in an address: IPv6 in brackets."""
    return f"[{name}]" if ":" in name else name


def _unwrapped(text: str) -> Address:
    address = ipaddress.ip_address(text.partition("%")[0])
    return getattr(address, "ipv4_mapped", None) or address


def _is_never(address: Address) -> bool:
    if address == IPv6Address("::1"):
        return False
    return any(address in network for network in NEVER)


def _network(text: str) -> Network:
    try:
        return ipaddress.ip_network(text.strip())
    except ValueError as error:
        raise ValueError(f"“{text}” is not a network such as 10.0.0.0/8: {error}") from error


def _has_port(text: str) -> bool:
    return "]:" in text or text.count(":") == 1


def _bare(name: str) -> str:
    return name[1:-1] if name.startswith("[") and name.endswith("]") else name
