"""Declare an incident."""

from datetime import datetime

from bot.domain import text
from bot.domain.errors import Rejected
from bot.domain.facts import Declared, Fact
from bot.domain.terms import Severity


def declare(  # noqa: PLR0913 - the fields of the declare form
    title: str,
    *,
    severity: Severity,
    now: datetime,
    impact: str = "",
    service: str = "",
    started_at: datetime | None = None,
    is_drill: bool = False,
    source: str = "slash",
    origin_channel: str = "",
    origin_ts: str = "",
    origin_permalink: str = "",
    origin_text: str = "",
) -> list[Fact]:
    """Declare an incident; the `origin_...` say from which message, if from one.

    Raises Rejected for a title without words, text that is too long or harmful, and a start in
    the future.
    """
    if started_at is not None and started_at > now:
        raise Rejected(
            f"The start is in the future; it is {now:%Y-%m-%d %H:%M} UTC. "
            "Give the time when it began, or leave it empty."
        )
    return [
        Declared(
            title=text.title(title),
            severity=severity,
            impact=text.words(impact, field="impact", limit=text.IMPACT_LIMIT, required=False),
            service=text.one_line(service, field="service", limit=text.SERVICE_LIMIT),
            started_at=started_at,
            is_drill=is_drill,
            source=source,
            origin_channel=origin_channel,
            origin_ts=origin_ts,
            origin_permalink=origin_permalink,
            origin_text=text.cleaned(origin_text, text.MESSAGE_LIMIT),
        )
    ]
