"""A runbook as responders walk it: phases of steps, free of any file format."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Scalar: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """One claim about a result, an answer or a variable: `path` `op` `value`.

    `otherwise` is the outcome when it does not hold: fail or warn.
    """

    path: str
    op: str
    value: Scalar | tuple[Scalar, ...] = None
    otherwise: str = "fail"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a result brings with it: a step to go to, hypotheses to suggest, a remark."""

    goto: str = ""
    suggest: tuple[str, ...] = ()
    note: str = ""
    assign: Mapping[str, Scalar] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer to a question step."""

    value: str
    label: str
    then: Consequence = Consequence()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, to answer or to check. `kind` is manual, question or check."""

    id: str
    kind: str
    title: str
    why: str = ""
    role: str = "any"
    is_required: bool = False
    when: tuple[Expectation, ...] = ()
    instructions: str = ""
    suggested_command: str = ""
    collect: tuple[str, ...] = ()
    prompt: str = ""
    choices: tuple[Choice, ...] = ()
    is_multiple: bool = False
    allows_other: bool = True
    probe: Mapping[str, Any] = field(default_factory=dict)
    expect: tuple[Expectation, ...] = ()
    is_automatic: bool = True
    retries: int = 0
    timeout_s: int = 10
    redact: tuple[str, ...] = ()
    then: Mapping[str, Consequence] = field(default_factory=dict)
    owner_hint: str = ""


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of the walk, in the fixed order verify_scope ... resolve."""

    name: str
    goal: str
    steps: tuple[Step, ...]
    timebox_s: int | None = None
    exit_when: tuple[Expectation, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A typed value that fills `${name}`."""

    name: str
    type: str = "string"
    source: str = "prompt"
    default: Scalar = None
    is_required: bool = False
    choices: tuple[str, ...] = ()
    pattern: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A hypothesis the runbook offers, with the outcomes that speak for or against it.

    `supports` holds (step, outcome, weight); a negative weight speaks against.
    """

    id: str
    title: str
    supports: tuple[tuple[str, str, int], ...]
    test: str = ""
    mitigations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Runbook:
    """One reviewed way to respond. `digest` is the SHA-256 of its canonical JSON `source`."""

    id: str
    version: int
    title: str
    summary: str
    owners: tuple[str, ...]
    review_by: str
    phases: tuple[Phase, ...]
    digest: str
    source: str
    severity_hint: str = ""
    keywords: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    max_response_bytes: int = 262_144
    variables: tuple[Variable, ...] = ()
    explanations: tuple[Explanation, ...] = ()
    references: tuple[str, ...] = ()
    redact: tuple[str, ...] = ()
    alert_labels: tuple[Mapping[str, str], ...] = ()
