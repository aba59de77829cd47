import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refused
from bot.wire.addresses import Allowed, Host, covers, is_address, normal_name, shown

ANYWHERE = Allowed.parse(["*.example.com"], ["0.0.0.0/0", "::/0"])
PUBLIC = Allowed.parse(["*.example.com"])


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd20:ce::254",
        "0.0.0.0",  # noqa: S104 - nothing is bound, it is an address to refuse
        "0.1.2.3",
        "255.255.255.255",
        "224.0.0.1",
        "::",
        "::127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_never_evidence_is_not_called_even_when_every_network_is_listed(
    address: str,
) -> None:
    with pytest.raises(Refused, match="never calls"):
        ANYWHERE.check_address("shop.example.com", address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.5",
        "172.16.1.1",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "240.0.0.1",
        "::1",
        "fd12::1",
        "2001:db8::1",
        "::ffff:10.0.0.5",
        "::ffff:127.0.0.1",
    ],
)
def test_addresses_inside_are_called_only_when_their_network_is_listed(address: str) -> None:
    ANYWHERE.check_address("shop.example.com", address)

    with pytest.raises(Refused, match="allow_networks"):
        PUBLIC.check_address("shop.example.com", address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses_need_no_network(address: str) -> None:
    PUBLIC.check_address("shop.example.com", address)


def test_a_listed_address_may_be_called_itself_but_not_under_another_name() -> None:
    allowed = Allowed.parse(["127.0.0.1:8080", "shop.example.com:8080"])

    allowed.check_name("127.0.0.1", 8080)
    allowed.check_address("127.0.0.1", "127.0.0.1")
    with pytest.raises(Refused, match=r"shop\.example\.com leads to 127\.0\.0\.1"):
        allowed.check_address("shop.example.com", "127.0.0.1")


@pytest.mark.parametrize(
    "listed", ["169.254.169.254:80", "[::ffff:169.254.169.254]:80", "[fd00:ec2::254]:80"]
)
def test_metadata_services_stay_closed_when_they_are_listed_by_address(listed: str) -> None:
    allowed = Allowed.parse([listed])
    name = allowed.hosts[0].name

    with pytest.raises(Refused, match="never calls"):
        allowed.check_address(name, name)


@pytest.mark.parametrize(
    ("name", "port"),
    [("example.com", 443), ("evil.com", 443), ("notexample.com", 443), ("a.example.com", 22)],
)
def test_names_and_ports_that_nobody_listed_are_refused(name: str, port: int) -> None:
    with pytest.raises(Refused, match="allow_hosts"):
        PUBLIC.check_name(name, port)


@pytest.mark.parametrize(("name", "port"), [("a.example.com", 80), ("a.b.example.com", 443)])
def test_a_star_stands_for_everything_below_a_name(name: str, port: int) -> None:
    PUBLIC.check_name(name, port)


def test_nothing_is_allowed_unless_somebody_says_so() -> None:
    with pytest.raises(Refused):
        Allowed().check_name("example.com", 443)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("Shop.Example.com", Host("shop.example.com")),
        ("shop.example.com:8443", Host("shop.example.com", frozenset({8443}))),
        ("*.example.com", Host("*.example.com")),
        ("10.0.0.5:9090", Host("10.0.0.5", frozenset({9090}))),
        ("::1", Host("::1")),
        ("[::1]:80", Host("::1", frozenset({80}))),
        ("[0:0:0:0:0:0:0:1]", Host("::1")),
    ],
)
def test_a_host_is_read_as_operators_write_it(text: str, host: Host) -> None:
    assert Host.parse(text) == host


@pytest.mark.parametrize(
    "text",
    [
        "",
        "*",
        "a.*.example.com",
        "**.example.com",
        "https://shop.example.com",
        "shop.example.com:0",
        "shop.example.com:65536",
        "shop.example.com:http",
        "shop example.com",
        "user@shop.example.com",
        "shop.example.com/path",
        "[::1",
    ],
)
def test_what_is_no_host_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="“"):
        Allowed.parse([text])


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.5/8", "inside"])
def test_what_is_no_network_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a network such as 10\.0\.0\.0/8"):
        Allowed.parse([], [text])


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127%2e0.0.1",
        "a..b",
        "-a.example.com",
        "",
        ".",
        "fe80::1%eth0",
        "a b",
        "a\\b",
        "x" * 254,
    ],
)
def test_hosts_that_resolvers_read_in_their_own_way_are_refused(host: str) -> None:
    with pytest.raises(Refused, match="neither a host name nor an address"):
        normal_name(host)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("localhost.", "localhost"),
        ("127.0.0.1.", "127.0.0.1"),
        ("shop.example.com.", "shop.example.com"),
        ("[::1]", "::1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("xn--mnchen-3ya.de", "xn--mnchen-3ya.de"),
    ],
)
def test_a_host_has_one_spelling(host: str, name: str) -> None:
    assert normal_name(host) == name


@given(st.text(max_size=60))
def test_any_text_is_a_known_spelling_or_refused(text: str) -> None:
    try:
        name = normal_name(text)
    except Refused:
        return
    assert normal_name(name) == name


def test_patterns_cover_whatever_their_case() -> None:
    assert covers("*.Example.com", "a.example.com")
    assert covers("Example.com", "example.com")
    assert not covers("*.example.com", "example.com")


def test_addresses_are_shown_as_they_stand_in_a_url() -> None:
    assert (shown("::1"), shown("127.0.0.1")) == ("[::1]", "127.0.0.1")
    assert not is_address("fe80::1%eth0")
