"""Draft a postmortem: what the record proves, and questions for all the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.domain import facts, headline, overview, participation, suggestions, tracks
from bot.domain.announcements import announcements, unpublished
from bot.domain.answers import answers
from bot.domain.chronicle import Chronicle, chronicle
from bot.domain.document import (
    Announcement,
    Exhibit,
    Frame,
    Question,
    Reading,
    Statement,
    Track,
)
from bot.domain.durations import NOT_RECORDED
from bot.domain.entries import Entry
from bot.domain.exhibits import exhibits
from bot.domain.metrics import Metrics, measure
from bot.domain.narration import Narrator, narrator
from bot.domain.questions import questions
from bot.domain.stamps import Stamps
from bot.domain.standing import those
from bot.domain.terms import Stamp, label
from bot.domain.timetable import dated

NO_DAY = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Meta:
    """What stands at the top: which incident, how long, how bad, who led, where else to read."""

    title: str
    date: str
    is_drill: bool
    links: tuple[Statement, ...]
    extent: Statement
    severities: tuple[Statement, ...]
    status: Statement
    roles: tuple[Statement, ...]
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Impact:
    """Whom it hit, against which promise, and what it took to respond."""

    described: tuple[Statement, ...]
    objective: Statement | None
    effort: Statement


@dataclass(frozen=True, slots=True)
class Analysis:
    """How it was found, and which explanations were followed; `factors` are only suggested."""

    detection: Statement
    cause: tuple[Statement, ...]
    factors: tuple[Statement, ...]
    hypotheses: tuple[Track, ...]


@dataclass(frozen=True, slots=True)
class Recovery:
    """What was done about it; `pending` are temporary measures that are still on."""

    mitigations: tuple[Track, ...]
    pending: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Communication:
    """What people were told, and what was approved but is not recorded as published."""

    published: tuple[Announcement, ...]
    unpublished: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """What measurements suggest, for people to keep or drop, and where records disagree."""

    strengths: tuple[Statement, ...]
    weaknesses: tuple[Statement, ...]
    contradictions: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Postmortem:
    """The whole draft; every text in it is plain text, to be escaped by who renders it.

    A fact carries the positions of its entries; what is not recorded says so and is asked in
    `questions`. The same entries in the same frame make the same draft.
    """

    label: str
    zone: str
    meta: Meta
    metrics: Metrics
    summary: tuple[Statement, ...]
    impact: Impact
    timeline: Chronicle
    analysis: Analysis
    recovery: Recovery
    communication: Communication
    review: Review
    people: tuple[Statement, ...]
    exhibits: tuple[Exhibit, ...]
    questions: Mapping[str, Question]

    @property
    def answered(self) -> int:
        """Return how many questions the record answers by now."""
        return sum(question.answer is not None for question in self.questions.values())

    @property
    def asked(self) -> int:
        """Return how many questions there are."""
        return len(self.questions)

    @property
    def has_zone(self) -> bool:
        """Tell whether a local zone is shown beside UTC."""
        return self.zone != "UTC"


def draft(entries: Sequence[Entry], frame: Frame) -> Postmortem:
    """Write down what these entries prove: all entries of one incident, in order of position."""
    metrics = measure(entries)
    stamps = metrics.stamps
    teller = narrator(entries, frame, _day(entries, stamps) or NO_DAY)
    title = headline.title(entries, teller) or NOT_RECORDED
    return Postmortem(
        label=label(frame.incident_id),
        zone=str(frame.zone),
        meta=_meta(entries, stamps, teller, title),
        metrics=metrics,
        summary=overview.summary(entries, stamps, title, teller),
        impact=Impact(
            described=overview.impacts(entries, teller),
            objective=overview.objective(frame, stamps),
            effort=participation.effort(entries, stamps, teller),
        ),
        timeline=chronicle(entries, stamps, teller),
        analysis=_analysis(entries, metrics, teller),
        recovery=Recovery(tracks.mitigations(entries, teller), tracks.still_on(entries, teller)),
        communication=Communication(
            announcements(entries, metrics, teller), unpublished(entries, teller)
        ),
        review=_review(entries, metrics, teller),
        people=participation.people(entries, teller),
        exhibits=exhibits(entries, teller),
        questions=questions(
            answers(entries, stamps, teller),
            headline.holders(entries, teller),
            tracks.raised(entries),
        ),
    )


def _meta(entries: Sequence[Entry], stamps: Stamps, teller: Narrator, title: str) -> Meta:
    day = _day(entries, stamps)
    return Meta(
        title=title,
        date=dated(day)[:10] if day else NOT_RECORDED,
        is_drill=any(fact.is_drill for _, fact in those(entries, facts.Declared)),
        links=headline.links(entries, teller),
        extent=overview.extent(stamps),
        severities=headline.severities(entries, teller),
        status=headline.status(entries, tracks.still_on(entries, teller)),
        roles=headline.roles(entries, teller),
        readings=overview.readings(stamps, teller),
    )


def _analysis(entries: Sequence[Entry], metrics: Metrics, teller: Narrator) -> Analysis:
    return Analysis(
        detection=overview.detection(entries, metrics.stamps, teller),
        cause=tracks.supported(entries, teller),
        factors=suggestions.factors(entries, metrics),
        hypotheses=tracks.hypotheses(entries, teller),
    )


def _review(entries: Sequence[Entry], metrics: Metrics, teller: Narrator) -> Review:
    return Review(
        strengths=suggestions.strengths(entries, metrics),
        weaknesses=suggestions.weaknesses(entries, metrics, teller),
        contradictions=overview.contradictions(metrics),
    )


def _day(entries: Sequence[Entry], stamps: Stamps) -> datetime | None:
    """Return the day of the incident: of its impact, its opening, or its first entry."""
    known = stamps.known.get(Stamp.IMPACT) or stamps.known.get(Stamp.OPENED)
    if known:
        return known.at
    return entries[0].occurred if entries else None
