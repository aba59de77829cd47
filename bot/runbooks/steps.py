"""What responders do step by step; a new kind of step is a class and a line here."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag
from pydantic.json_schema import SkipJsonSchema

from bot.runbooks.parts import (
    Ask,
    Command,
    Duration,
    Expectation,
    Label,
    Later,
    Line,
    Part,
    Scalar,
    Slug,
    Text,
    Title,
)
from bot.runbooks.probes import Probe

LATER_KINDS = frozenset({"action", "bypass", "communicate", "hypothesize"})


class Offer(Part):
    """What an outcome of a check brings with it."""

    goto: Slug | None = Field(None, description="Offer to go to that step.")
    suggest: list[Slug] = Field([], description="Hypotheses to offer.")
    note: Line | None = Field(None, description="Shown under the result.")


class Choice(Part):
    """One answer to a question."""

    value: Slug = Field(description="What to compare with.")
    label: Label = Field(description="As people read it.")
    goto: Slug | None = Field(None, description="Do that step first; nothing is skipped.")
    suggest: list[Slug] = Field([], description="Hypotheses to offer.")
    assign: dict[str, Scalar] = Field(
        {}, alias="set", description="Variables that this answer sets."
    )


class StepHead(Part):
    """What all steps have."""

    id: Slug = Field(description="Stable name, unique in the runbook.")
    title: Title = Field(description="Short; a claim for checks.")
    why: Line | None = Field(None, description="One line under the title.")
    role: Literal["ic", "ops", "comms", "scribe", "responder", "any"] = Field(
        "any", description="Whom the card names."
    )
    when: list[Expectation] = Field(
        [], description="All must hold, else the step is skipped; what is unknown holds it."
    )
    required: bool = Field(
        default=False, description="Done, or skipped with a reason, before close."
    )
    timeout: Duration | None = Field(None, description="Limit of this step, at most 60s.")
    owner_hint: Line | None = Field(None, description="Who knows about this.")


class Manual(StepHead):
    """Something that a person does."""

    kind: Literal["manual"]
    instructions: Text = Field(description="What to do.")
    collect: list[Literal["text", "screenshot", "link", "file", "number"]] = Field(
        [], description="What the person may add as evidence."
    )
    suggested_command: Command | None = Field(None, description="Shown to copy, never run.")


class Question(StepHead):
    """Something that a person finds out."""

    kind: Literal["question"]
    prompt: Ask = Field(description="The question as people read it.")
    choices: list[Choice] = Field(description="Possible answers.", min_length=2, max_length=25)
    multiple: bool = Field(default=False, description="Several answers; then no goto.")
    allow_other: bool = Field(default=True, description="Free text becomes a note.")


class Check(StepHead):
    """Something that Muster asks."""

    kind: Literal["check"]
    probe: Probe = Field(description="What to ask; read-only.")
    expect: list[Expectation] = Field([], description="None means recorded only.")
    auto: bool = Field(default=True, description="Start when the phase opens.")
    retries: int = Field(0, ge=0, le=3, description="Repeat an error, never a fail.")
    then: dict[Literal["pass", "warn", "fail", "error"], Offer] = Field(
        {}, description="What each outcome offers."
    )
    redact: list[str] = Field([], description="Result paths to remove before storing.")


def _step_kind(step: Any) -> Any:
    word = step.get("kind") if isinstance(step, Mapping) else None
    return "later" if word in LATER_KINDS else word


Step: TypeAlias = Annotated[
    Annotated[Manual, Tag("manual")]
    | Annotated[Question, Tag("question")]
    | Annotated[Check, Tag("check")]
    | Annotated[SkipJsonSchema[Later], Tag("later")],
    Discriminator(_step_kind),
]
