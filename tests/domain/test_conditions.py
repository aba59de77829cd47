"""Unknown is never treated as fine."""

import pytest

from bot.domain.conditions import Known, applies
from bot.domain.runbook import Expectation, Scalar
from bot.domain.terms import Severity

KNOWN = Known(
    results={
        "health": ("fail",),
        "tls": ("error",),
        "dns": ("skipped",),
        "symptom": ("slow", "error_page"),
        "who": ("other",),
        "replicate": ("done",),
    },
    answers={"symptom": ("slow", "error_page")},
    variables={"issuer": "https://id.example.com", "replicas": 6},
    severity=Severity.SEV2,
    search=lambda pattern, text: pattern in text,
)


@pytest.mark.parametrize(
    ("path", "op", "value", "holds"),
    [
        ("outcomes.health", "eq", "fail", True),
        ("outcomes.health", "eq", "pass", False),
        ("outcomes.health", "in", ("warn", "fail"), True),
        ("outcomes.health", "exists", None, True),
        ("outcomes.health", "absent", None, False),
        ("outcomes.tls", "eq", "pass", None),
        ("outcomes.tls", "ne", "pass", None),
        ("outcomes.tls", "eq", "error", True),
        ("outcomes.tls", "in", ("fail", "error"), True),
        ("outcomes.pool", "eq", "fail", None),
        ("outcomes.pool", "absent", None, None),
        ("outcomes.dns", "eq", "fail", False),
        ("outcomes.dns", "eq", "skipped", True),
        ("outcomes.dns", "exists", None, False),
        ("outcomes.replicate", "eq", "done", True),
        ("answers.symptom", "eq", "error_page", True),
        ("answers.symptom", "eq", "green", False),
        ("answers.symptom", "ne", "slow", False),
        ("answers.symptom", "ne", "green", True),
        ("answers.symptom", "not_in", ("slow", "green"), False),
        ("answers.symptom", "matches", "page", True),
        ("answers.symptom", "not_matches", "page", False),
        ("answers.who", "eq", "other", True),
        ("answers.region", "eq", "eu", None),
        ("vars.issuer", "exists", None, True),
        ("vars.issuer", "matches", "example", True),
        ("vars.replicas", "gt", 3, True),
        ("vars.session_host", "exists", None, False),
        ("vars.session_host", "absent", None, True),
        ("vars.session_host", "eq", "a", None),
        ("incident.severity", "eq", "sev2", True),
        ("incident.severity", "in", ("sev1",), False),
        ("incident.title", "eq", "x", None),
        ("weather", "eq", "rain", None),
    ],
)
def test_a_condition_holds_or_not_or_is_not_known(
    path: str,
    op: str,
    value: Scalar | tuple[Scalar, ...],
    holds: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    assert applies([Expectation(path, op, value)], KNOWN).holds is holds


@pytest.mark.parametrize(
    ("value", "holds"), [("sev1", None), ("unknown", True), (("sev1", "unknown"), True)]
)
def test_a_severity_that_nobody_judged_is_not_known(
    value: str | tuple[str, ...],
    holds: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    unknown = Known({}, {}, {}, Severity.UNKNOWN)
    op = "eq" if isinstance(value, str) else "in"

    assert applies([Expectation("incident.severity", op, value)], unknown).holds is holds


FAILS = Expectation("outcomes.health", "eq", "pass")
HOLDS = Expectation("outcomes.health", "eq", "fail")
LOST = Expectation("outcomes.pool", "eq", "fail")


@pytest.mark.parametrize(
    ("when", "holds", "reason"),
    [
        ([], True, ""),
        ([HOLDS, HOLDS], True, ""),
        ([HOLDS, LOST], None, "pool is not known"),
        ([LOST, FAILS], False, "outcomes.health is “fail”, wanted exactly “pass”"),
    ],
)
def test_one_false_condition_is_enough_and_one_unknown_holds_it(
    when: list[Expectation],
    holds: bool | None,  # noqa: FBT001 - a column of the table
    reason: str,
) -> None:
    found = applies(when, KNOWN)

    assert (found.holds, found.sentence) == (holds, reason)
