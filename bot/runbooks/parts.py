"""What every mapping of a runbook file is made of."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

SLUG = r"^[a-z][a-z0-9_-]{1,63}$"
DATE = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
DURATION = r"^[1-9][0-9]{0,5}[smhd]$"
PATH = r"^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*$"
HEADER = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"
WRITTEN = r"\S"


LATER_KEYS = frozenset({"capture", "max_parallel", "max_runtime", "tags"})
"""Keys that later versions will understand; until then they are refused, not passed over."""


def _scalar(value: Any) -> Any:
    if not isinstance(value, str | int | float | bool):
        raise ValueError("must be a text, a number, true or false")  # noqa: TRY004 - pydantic wants ValueError
    return value


def _operand(value: Any) -> Any:
    return [_scalar(item) for item in value] if isinstance(value, list) else _scalar(value)


_SCALAR_TYPES = ["string", "number", "boolean"]

# No text may be longer than the card shows: that is better found by the linter than at night.
Slug: TypeAlias = Annotated[str, StringConstraints(pattern=SLUG)]
Duration: TypeAlias = Annotated[str, StringConstraints(pattern=DURATION)]
Title: TypeAlias = Annotated[str, StringConstraints(pattern=WRITTEN, max_length=150)]
Line: TypeAlias = Annotated[str, StringConstraints(pattern=WRITTEN, max_length=300)]
Ask: TypeAlias = Annotated[str, StringConstraints(pattern=WRITTEN, max_length=500)]
Command: TypeAlias = Annotated[str, StringConstraints(pattern=WRITTEN, max_length=1_000)]
Text: TypeAlias = Annotated[str, StringConstraints(pattern=WRITTEN, max_length=1_500)]
Label: TypeAlias = Annotated[str, StringConstraints(pattern=WRITTEN, max_length=75)]
Order: TypeAlias = Literal["eq", "ne", "lt", "le", "gt", "ge"]
Membership: TypeAlias = Literal["in", "not_in", "exists", "absent", "matches", "not_matches"]
Operator: TypeAlias = Literal[Order, Membership]
Scalar: TypeAlias = Annotated[Any, AfterValidator(_scalar), WithJsonSchema({"type": _SCALAR_TYPES})]
Operand: TypeAlias = Annotated[
    Any,
    AfterValidator(_operand),
    WithJsonSchema(
        {"type": [*_SCALAR_TYPES, "array"], "items": {"type": _SCALAR_TYPES}, "minItems": 1}
    ),
]


class Part(BaseModel):
    """One mapping of the file: unknown keys are errors and nothing is converted."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Expectation(Part):
    """One claim: `path` `op` `value`."""

    path: Annotated[str, StringConstraints(pattern=PATH, max_length=200)] = Field(
        description="Dotted path, for example json.status."
    )
    op: Operator = Field(description="How to compare.")
    value: Operand = Field(None, description="What to compare with.")
    otherwise: Literal["fail", "warn"] = Field(
        "fail", alias="else", description="The outcome when it does not hold."
    )

    @model_validator(mode="after")
    def _value_fits(self) -> "Expectation":
        if not _fits(self.op, self.value):
            raise ValueError(f"op {self.op} takes {_TAKES.get(self.op, 'one value')} as value")
        return self


_TAKES = {
    **dict.fromkeys(("exists", "absent"), "nothing"),
    **dict.fromkeys(("in", "not_in"), "a list"),
    **dict.fromkeys(("lt", "le", "gt", "ge"), "a number or ${name}"),
    **dict.fromkeys(("matches", "not_matches"), "a pattern"),
}


def _fits(op: str, value: Any) -> bool:
    match _TAKES.get(op):
        case "nothing":
            return value is None
        case "a list":
            return isinstance(value, list) and bool(value)
        case "a pattern":
            return isinstance(value, str)
        case "a number or ${name}":
            is_name = isinstance(value, str) and value.startswith("${") and value.endswith("}")
            return is_name or (isinstance(value, int | float) and not isinstance(value, bool))
        case _:
            return value is not None and not isinstance(value, list)


class Later(BaseModel):
    """Something of a later version: known by name, refused, but its id can be linked to."""

    model_config = ConfigDict(frozen=True)

    id: str = ""
    kind: str = ""
    type: str = ""
