"""Every duration follows from the record by its formula."""

from bot.domain import facts
from bot.domain.durations import words
from bot.domain.facts import Fact
from bot.domain.metrics import DIFFERENCES, GAPS, Metrics, measure
from bot.domain.terms import Audience, Severity, Stamp, UpdateState, Verdict, Words
from tests.stories import seed_002, seed_003
from tests.stories.telling import ALEX, SAM, Story

SEED_003 = {
    "detect": 2,
    "acknowledge": 0,
    "engage": 1,
    "opened": 3,
    "diagnose": 5,
    "decide": 7,
    "alert_to_decision": 5,
    "mitigation_run": 7,
    "mitigate": 15,
    "recover": 18,
    "monitoring": 22,
    "resolve": 37,
    "alert_to_resolve": 35,
    "first_public": 8,
    "largest_update_gap": 20,
    "longest_silence": 20,
    "peak_after": 3,
    "public_resolved_early": 9,
}
BOLD = (
    "detect", "acknowledge", "diagnose", "decide", "mitigate", "recover", "monitoring", "resolve",
    "first_public", "largest_update_gap",
)  # fmt: skip


def story() -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words("Sign-in fails"), Severity.SEV2))


def stamp(name: Stamp, clock: str, why: str = "") -> Fact:
    return facts.StampSet(name, Story("2024-01-15").time(clock), Words(why))


def published(number: int, state: UpdateState, audience: Audience = Audience.PUBLIC) -> list[Fact]:
    return [
        facts.UpdateDrafted(number, audience, state, Words("We look into it")),
        facts.UpdatePublished(number, "status page"),
    ]


def minutes(metrics: Metrics, key: str) -> int | float | None:
    duration = metrics.figures[key].duration
    return None if duration is None else duration.minutes


def test_the_incident_of_seed_003_gives_exactly_its_minutes() -> None:
    measured = measure(seed_003.entries()).as_json()

    assert {key: measured[key] for key in SEED_003} == SEED_003
    assert measured["flags"] == []


def test_the_incident_of_seed_002_gives_what_it_recorded_and_null_for_the_rest() -> None:
    measured = measure(seed_002.entries()).as_json()

    assert {key: measured[key] for key in BOLD} == dict.fromkeys(BOLD) | {
        "detect": 0,
        "resolve": 150,
    }


def test_the_keys_are_the_eighteen_of_the_table() -> None:
    assert SEED_003.keys() == DIFFERENCES.keys() | GAPS.keys()
    assert set(measure([]).figures) == SEED_003.keys()


def test_without_entries_every_duration_is_null() -> None:
    measured = measure([]).as_json()

    assert {measured[key] for key in SEED_003} == {None}
    assert measured["wall"] is None
    assert measured["stamps"] == {}
    assert measured["public_updates"] == []


def test_the_moments_stand_beside_the_minutes() -> None:
    measured = measure(seed_003.entries()).as_json()

    assert measured["wall"] == 37
    assert measured["public_updates"] == [
        "2024-01-15T03:20:00.000000Z",
        "2024-01-15T03:40:00.000000Z",
    ]
    assert measured["stamps"] == {
        "impact": "2024-01-15T03:12:00.000000Z",
        "signal": "2024-01-15T03:14:00.000000Z",
        "acknowledged": "2024-01-15T03:14:00.000000Z",
        "opened": "2024-01-15T03:15:00.000000Z",
        "decided": "2024-01-15T03:19:00.000000Z",
        "started": "2024-01-15T03:20:00.000000Z",
        "mitigated": "2024-01-15T03:27:00.000000Z",
        "normal": "2024-01-15T03:30:00.000000Z",
        "resolved": "2024-01-15T03:49:00.000000Z",
        "peak": "2024-01-15T03:15:00.000000Z",
    }


def test_each_duration_names_the_entries_that_prove_it() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())

    metrics = measure(told.entries)

    assert metrics.figures["resolve"].sources == (2, 3)
    assert metrics.figures["resolve"].formula == "impact start to resolution (R - I)"
    assert metrics.figures["opened"].sources == (1, 2)


def test_a_duration_that_is_not_recorded_says_what_it_lacks() -> None:
    figures = measure(story().entries).figures

    assert figures["mitigate"].lacks == ("impact start", "mitigation")
    assert figures["longest_silence"].lacks == ("impact start", "resolution")
    assert figures["largest_update_gap"].lacks == ("second public update",)


