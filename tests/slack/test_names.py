import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.terms import IncidentId
from bot.localslack.strict.names import check_channel_name
from bot.slack.names import channel_name
from tests.slack.hostile import WORDS


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Checkout 5xx", "inc-142-checkout-5xx"),
        ("Größe überschritten: Straße", "inc-142-groesse-ueberschritten-strasse"),
        ("Čekání na pokladně", "inc-142-cekani-na-pokladne"),
        ("決済が失敗する", "inc-142-incident"),
        ("🔥 404 🔥", "inc-142-404"),
        ("a" * 200, "inc-142-" + "a" * 40),
        ("--- ---", "inc-142-incident"),
    ],
)
def test_a_channel_is_named_after_number_and_title(title: str, name: str) -> None:
    assert channel_name(IncidentId(142), title) == name


def test_a_later_attempt_gets_a_number_behind_it() -> None:
    assert channel_name(IncidentId(7), "Checkout 5xx", attempt=2) == "inc-7-checkout-5xx-2"
    assert channel_name(IncidentId(7), "a" * 200, attempt=9).endswith("-9")


@given(st.integers(1, 10**9), WORDS, st.integers(1, 9))
def test_every_name_is_one_that_slack_takes(number: int, title: str, attempt: int) -> None:
    name = channel_name(IncidentId(number), title, attempt)

    assert check_channel_name(name) == name
    assert len(name) <= 80
    assert name.startswith(f"inc-{number}-")


@given(WORDS)
def test_no_two_attempts_have_one_name(title: str) -> None:
    names = {channel_name(IncidentId(7), title, attempt) for attempt in range(1, 10)}

    assert len(names) == 9
