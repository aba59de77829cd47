"""Variables of a runbook get their values, and conditions see them."""

from bot.domain.expectations import Search
from bot.domain.facts import Declared, QuestionAnswered
from bot.domain.guide import variables, walk
from bot.domain.runbook import Choice, Consequence, Expectation, Phase, Variable
from bot.domain.terms import Outcome, Severity, Words
from tests.domain.books import answered, attached, check, manual, question, runbook
from tests.domain.telling import incident

VARIABLES = (
    Variable("service", source="incident", default="auth"),
    Variable("severity", source="incident"),
    Variable("region", default="eu"),
    Variable("issuer", source="catalog"),
    Variable("replicas", type="int", default=6),
)
ASSIGNING = runbook(
    Phase(
        "verify_scope",
        "Know",
        (
            question("where", Choice("us", "US", Consequence(assign={"region": "us"}))),
            check("pool", fail=Consequence(assign={"replicas": 12})),
        ),
    ),
    variables=VARIABLES,
)


def test_a_variable_has_the_value_of_its_nearest_source() -> None:
    plain = variables(incident(), ASSIGNING)
    assert plain == {"service": "auth", "severity": "sev2", "region": "eu", "replicas": 6}

    declared = Declared(Words("x"), severity=Severity.SEV1, service="shop")
    given = {"issuer": "https://id.example.com", "region": "ap", "replicas": None}
    assert variables(incident(declared=declared), ASSIGNING, given) == {
        "service": "shop",
        "severity": "sev1",
        "region": "ap",
        "issuer": "https://id.example.com",
        "replicas": 6,
    }


def test_answers_and_results_assign_variables() -> None:
    now = attached(ASSIGNING, QuestionAnswered("where", ("us",)), answered("pool", Outcome.FAIL))

    values = variables(now, ASSIGNING, {"region": "ap"})

    assert (values["region"], values["replicas"]) == ("us", 12)


def test_conditions_see_variables_answers_and_a_matcher() -> None:
    book = runbook(
        Phase(
            "verify_scope",
            "Know",
            (
                question("symptom", Choice("slow", "Slow")),
                manual("oidc", Expectation("vars.issuer", "exists")),
                manual("trace", Expectation("answers.symptom", "eq", "slow")),
                manual("eu", Expectation("vars.region", "matches", "^eu")),
            ),
        ),
        variables=VARIABLES,
    )
    now = attached(book, QuestionAnswered("symptom", ("slow",)))

    def states(given: dict[str, str], search: Search | None) -> list[str]:
        return [view.state for view in walk(now, book, given=given, search=search)]

    assert states({}, None) == ["answered", "not_needed", "open", "held"]
    assert states({"issuer": "https://id"}, lambda *_: True) == ["answered", "open", "open", "open"]
