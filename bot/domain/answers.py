"""Find out which questions the record answers by now."""

from collections.abc import Mapping, Sequence

from bot.domain import facts, headline, overview
from bot.domain.document import Statement
from bot.domain.entries import Entry
from bot.domain.narration import Narrator
from bot.domain.stamps import Stamps
from bot.domain.standing import standing, those
from bot.domain.terms import Severity, Stamp


def answers(
    entries: Sequence[Entry], stamps: Stamps, narrator: Narrator
) -> Mapping[str, Statement]:
    """Map the key of each answered question to its answer."""
    level, sources = headline.judged(entries)
    led = headline.roles(entries, narrator, "lead")
    described = overview.impacts(entries, narrator)
    target = overview.objective(narrator.frame, stamps)
    end = stamps.known.get(Stamp.RESOLVED)
    found = {
        "situation.severity": None if level is Severity.UNKNOWN else Statement(level, sources),
        "situation.lead": led[-1] if led else None,
        "situation.resolved": overview.extent(stamps) if end else None,
        "impact.described": described[-1] if described else None,
        "objective.target": target,
    }
    known = {key: each for key, each in found.items() if each}
    return known | _moments(entries, stamps, narrator) | _judgements(entries)


def _judgements(entries: Sequence[Entry]) -> dict[str, Statement]:
    """Say what was found out about each hypothesis and mitigation that somebody judged."""
    sources: dict[str, tuple[int, ...]] = {}
    for entry in standing(entries):
        match entry.fact:
            case facts.HypothesisJudged(number=number):
                sources[f"hypothesis.{number}"] = (entry.position,)
            case (
                facts.MitigationConfirmed(number=number)
                | facts.MitigationReverted(number=number)
                | facts.MitigationMadePermanent(number=number)
            ):
                sources[f"mitigation.{number}"] = (entry.position,)
            case _:
                pass
    return {key: Statement("judged", source) for key, source in sources.items()}


def _moments(entries: Sequence[Entry], stamps: Stamps, narrator: Narrator) -> dict[str, Statement]:
    """Take every known moment, but the impact start only when somebody has confirmed it."""
    confirmed = {entry.position for entry, _ in those(entries, facts.StampSet)}
    return {
        f"times.{stamp}": Statement(narrator.moment(moment.at), (moment.source,))
        for stamp, moment in stamps.known.items()
        if stamp is not Stamp.IMPACT or moment.source in confirmed
    }
