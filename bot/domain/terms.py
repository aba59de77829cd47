"""The words that responders use, as types."""

from enum import StrEnum
from typing import NewType

from bot.domain.errors import Rejected

IncidentId = NewType("IncidentId", int)
PersonId = NewType("PersonId", str)
ChannelId = NewType("ChannelId", str)

Words = NewType("Words", str)
"""Free text that somebody wrote: kept in the redactable side table, hashed in the chain."""

NO_WORDS = Words("")
"""What stands where nobody wrote anything."""

MUSTER = PersonId("muster")
"""Who acts when nobody did: a performer that reports a result, a timer that fires."""

COMMAND_LINE = "cli:"
"""How ids begin of people who act on a command line, where nobody knows who they are in Slack."""


def own_name(person: PersonId) -> str:
    """Name whoever Slack does not know: Muster, or somebody on a command line; else ""."""
    if person == MUSTER:
        return "Muster"
    is_here = person.startswith(COMMAND_LINE)
    return f"{person.removeprefix(COMMAND_LINE)} (command line)" if is_here else ""


def label(incident_id: IncidentId) -> str:
    """Name the incident as people say it: INC-42."""
    return f"INC-{incident_id}"


def slug(incident_id: IncidentId) -> str:
    """Name the incident as keys and lanes spell it: inc-42."""
    return f"inc-{incident_id}"


class Severity(StrEnum):
    """How bad it is; `unknown` until somebody has judged it."""

    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"
    SEV4 = "sev4"
    UNKNOWN = "unknown"

    @classmethod
    def parse(cls, text: str) -> "Severity":
        """Read `1`, `sev1`, `SEV-1` or `unknown`; raises Rejected for anything else."""
        word = text.strip().lower().removeprefix("sev").lstrip("- ")
        if word in {"1", "2", "3", "4"}:
            return cls(f"sev{word}")
        if word in {"unknown", "triage", "?"}:
            return cls.UNKNOWN
        raise Rejected(f"There is no severity “{text[:20]}”. Use sev1 (worst) to sev4, or unknown.")

    @property
    def rank(self) -> int:
        """Order from worst (1) to mildest (4); unknown stands between sev2 and sev3."""
        return {"sev1": 10, "sev2": 20, "unknown": 25, "sev3": 30, "sev4": 40}[self.value]


class Status(StrEnum):
    """Where the response stands."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What was found out about a hypothesis."""

    SUPPORTED = "supported"
    REFUTED = "refuted"
    INCONCLUSIVE = "inconclusive"


class Outcome(StrEnum):
    """What a check says; `error` means that the question could not be asked."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    WARN = "warn"
    FAIL = "fail"
    ERROR = "error"
    RECORDED = "recorded"


class Audience(StrEnum):
    """For whom an update is written."""

    PUBLIC = "public"
    INTERNAL = "internal"


class UpdateState(StrEnum):
    """What an update tells customers about the state of the incident."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


class Stamp(StrEnum):
    """The moments that the durations are computed from (POSTMORTEM: I A K O D S M N R, peak)."""

    IMPACT = "impact"
    SIGNAL = "signal"
    ACKNOWLEDGED = "acknowledged"
    OPENED = "opened"
    DECIDED = "decided"
    STARTED = "started"
    MITIGATED = "mitigated"
    NORMAL = "normal"
    RESOLVED = "resolved"
    PEAK = "peak"
