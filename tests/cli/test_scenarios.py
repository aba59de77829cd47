"""A scenario with a mistake: one line for each, which says where and what, and exit status 1."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.cli._scenario import Scenario, read
from bot.domain.errors import Rejected
from tests.cli.conftest import STORY
from tests.cli.terminal import typed

Json = dict[str, Any]
DECLARE: Json = {
    "at": "03:15",
    "as": "alex",
    "in": "#incidents",
    "slash": "/incident sev2 Checkout fails",
}
SAID: Json = {"at": "03:16", "as": "alex", "message": "hello", "id": "said"}


def scenario(*steps: object, **more: object) -> Json:
    return STORY | {"steps": list(steps)} | more


def written(folder: Path, told: object) -> Path:
    path = folder / "s.yaml"
    path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return Path(path.name)


READ = [
    (scenario(DECLARE | {"clik": "x"}),
     "s.yaml: step 1 (at 03:15): there is no key clik; did you mean click?"),
    (scenario(DECLARE, SAID | {"frobnicate": "x"}),
     "s.yaml: step 2 (at 03:16): there is no key frobnicate; there are at, as, in, slash, messa"),
    (scenario(DECLARE, {"at": "03:16", "as": "alex"}),
     "s.yaml: step 2 (at 03:16): a step needs exactly one of slash, message, emoji, click, subm"),
    (scenario(DECLARE | {"message": "x"}), "shortcut, fault, wait; it has slash and message"),
    (scenario(DECLARE | {"as": "eve"}),
     "s.yaml: step 1 (at 03:15): as: “eve” is nobody of people: alex"),
    (scenario({"at": "03:15", "slash": "/incident"}), "(at 03:15): as: “” is nobody of peop"),
    (scenario(DECLARE, {"at": "03:16", "as": "alex", "emoji": "pushpin"}),
     "s.yaml: step 2 (at 03:16): an emoji needs a message: on, with the id of an earlier one"),
    (scenario(DECLARE, {"at": "03:16", "as": "alex", "emoji": "pushpin", "on": "said"}, SAID),
     "s.yaml: step 2 (at 03:16): no earlier message has the id “said”"),
    (scenario(DECLARE, SAID | {"thread": "root"}), "no earlier message has the id “root”"),
    (scenario(DECLARE | {"at": "25:00"}), "“25:00” is no time such as 03:15 or 2024-01-15T03:15:0"),
    (scenario(DECLARE | {"at": "3:15"}), "step 1 (at 3:15): at: “3:15” is no time such as 03:15"),
    (scenario(DECLARE | {"at": "2024-02-30T03:15Z"}), "“2024-02-30T03:15Z” is no time such as"),
    (scenario(DECLARE | {"at": 315}), "step 1 (at 315): at: "),
    (scenario(DECLARE, SAID | {"at": "2024-01-15T02:00Z"}),
     "s.yaml: step 2 (at 2024-01-15T02:00Z): this is before the step before it"),
    (scenario({"as": "alex", "message": "x"}), "s.yaml: step 1 (at no time): at is missing"),
    (scenario("declare"), "s.yaml: step 1 (at no step): "),
    (scenario(), "s.yaml: a scenario needs people and steps"),
    (scenario({"at": "03:15", "wait": True}, people={}), "s.yaml: a scenario needs people"),
    (scenario(DECLARE, zone="Mars"), "s.yaml: zone: “Mars” is no IANA zone such as America/Los_An"),
    (scenario(DECLARE, start="2024-01-15T03:00:00"), "s.yaml: start: "),
    (scenario(DECLARE, begin="now"), "s.yaml: there is no key begin; there are title, start, zone"),
    ({"title": "T", "people": {"alex": "A"}, "steps": [DECLARE]}, "s.yaml: start is missing"),
    ("", "s.yaml: a scenario has title, start, people and steps"),
    ("- 1\n", "s.yaml: a scenario has title, start, people and steps"),
    ("title: [\n", "s.yaml:2: this is not YAML: "),
    ("title: a\ntitle: b\n", "s.yaml:2: this is not YAML: found duplicate key"),
    ("title: \x07\n", "s.yaml:1: this is not YAML: odd characters"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "words"), READ)
def test_a_mistake_in_the_file_is_told_before_anything_is_played(
    told: object, words: str, folder: Path
) -> None:
    path = written(folder, told)

    shown = typed("replay", str(path), "--out", "out")

    assert (shown.code, shown.out) == (1, "")
    assert words in shown.err
    assert shown.err.count("\n") == 1
    assert not (folder / "out").exists()


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    one = written(folder, scenario(DECLARE | {"a": 1}, SAID | {"b": 1}, titel="T"))

    shown = typed("replay", str(one), "--out", "out")

    assert len(shown.err.splitlines()) == 3


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("none.yaml", "none.yaml cannot be read: No such file or directory."),
        (".", ". cannot be read: Is a directory."),
        ("binary", "binary is not text in UTF-8."),
    ],
)
def test_a_file_that_cannot_be_read_is_told(name: str, words: str, folder: Path) -> None:
    (folder / "binary").write_bytes(b"\xff\xfe")

    assert typed("replay", name, "--out", "out").err == f"{words}\n"


PLAYED = [
    ({"at": "03:16", "as": "alex", "click": "no_such_button"},
     "The step at 03:16 (click): unknown_element: no no_such_button in #inc-1-"),
    ({"at": "03:16", "as": "alex", "shortcut": "no_such_shortcut"},
     "The step at 03:16 (shortcut): unknown_shortcut: "),
    ({"at": "03:16", "as": "alex", "slash": "/nothing"},
     "The step at 03:16 (slash): unknown_command: "),
    ({"at": "03:16", "as": "alex", "in": "#nowhere", "message": "x"},
     "The step at 03:16 (message): unknown_channel: "),
    ({"at": "03:16", "fault": {"on": "api", "do": {"kind": "earthquake"}}},
     "The step at 03:16 (fault): bad_value: No fault 'earthquake'"),
]  # fmt: skip


@pytest.mark.parametrize(("step", "words"), PLAYED)
def test_a_step_that_cannot_be_done_stops_the_replay_with_its_time(
    step: Json, words: str, folder: Path
) -> None:
    path = written(folder, scenario(DECLARE, step))

    shown = typed("replay", str(path), "--out", "out")

    assert (shown.code, shown.out, shown.err.count("\n")) == (1, "", 1)
    assert shown.err.startswith(words)
    assert [each.name for each in (folder / "out").iterdir()] == ["slack.jsonl"]


OPEN_FORM: Json = {"at": "03:15", "as": "alex", "in": "#incidents", "slash": "/incident"}


@pytest.mark.parametrize(
    ("submit", "words"),
    [
        ({"title": ""}, "The form at 03:16 was refused: title: "),
        ({"no_such_field": "x"}, "The step at 03:16 (submit): unknown_element: no no_such_field"),
    ],
)
def test_a_form_that_is_refused_stops_the_replay_with_the_reason(
    submit: Json, words: str, folder: Path
) -> None:
    filled = {"at": "03:16", "as": "alex", "submit": submit}
    path = written(folder, scenario(OPEN_FORM, filled))

    shown = typed("replay", str(path), "--out", "out")

    assert (shown.code, shown.err.count("\n")) == (1, 1)
    assert shown.err.startswith(words)


def test_a_step_in_an_incident_that_nobody_declared_is_told(folder: Path) -> None:
    path = written(folder, scenario(SAID))

    shown = typed("replay", str(path), "--out", "out")

    assert (shown.code, shown.err) == (1, "At 03:16 there is no incident channel yet.\n")


def test_a_declaration_that_the_bot_did_not_understand_is_told_with_its_words(
    folder: Path,
) -> None:
    path = written(folder, scenario(DECLARE | {"slash": "/incident Checkout"}, SAID))

    shown = typed("replay", str(path), "--out", "out")

    assert shown.err.startswith("At 03:16 there is no incident channel yet. The bot said last: ")


def test_a_bot_that_does_not_answer_is_told(folder: Path) -> None:
    deaf = {"at": "03:15", "fault": {"on": "delivery", "do": {"kind": "drop"}}}
    path = written(folder, scenario(deaf, DECLARE))

    shown = typed("replay", str(path), "--out", "out")

    assert shown.code == 1
    assert shown.err.startswith("The step at 03:15 was not answered: ")


def test_every_action_can_be_played(folder: Path) -> None:
    steps = [
        DECLARE,
        SAID,
        {"at": "03:16", "as": "alex", "message": "and more", "thread": "said"},
        {"at": "03:17", "as": "alex", "emoji": "pushpin", "on": "said"},
        {"at": "03:18", "as": "alex", "emoji": "pushpin", "on": "said", "remove": True},
        {"at": "03:19", "as": "alex", "click": "take_lead"},
        {"at": "03:20", "as": "alex", "shortcut": "timeline_add", "on": "said"},
        {"at": "03:21", "fault": {"on": "api", "do": {"kind": "slow", "ms": 10}, "times": 1}},
        {"at": "03:22", "as": "alex", "in": "#incidents", "slash": "/incident"},
        {"at": "03:23", "as": "alex", "submit": {"title": "Another"}},
        {"at": "2024-01-16T03:24:00Z", "wait": True},
    ]
    path = written(folder, scenario(*steps))

    shown = typed("replay", str(path), "--out", "out")

    assert (shown.code, shown.err) == (0, "")
    kinds = {each["kind"] for each in json.loads((folder / "out/timeline.json").read_text())}
    assert {"declared", "role_taken", "message_recorded", "entry_withdrawn"} <= kinds


def test_an_earlier_clock_time_is_one_of_the_next_day() -> None:
    steps = [{"at": at, "wait": True} for at in ("23:50", "23:50", "00:10:30", "2024-01-18T01:00Z")]

    moments = [at for at, _step in Scenario.model_validate(scenario(*steps)).moments()]

    assert moments == [
        datetime(2024, 1, 15, 23, 50, tzinfo=UTC),
        datetime(2024, 1, 15, 23, 50, tzinfo=UTC),
        datetime(2024, 1, 16, 0, 10, 30, tzinfo=UTC),
        datetime(2024, 1, 18, 1, 0, tzinfo=UTC),
    ]


def test_a_date_may_stand_without_quotes_and_a_start_in_any_zone(folder: Path) -> None:
    text = """
        title: T
        start: 2024-01-14T19:00:00-08:00
        people: {alex: Alex}
        steps:
          - {at: 2024-01-15T03:15:00Z, wait: true}
          - {at: "03:16", wait: true}
    """

    moments = [f"{at:%d %H:%M}" for at, _step in read(written(folder, text)).moments()]

    assert moments == ["15 03:15", "15 03:16"]


def test_a_step_without_its_date_is_refused_by_name(folder: Path) -> None:
    with pytest.raises(Rejected, match=r"step 1 \(at 24:00\): at: “24:00” is no time"):
        read(written(folder, scenario({"at": "24:00", "wait": True})))
