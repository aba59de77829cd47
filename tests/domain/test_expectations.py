"""A check never says pass when it does not know."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.expectations import MISSING, finding, lookup, verdict
from bot.domain.runbook import Expectation, Scalar
from bot.domain.terms import Outcome

ANSWER: dict[str, object] = {
    "status": 200,
    "elapsed_ms": 412.5,
    "reachable": True,
    "failure": None,
    "json": {"state": "ok", "items": [{"id": "a"}, {"id": "b"}]},
    "headers": {"content-type": "text/html", "x.trace.id": "7"},
    "by.version": {"1.5.2": 12},
    "ratio": math.nan,
    "limit": math.inf,
    "names": ("app", "api"),
}


def search(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("status", 200),
        ("json.state", "ok"),
        ("json.items.1.id", "b"),
        ("json.items.0", {"id": "a"}),
        ("headers.content-type", "text/html"),
        ("headers.x.trace.id", "7"),
        ("by.version.1.5.2", 12),
        ("names.1", "api"),
        ("failure", None),
        ("nothing", MISSING),
        ("json.nothing", MISSING),
        ("json.items.2.id", MISSING),
        ("json.items.first", MISSING),
        ("json.items.99999999999999999999", MISSING),
        ("status.code", MISSING),
        ("by.other", MISSING),
        ("", MISSING),
    ],
)
def test_a_path_leads_to_a_value_or_nowhere(path: str, found: object) -> None:
    assert lookup(ANSWER, path) == found


@pytest.mark.parametrize(
    ("actual", "op", "value", "holds"),
    [
        (200, "eq", 200, True),
        (200, "eq", 503, False),
        (200, "eq", "200", False),
        (1, "eq", True, False),
        (0, "eq", 0.0, True),
        (None, "eq", None, True),
        ("a", "eq", "a", True),
        (200, "ne", 503, True),
        (200, "ne", 200, False),
        (200, "ne", "200", True),
        (1, "lt", 2, True),
        (2, "lt", 2, False),
        (2, "le", 2, True),
        (3, "le", 2.5, False),
        (3, "gt", 2, True),
        (2, "gt", 2, False),
        (2, "ge", 2, True),
        (1.9, "ge", 2, False),
        (10**400, "gt", 1.5, True),
        ("3", "gt", 2, None),
        (4, "gt", "2", None),
        (True, "gt", 0, None),
        (math.nan, "lt", 1, None),
        (math.inf, "gt", 1, None),
        (None, "lt", 1, None),
        ([1], "lt", 2, None),
        ("slow", "in", ("slow", "error"), True),
        ("1", "in", (1, 2), False),
        ("slow", "in", "slow", True),
        ("slow", "not_in", ("slow", "error"), False),
        ("green", "not_in", ("slow", "error"), True),
        ("CSRF mismatch", "matches", "(?i)csrf", True),
        ("all good", "matches", "(?i)csrf", False),
        ("all good", "not_matches", "(?i)csrf", True),
        ("CSRF mismatch", "not_matches", "(?i)csrf", False),
        (401, "matches", "401", None),
        ("402", "matches", 401, None),
        (0, "exists", None, True),
        (None, "exists", None, False),
        (MISSING, "exists", None, False),
        (MISSING, "absent", None, True),
        (None, "absent", None, True),
        ("", "absent", None, False),
        (MISSING, "eq", 1, None),
        (MISSING, "ne", 1, None),
        (MISSING, "not_in", (1,), None),
    ],
)
def test_every_operator_says_yes_no_or_cannot_tell(
    actual: object,
    op: str,
    value: Scalar | tuple[Scalar, ...],
    holds: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    assert finding(Expectation("x", op, value), actual, search).holds is holds


def test_without_a_matcher_nothing_is_said_about_patterns() -> None:
    assert finding(Expectation("x", "matches", "a"), "a").holds is None


@pytest.mark.parametrize(
    ("claim", "actual", "sentence"),
    [
        (Expectation("status", "eq", 200), 200, "status is 200"),
        (Expectation("status", "eq", 200), 503, "status is 503, wanted exactly 200"),
        (Expectation("value", "lt", 0.05), 0.36, "value is 0.36, wanted < 0.05"),
        (Expectation("ok", "ne", value=False), False, "ok is false, wanted anything but false"),
        (Expectation("x", "eq", "a"), None, "x is null, wanted exactly “a”"),
        (Expectation("x", "in", ("a", 1)), "<!here>", "x is “(here)”, wanted one of “a”, 1"),
        (Expectation("x", "lt", 1), [1, 2], "x is 1, 2, which cannot be compared: wanted < 1"),
        (Expectation("x", "eq", 1), {"a": "b"}, "x is {'a': 'b'}, wanted exactly 1"),
        (Expectation("x", "eq", 1), "y" * 200, "x is “" + "y" * 79 + "…”, wanted exactly 1"),
        (Expectation("x", "lt", 1), MISSING, "x is not known"),
        (Expectation("x", "exists"), 1, "x is there"),
        (Expectation("x", "exists"), MISSING, "x is absent"),
    ],
)
def test_a_finding_is_a_sentence(claim: Expectation, actual: object, sentence: str) -> None:
    assert finding(claim, actual).sentence == sentence


OK = Expectation("status", "eq", 200)
BROKEN = Expectation("status", "eq", 503)
SLOW = Expectation("elapsed_ms", "lt", 100, otherwise="warn")
LOST = Expectation("value", "lt", 1)


@pytest.mark.parametrize(
    ("expect", "is_incomplete", "problem", "outcome", "reason"),
    [
        ([OK], False, "", Outcome.PASS, "status is 200"),
        ([], False, "", Outcome.RECORDED, "recorded; nothing was expected"),
        ([OK, SLOW], False, "", Outcome.WARN, "elapsed_ms is 412.5, wanted < 100"),
        ([SLOW, LOST], False, "", Outcome.ERROR, "value is not known"),
        ([SLOW, LOST, BROKEN], True, "", Outcome.FAIL, "status is 200, wanted exactly 503"),
        ([OK], True, "", Outcome.ERROR, "the answer is incomplete"),
        ([], True, "", Outcome.ERROR, "the answer is incomplete"),
        ([BROKEN], False, "no answer in time", Outcome.ERROR, "no answer in time"),
        (
            [BROKEN, Expectation("json.state", "eq", "bad"), SLOW],
            False,
            "",
            Outcome.FAIL,
            "status is 200, wanted exactly 503; json.state is “ok”, wanted exactly “bad”",
        ),
    ],
)
def test_the_verdict_follows_the_fixed_order(
    expect: list[Expectation],
    *,
    is_incomplete: bool,
    problem: str,
    outcome: Outcome,
    reason: str,
) -> None:
    said = verdict(expect, ANSWER, is_incomplete=is_incomplete, problem=problem)

    assert said == (outcome, reason)


OPS = ["eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "exists", "absent", "matches"]
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
CLAIMS = st.builds(
    Expectation,
    path=st.sampled_from(["a", "b", "a.b", "c.0"]),
    op=st.sampled_from(OPS),
    value=VALUES | st.lists(VALUES, max_size=2).map(tuple),
    otherwise=st.sampled_from(["fail", "warn"]),
)
TREES = st.recursive(
    VALUES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(CLAIMS, max_size=4),
    st.dictionaries(st.sampled_from(["a", "b", "c"]), TREES),
    st.sampled_from([(True, ""), (False, "no answer in time"), (True, "refused")]),
)
def test_what_did_not_finish_never_comes_out_as_pass_or_warn(
    expect: list[Expectation], fields: dict[str, object], ended: tuple[bool, str]
) -> None:
    is_incomplete, problem = ended

    outcome, reason = verdict(
        expect, fields, is_incomplete=is_incomplete, problem=problem, search=search
    )

    assert outcome in {Outcome.ERROR, Outcome.FAIL}
    assert outcome is Outcome.ERROR or not problem
    assert reason


def test_not_a_single_claim_about_nothing_comes_out_as_pass() -> None:
    outcomes = {op: verdict([Expectation("x", op, 1)], {})[0] for op in OPS}

    assert {op for op, outcome in outcomes.items() if outcome is not Outcome.ERROR} == {
        "exists",
        "absent",
    }
    assert outcomes["exists"] is Outcome.FAIL
