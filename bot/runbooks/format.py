"""The format of a runbook file, from the top."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from bot.runbooks.parts import (
    DATE,
    Duration,
    Expectation,
    Label,
    Line,
    Part,
    Scalar,
    Slug,
    Text,
    Title,
)
from bot.runbooks.steps import Step

PHASES = ("verify_scope", "gather_evidence", "hypothesize", "mitigate", "communicate", "resolve")


class Phase(Part):
    """One part of the walk."""

    phase: Literal[
        "verify_scope", "gather_evidence", "hypothesize", "mitigate", "communicate", "resolve"
    ] = Field(description="Which one; each at most once, in this order.")
    goal: Title = Field(description="One line on the step card.")
    timebox: Duration | None = Field(None, description="A private nudge when it is over.")
    exit_when: list[Expectation] = Field([], description="Muster then offers the next phase.")
    steps: list[Step] = Field(description="In order.", min_length=1)


class Variable(Part):
    """A typed value, used as ${name}."""

    type: Literal["string", "int", "float", "bool", "url", "host", "duration", "enum"] = Field(
        "string", description="What values it takes."
    )
    source: Literal["prompt", "incident", "catalog", "alert_label"] = Field(
        "prompt", description="Where the value comes from."
    )
    default: Scalar = Field(None, description="Used when the source has nothing.")
    required: bool = Field(default=False, description="Ask a person if it has no value.")
    choices: list[str] = Field([], description="The values of an enum.")
    pattern: str | None = Field(None, description="RE2 over the whole value.")
    description: Line | None = Field(None, description="Help text.")


class Match(Part):
    """When to suggest this runbook."""

    alert_labels: list[Annotated[dict[str, str], Field(min_length=1)]] = Field(
        [], description="Every label of one item must match."
    )
    keywords: list[Label] = Field([], description="Whole words in title, impact, alert.")
    services: list[Label] = Field([], description="Affected services.")


class Policy(Part):
    """Limits; they can only narrow those of the operator."""

    allow_hosts: list[str] = Field(
        [], description="Exact names, *.example.com, ${catalog.name} or a url or host variable."
    )
    default_timeout: Duration = Field("10s", description="Per step, at most 60s.")
    max_response_bytes: int = Field(262_144, ge=1_024, le=1_048_576, description="Per answer.")
    redact: list[str] = Field([], description="RE2 patterns on top of the built-in ones.")


class Support(Part):
    """One outcome that speaks for or against a hypothesis."""

    step: Slug = Field(description="A check or a question.")
    outcome: Slug = Field(description="An outcome or answer that this step can have.")
    weight: int = Field(1, ge=-3, le=3, description="-3 to 3; negative speaks against.")


class Hypothesis(Part):
    """An explanation that the runbook offers."""

    id: Slug = Field(description="Stable name, unique in the runbook.")
    title: Title = Field(description="A sentence that can be wrong.")
    supports: list[Support] = Field(description="Outcomes with weights.", min_length=1)
    test: Slug | None = Field(None, description="Cheapest check or manual step to try next.")
    mitigations: list[Slug] = Field([], description="Steps offered when it leads.")


class RunbookFile(Part):
    """One runbook of Muster."""

    api_version: Literal["runbooks/v1"] = Field(alias="apiVersion", description="The format.")
    kind: Literal["Runbook"]
    id: Slug = Field(description="Stable name, the same as the file's.")
    version: int = Field(ge=1, le=1_000_000_000, description="Raise on every change.")
    title: Title = Field(description="Shown when it is suggested, and on the card.")
    summary: Text = Field(description="What it is for.")
    owners: list[Label] = Field(description="Who keeps it right.", min_length=1)
    review_by: Annotated[str, StringConstraints(pattern=DATE)] = Field(
        description="YYYY-MM-DD, quoted; overdue is shown but stops nothing."
    )
    severity_hint: Literal["sev1", "sev2", "sev3", "sev4"] | None = Field(
        None, description="Offered, never set by itself."
    )
    match: Match = Field(Match(), description="When to suggest this runbook.")
    variables: dict[Slug, Variable] = Field({}, description="Typed values, used as ${name}.")
    policy: Policy = Field(Policy(), description="Limits of this runbook.")
    hypotheses: list[Hypothesis] = Field([], description="Explanations with their evidence.")
    phases: list[Phase] = Field(description="In the fixed order.", min_length=1)
    references: list[Line] = Field([], description="Links to show.")


def schema() -> dict[str, Any]:
    """Return the JSON Schema of the format, for editors.

    It says what one mapping may hold; links between steps are checked by the linter alone.
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **RunbookFile.model_json_schema(),
    }
