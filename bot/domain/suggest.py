"""Suggest the runbook that fits an incident."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.runbook import Runbook

GENERIC = "generic"
"""The runbook that is offered when nothing else fits."""

_FOR_SERVICE = 3
_MOST_KEYWORDS = 3
_OFFERED = 3


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A runbook that may fit, with its points and the reason (“keyword: sign in”)."""

    runbook: Runbook
    points: int
    reason: str


def suggest(
    runbooks: Iterable[Runbook], title: str, impact: str = "", service: str = ""
) -> list[Suggestion]:
    """Return the best three runbooks, best first; the generic one when nothing fits.

    3 points for the service, 1 for each keyword found as whole words, at most 3.
    """
    offered = list(runbooks)
    said = f"{title}\n{impact}".casefold()
    scored = [_score(runbook, said, service.casefold()) for runbook in offered]
    fitting = sorted((each for each in scored if each.points > 0), key=lambda each: -each.points)
    if fitting:
        return fitting[:_OFFERED]
    return [
        Suggestion(runbook, 0, "nothing else fits") for runbook in offered if runbook.id == GENERIC
    ]


def _score(runbook: Runbook, said: str, service: str) -> Suggestion:
    found = [keyword for keyword in runbook.keywords if _holds(said, keyword)][:_MOST_KEYWORDS]
    points, reasons = len(found), []
    if service and service in {each.casefold() for each in runbook.services}:
        points += _FOR_SERVICE
        reasons.append(f"service: {service}")
    if found:
        reasons.append(f"keyword: {', '.join(found)}")
    return Suggestion(runbook, points, "; ".join(reasons))


def _holds(said: str, keyword: str) -> bool:
    words = r"\s+".join(re.escape(word) for word in keyword.casefold().split())
    return bool(words) and re.search(rf"(?<!\w){words}(?!\w)", said) is not None
