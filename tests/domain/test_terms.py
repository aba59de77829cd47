"""The words of responders."""

import pytest

from bot.domain.errors import Rejected, Unavailable
from bot.domain.roles import ROLES
from bot.domain.terms import MUSTER, IncidentId, PersonId, Severity, label, own_name, slug
from tests.domain.telling import minutes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1", Severity.SEV1),
        ("sev2", Severity.SEV2),
        (" SEV-3 ", Severity.SEV3),
        ("Sev 4", Severity.SEV4),
        ("unknown", Severity.UNKNOWN),
        ("triage", Severity.UNKNOWN),
        ("?", Severity.UNKNOWN),
    ],
)
def test_a_severity_is_read_as_people_write_it(typed: str, meant: Severity) -> None:
    assert Severity.parse(typed) is meant


@pytest.mark.parametrize("typed", ["", "0", "sev5", "high", "11"])
def test_a_severity_that_does_not_exist_is_refused(typed: str) -> None:
    with pytest.raises(Rejected, match=r"Use sev1 \(worst\) to sev4, or unknown"):
        Severity.parse(typed)


def test_unknown_is_taken_more_seriously_than_sev3() -> None:
    ordered = sorted(Severity, key=lambda severity: severity.rank)

    assert [severity.value for severity in ordered] == ["sev1", "sev2", "unknown", "sev3", "sev4"]


def test_an_incident_has_one_name_for_people_and_one_for_keys() -> None:
    assert (label(IncidentId(42)), slug(IncidentId(42))) == ("INC-42", "inc-42")


def test_every_role_has_three_duties() -> None:
    assert {len(role.duties) for role in ROLES.values()} == {3}


def test_unavailable_says_whether_to_look_before_repeating() -> None:
    lost = Unavailable("no answer", retry_after=minutes(1), may_have_happened=True)

    assert (str(lost), lost.retry_after, lost.may_have_happened) == ("no answer", minutes(1), True)
    assert not Unavailable("refused").may_have_happened


def test_whoever_slack_does_not_know_has_a_name_of_ours() -> None:
    assert own_name(MUSTER) == "Muster"
    assert own_name(PersonId("cli:ana")) == "ana (command line)"
    assert own_name(PersonId("U024BE7LH")) == ""
