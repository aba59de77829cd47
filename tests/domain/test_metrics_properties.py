"""Whatever was recorded in whatever order, durations are proved and never invented."""

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.metrics import Metrics, measure
from bot.domain.terms import Audience, PersonId, Severity, Stamp, UpdateState, Verdict, Words
from tests.stories import seed_003

START = datetime(2024, 1, 15, 3, 0, tzinfo=UTC)
ALEX = PersonId("U0ALEX")
TEXT = Words("as seen")

moments = st.integers(0, 4 * 3600).map(lambda seconds: START + timedelta(seconds=seconds))
numbers = st.integers(1, 2)

statements: st.SearchStrategy[Fact] = st.one_of(
    st.builds(facts.StampSet, st.sampled_from(Stamp), moments, st.just(TEXT)),
    st.builds(facts.RoleTaken, st.sampled_from(["lead", "comms"]), st.just(ALEX)),
    st.builds(facts.HypothesisJudged, numbers, st.just(Verdict.SUPPORTED)),
    st.builds(facts.MitigationStarted, numbers, st.just(TEXT)),
    st.builds(facts.MitigationConfirmed, numbers),
    st.builds(facts.UpdatePublished, numbers, st.just("status page")),
    st.builds(facts.Noted, st.just(TEXT)),
    st.just(facts.Resolved()),
)
corrections: st.SearchStrategy[Fact] = st.one_of(
    st.builds(facts.EntryWithdrawn, st.integers(1, 12)),
    st.builds(facts.HypothesisJudged, numbers, st.sampled_from(Verdict)),
    st.builds(facts.MitigationReverted, numbers),
    st.builds(facts.Reopened, st.just(TEXT)),
)


def histories(what: st.SearchStrategy[Fact]) -> st.SearchStrategy[list[Entry]]:
    """Draw timelines that begin with Declared and two drafted updates, at any times."""
    begin: list[Fact] = [
        facts.Declared(TEXT, Severity.SEV2),
        facts.UpdateDrafted(1, Audience.PUBLIC, UpdateState.INVESTIGATING, TEXT),
        facts.UpdateDrafted(2, Audience.PUBLIC, UpdateState.RESOLVED, TEXT),
    ]
    return st.lists(st.tuples(what, moments, moments), max_size=12).map(
        lambda drawn: [
            Entry(position, fact, ALEX, occurred, observed, observed)
            for position, (fact, occurred, observed) in enumerate(
                [*((fact, START, START) for fact in begin), *drawn], start=1
            )
        ]
    )


def times(entry: Entry) -> set[datetime]:
    said = entry.fact.at if isinstance(entry.fact, facts.StampSet) else entry.occurred
    return {said, entry.occurred, entry.observed}


@settings(deadline=None, max_examples=60)
@given(histories(st.one_of(statements, corrections)))
def test_every_moment_is_a_time_of_the_entry_it_names(entries: list[Entry]) -> None:
    by_position = {entry.position: entry for entry in entries}

    for moment in measure(entries).stamps.known.values():
        assert moment.at in times(by_position[moment.source])


@settings(deadline=None, max_examples=60)
@given(histories(st.one_of(statements, corrections)))
def test_no_duration_is_negative_and_every_one_has_its_sources(entries: list[Entry]) -> None:
    for figure in measure(entries).figures.values():
        assert figure.duration is None or not figure.duration.is_negative
        assert figure.duration is None or figure.sources
        assert not (figure.flag and figure.duration)


@settings(deadline=None, max_examples=60)
@given(histories(statements), st.data())
def test_removing_what_was_stated_never_gives_a_moment_that_was_missing(
    entries: list[Entry], data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(entries))
    assume(_is_possible(entries))

    before = measure(entries).stamps.known
    after = measure([entry for entry in entries if entry is not gone]).stamps.known

    assert after.keys() <= before.keys()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_removing_a_row_of_seed_003_changes_only_what_it_proved(data: st.DataObject) -> None:
    entries = seed_003.entries()
    gone = data.draw(st.sampled_from(entries))
    rest = [entry for entry in entries if entry is not gone]

    before, after = measure(entries), measure(rest)

    untouched = {
        key: figure
        for key, figure in before.figures.items()
        if gone.position not in figure.sources and not _is_draft(gone)
    }
    assert {key: after.figures[key] for key in untouched} == untouched


def _is_possible(entries: list[Entry]) -> bool:
    """Whether every mitigation that was seen to work had been started, as the domain demands."""
    told = [entry.fact for entry in entries]
    started = {fact.number for fact in told if isinstance(fact, facts.MitigationStarted)}
    worked = {fact.number for fact in told if isinstance(fact, facts.MitigationConfirmed)}
    return worked <= started


def test_without_the_row_that_says_it_worked_four_moments_are_not_recorded() -> None:
    entries = seed_003.entries()
    rest = [each for each in entries if not isinstance(each.fact, facts.MitigationConfirmed)]

    before, after = _minutes(measure(entries)), _minutes(measure(rest))

    changed = {key for key, value in before.items() if after[key] != value}
    assert changed == {"mitigate", "mitigation_run", "monitoring"}
    assert {after[key] for key in changed} == {None}


@settings(deadline=None, max_examples=60)
@given(st.permutations(range(12)))
def test_backdated_entries_count_the_same_in_whatever_order_they_are_recorded(
    order: list[int],
) -> None:
    entries = seed_003.entries()
    late = [place for place, entry in enumerate(entries) if entry.observed != _said_of(entry)]
    assert len(late) == 12
    shuffled = list(entries)
    for place, source in zip(late, (late[each] for each in order), strict=True):
        old = entries[source]
        shuffled[place] = Entry(
            place + 1, old.fact, old.actor, old.occurred, old.observed, old.recorded
        )

    assert _minutes(measure(shuffled)) == _minutes(measure(entries))


@settings(deadline=None, max_examples=60)
@given(histories(st.one_of(statements, corrections)))
def test_measuring_twice_gives_the_same(entries: list[Entry]) -> None:
    assert measure(entries) == measure(entries)
    assert measure(entries).as_json() == measure(list(entries)).as_json()


def _said_of(entry: Entry) -> datetime:
    return entry.fact.at if isinstance(entry.fact, facts.StampSet) else entry.occurred


def _is_draft(entry: Entry) -> bool:
    return isinstance(entry.fact, facts.UpdateDrafted)


def _minutes(metrics: Metrics) -> dict[str, int | float | None]:
    return {
        key: figure.duration.minutes if figure.duration else None
        for key, figure in metrics.figures.items()
    }