def test_a_negative_duration_is_null_and_flagged() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12"))
    told.say("03:16", stamp(Stamp.SIGNAL, "03:10"))

    metrics = measure(told.entries)

    assert minutes(metrics, "detect") is None
    assert words(metrics.figures["detect"].duration) == "not recorded"
    assert metrics.figures["detect"].sources == (2, 3)
    assert [figure.flag for figure in metrics.flagged] == metrics.as_json()["flags"]
    assert metrics.flagged[0].flag == (
        "detect has no number: first signal (2024-01-15 03:10) is recorded before "
        "impact start (2024-01-15 03:12). One of the two is wrong."
    )


def test_telling_customers_after_resolving_is_the_normal_order_and_not_flagged() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())
    for fact in published(1, UpdateState.RESOLVED):
        told.say("03:52", fact)

    metrics = measure(told.entries)

    assert minutes(metrics, "public_resolved_early") is None
    assert metrics.flagged == ()


def test_fewer_than_two_public_updates_have_no_gap() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())
    for fact in published(1, UpdateState.INVESTIGATING):
        told.say("03:20", fact)
    for fact in published(2, UpdateState.MONITORING, Audience.INTERNAL):
        told.say("03:30", fact)

    metrics = measure(told.entries)

    assert minutes(metrics, "largest_update_gap") is None
    assert minutes(metrics, "first_public") == 8
    assert minutes(metrics, "longest_silence") == 29


def test_silence_ends_with_the_incident() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())
    for fact in published(1, UpdateState.RESOLVED):
        told.say("05:00", fact)

    assert minutes(measure(told.entries), "longest_silence") == 37


def test_an_incident_that_ends_before_it_begins_has_no_silence() -> None:
    told = story().say("03:49", facts.Resolved()).say("03:50", stamp(Stamp.IMPACT, "03:50"))

    metrics = measure(told.entries)

    assert minutes(metrics, "longest_silence") is None
    assert [figure.key for figure in metrics.flagged] == ["opened", "resolve"]


def test_one_update_on_two_pages_counts_once_from_the_first() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12"))
    for fact in published(1, UpdateState.INVESTIGATING):
        told.say("03:20", fact)
    told.say("03:26", facts.UpdatePublished(1, "second page"))

    metrics = measure(told.entries)

    assert minutes(metrics, "first_public") == 8
    assert minutes(metrics, "largest_update_gap") is None


def test_a_publication_without_its_words_counts_for_nobody() -> None:
    told = story().say("03:20", facts.UpdatePublished(7, "status page"))

    assert measure(told.entries).updates == ()


def test_a_reopened_incident_sums_its_stretches_and_shows_the_wall_time_beside() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())
    told.say("05:00", facts.Reopened(Words("It is back"))).say("05:10", facts.Resolved())

    metrics = measure(told.entries)

    assert metrics.is_reopened
    assert minutes(metrics, "resolve") == 37 + 10
    assert metrics.figures["resolve"].sources == (2, 3, 4, 5)
    assert metrics.as_json()["wall"] == 118


def test_while_it_is_open_again_it_has_no_duration() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())
    told.say("05:00", facts.Reopened(Words("It is back")))

    metrics = measure(told.entries)

    assert minutes(metrics, "resolve") is None
    assert metrics.as_json()["wall"] is None
    assert metrics.flagged == ()


def test_a_stretch_that_ends_before_it_begins_is_flagged() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12")).say("03:49", facts.Resolved())
    told.say("05:00", facts.Reopened(Words("It is back")))
    told.say("05:10", stamp(Stamp.RESOLVED, "04:50"))

    metrics = measure(told.entries)

    assert minutes(metrics, "resolve") is None
    assert [figure.key for figure in metrics.flagged] == ["resolve"]


def test_a_wrong_track_is_not_a_decision_but_what_stands_supported_is() -> None:
    told = story().say("03:16", stamp(Stamp.IMPACT, "03:12"))
    told.say("03:17", facts.HypothesisRaised(1, Words("the network")))
    told.say("03:18", facts.HypothesisJudged(1, Verdict.SUPPORTED))
    assert minutes(measure(told.entries), "decide") == 6

    told.say("03:20", facts.HypothesisJudged(1, Verdict.REFUTED))
    assert minutes(measure(told.entries), "decide") is None

    told.say("03:25", facts.MitigationStarted(1, Words("Restart")))
    assert minutes(measure(told.entries), "decide") == 13


def test_who_takes_the_lead_first_has_acknowledged_unless_somebody_says_better() -> None:
    told = story().say("03:16", stamp(Stamp.SIGNAL, "03:14"))
    told.say("03:17", facts.RoleTaken("comms", SAM)).say("03:18", facts.RoleTaken("lead", ALEX))
    told.say("03:19", facts.RoleTaken("lead", SAM))
    assert minutes(measure(told.entries), "acknowledge") == 4

    told.say("03:20", stamp(Stamp.ACKNOWLEDGED, "03:15"))
    assert minutes(measure(told.entries), "acknowledge") == 1
