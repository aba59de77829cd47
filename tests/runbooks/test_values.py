from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import Rejected
from bot.domain.runbook import Scalar, Variable
from bot.runbooks.loading import load
from bot.runbooks.values import accepted, seconds, starting_values
from tests.runbooks.writing import changed, write

ZONE = Variable("zone", type="enum", choices=("north", "south"))
TICKET = Variable("ticket", pattern="[A-Z]+-[0-9]+")


@pytest.mark.parametrize(
    ("type_name", "raw", "value"),
    [
        ("string", "shop-1.eu/a:b@c", "shop-1.eu/a:b@c"),
        ("int", "-5", -5),
        ("int", 7, 7),
        ("float", "0.5", 0.5),
        ("float", 2, 2),
        ("bool", "true", True),
        ("bool", False, False),
        ("url", "https://shop.example.com/base", "https://shop.example.com/base"),
        ("url", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("url", "https://[::1]:8443/", "https://[::1]:8443/"),
        ("host", "shop.example.com", "shop.example.com"),
        ("host", "10.0.0.5", "10.0.0.5"),
        ("duration", "90s", "90s"),
    ],
)
def test_a_value_is_taken_in_the_type_of_its_variable(
    type_name: str, raw: Scalar, value: Scalar
) -> None:
    taken = accepted(Variable("it", type=type_name), raw)

    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(
    ("type_name", "raw"),
    [
        ("string", "two words"),
        ("string", "x" * 201),
        ("string", "a\nb"),
        ("string", 5),
        ("int", "5.0"),
        ("int", "many"),
        ("int", "1" * 19),
        ("int", True),
        ("float", "nan"),
        ("float", "inf"),
        ("float", "half"),
        ("float", True),
        ("bool", "yes"),
        ("bool", 1),
        ("url", "shop.example.com"),
        ("url", "ftp://shop.example.com"),
        ("url", "https://user:pass@shop.example.com"),
        ("url", "https://shop.example.com?a=1"),
        ("url", "https://shop.example.com#top"),
        ("url", "https://shop.example.com/\nHost: evil"),
        ("url", "https://shop.example\\.evil.com"),
        ("url", "https://"),
        ("url", "https://[::1"),
        ("url", "https://shop.example.com:0"),
        ("url", "https://shop.example.com:99999"),
        ("url", "https://127.1/"),
        ("host", "shop.example.com:80"),
        ("host", "https://shop.example.com"),
        ("host", "0x7f.1"),
        ("duration", "0s"),
        ("duration", "10"),
    ],
)
def test_a_value_that_does_not_fit_is_rejected_with_what_would(type_name: str, raw: Scalar) -> None:
    with pytest.raises(Rejected, match=r"(?s)^variable it: “.*” is not (a|true)"):
        accepted(Variable("it", type=type_name), raw)


def test_an_enum_names_its_values() -> None:
    assert accepted(ZONE, "north") == "north"
    with pytest.raises(Rejected, match="is not one of north, south"):
        accepted(ZONE, "west")


def test_a_pattern_covers_the_whole_value() -> None:
    assert accepted(TICKET, "OPS-1") == "OPS-1"
    with pytest.raises(Rejected, match=r"matches \[A-Z\]\+-\[0-9\]\+"):
        accepted(TICKET, "see OPS-1")


def test_a_slow_pattern_is_fast() -> None:
    slow = Variable("it", pattern="(a+)+b")

    with pytest.raises(Rejected):
        accepted(slow, "a" * 100_000)


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({}, "https://default.example"),
        ({"base_url": ""}, "https://default.example"),
        ({"base_url": None}, "https://default.example"),
        ({"base_url": "https://given.example"}, "https://given.example"),
    ],
    ids=["nothing", "empty", "null", "a value"],
)
def test_what_was_given_counts_before_the_default(
    given: dict[str, Any], value: str, tmp_path: Path
) -> None:
    text = changed(("{type: url,", '{type: url, default: "https://default.example",'))
    runbook = load(write(tmp_path, text))

    assert starting_values(runbook, given)["base_url"] == value


def test_names_from_outside_are_passed_on(tmp_path: Path) -> None:
    runbook = load(write(tmp_path, changed()))

    assert starting_values(runbook, {"incident.id": "INC-1"}) == {"incident.id": "INC-1"}


@pytest.mark.parametrize(
    ("duration", "value"), [("90s", 90), ("10m", 600), ("4h", 14_400), ("2d", 172_800)]
)
def test_durations_are_seconds(duration: str, value: int) -> None:
    assert seconds(duration) == value
