"""The short words and symbols that people see again and again, in one place for translation."""

from collections.abc import Mapping

from bot.domain.terms import Outcome, Severity, Status, Verdict

SEVERITY: Mapping[Severity, str] = {
    Severity.SEV1: ":red_circle: SEV1",
    Severity.SEV2: ":large_orange_circle: SEV2",
    Severity.SEV3: ":large_yellow_circle: SEV3",
    Severity.SEV4: ":large_blue_circle: SEV4",
    Severity.UNKNOWN: ":white_circle: Severity unknown",
}

SEVERITY_MEANS: Mapping[Severity, str] = {
    Severity.UNKNOWN: "Not judged yet: triage first",
    Severity.SEV1: "Critical: most customers cannot work",
    Severity.SEV2: "Major: many customers are hit",
    Severity.SEV3: "Minor: some customers, or a workaround exists",
    Severity.SEV4: "Low: nobody outside notices",
}

STATUS: Mapping[Status, str] = {
    Status.INVESTIGATING: ":mag: Investigating",
    Status.IDENTIFIED: ":bulb: Cause identified",
    Status.MONITORING: ":eyes: Monitoring",
    Status.RESOLVED: ":white_check_mark: Resolved",
    Status.CLOSED: ":lock: Closed",
}

OUTCOME: Mapping[Outcome, str] = {
    Outcome.PASS: ":white_check_mark: PASS",
    Outcome.WARN: ":warning: WARN",
    Outcome.FAIL: ":x: FAIL",
    Outcome.ERROR: ":grey_question: COULD NOT ASK",
    Outcome.RECORDED: ":memo: RECORDED",
}

VERDICT: Mapping[Verdict, str] = {
    Verdict.SUPPORTED: ":heavy_check_mark: supported",
    Verdict.REFUTED: ":no_entry_sign: refuted",
    Verdict.INCONCLUSIVE: ":grey_question: inconclusive",
}

MITIGATED: Mapping[str, str] = {
    "effective": ":white_check_mark: works",
    "permanent": ":white_check_mark: stays for good",
    "reverted": ":leftwards_arrow_with_hook: reverted",
    "withdrawn": ":wastebasket: taken back",
}
"""What became of a mitigation; one that was only started is none of these."""

JUDGED: Mapping[str, str] = {
    **{verdict.value: words for verdict, words in VERDICT.items()},
    "withdrawn": MITIGATED["withdrawn"],
}
"""What became of a hypothesis; one that was only raised is none of these."""

PHASE: Mapping[str, str] = {
    "verify_scope": "Verify scope",
    "gather_evidence": "Gather evidence",
    "hypothesize": "Hypothesize",
    "mitigate": "Mitigate",
    "communicate": "Communicate",
    "resolve": "Resolve",
}

CONFIRMING_EMOJI = "memo"
"""What Muster puts under a message that it has put on the timeline."""

MARKS: Mapping[str, str] = {
    "pushpin": "timeline",
    "test_tube": "hypothesis",
    "adhesive_bandage": "mitigation",
}
"""Which emoji records a message, and as what."""

ROLE: Mapping[str, str] = {
    "ic": "the lead",
    "ops": "operations",
    "comms": "communications",
    "scribe": "the scribe",
    "responder": "a responder",
}
"""Whom a step is meant for; nobody else is stopped from doing it."""


def without_symbol(words: str) -> str:
    """Leave out the symbol in front, where Slack shows plain text."""
    return words.partition(" ")[2]
