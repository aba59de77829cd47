import asyncio
import json
from pathlib import Path

import pytest

from bot.app import composed
from bot.cli._scenario import Scenario, read
from bot.cli.replay import Progress, replayed
from bot.domain.metrics import DIFFERENCES
from bot.settings import Settings
from bot.storage.verify import Verification, verify
from tests.cli.conftest import STORY
from tests.cli.terminal import ROOT, Ended, ended, typed

pytestmark = pytest.mark.timeout(400)
"""Processes start slowly on a busy machine."""

SCENARIOS = ROOT / "tests/scenarios"
SAME_EACH_TIME = ("postmortem.md", "timeline.json", "metrics.json")
ASKED = (
    "detect", "acknowledge", "diagnose", "decide", "mitigate", "recover", "monitoring", "resolve",
    "first_public", "largest_update_gap",
)  # fmt: skip


async def replay(name: str, folder: Path, out: str) -> Ended:
    scenario = SCENARIOS / f"{name}.yaml"
    return await ended("replay", str(scenario), "--out", out, cwd=folder)


def told(path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return found


async def test_seed_003_has_its_minutes_and_is_the_same_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await replay("seed-003", folder, "first")
    monkeypatch.setenv("TZ", "America/New_York")
    second = await replay("seed-003", folder, "second")

    steps = len(read(SCENARIOS / "seed-003.yaml").steps)
    assert (first.code, second.code) == (0, 0)
    assert first.out == (
        f"Played {steps} steps. "
        "Wrote postmortem.md, timeline.json, metrics.json, slack.jsonl to first.\n"
    )
    assert (first.err, second.err) == ("", "")
    metrics = told(folder / "first/metrics.json")
    assert {name: metrics[name] for name in ASKED} == dict(
        zip(ASKED, (2, 0, 5, 7, 15, 18, 22, 37, 8, 20), strict=True)
    )
    for name in SAME_EACH_TIME:
        assert (folder / f"first/{name}").read_bytes() == (folder / f"second/{name}").read_bytes()


async def test_seed_002_has_its_minutes(folder: Path) -> None:
    shown = await replay("seed-002", folder, "out")

    assert shown.code == 0
    metrics = told(folder / "out/metrics.json")
    assert (metrics["detect"], metrics["resolve"]) == (0, 150)


@pytest.fixture
def played(folder: Path) -> Path:
    """Return a folder with what a short replay wrote."""
    asyncio.run(replayed(Scenario.model_validate(STORY), folder, folder))
    return folder


def test_the_timeline_has_every_entry_with_its_three_times_and_its_words(played: Path) -> None:
    timeline = json.loads((played / "timeline.json").read_text(encoding="utf-8"))

    assert [entry["position"] for entry in timeline] == list(range(1, len(timeline) + 1))
    noted = next(entry for entry in timeline if entry["kind"] == "noted")
    assert noted["words"] == {"text": "The card service is silent"}
    assert noted["name"] == "Alex Chen"
    assert noted["occurred"] == noted["recorded"] == "2024-01-15T03:16:00.000000Z"


def test_the_wire_is_told_in_json_lines_without_a_secret(played: Path) -> None:
    lines = (played / "slack.jsonl").read_text(encoding="utf-8").splitlines()

    records = [json.loads(line) for line in lines]
    assert [record["seq"] for record in records] == list(range(1, len(records) + 1))
    assert {"call", "delivery", "ack", "state", "person"} <= {record["kind"] for record in records}
    assert "xoxb-local" not in "".join(lines)


def test_the_metrics_name_every_duration(played: Path) -> None:
    metrics = told(played / "metrics.json")

    assert metrics["mitigate"] is None
    assert metrics["public_updates"] == []
    assert {*DIFFERENCES, *ASKED, "wall", "stamps", "flags"} <= metrics.keys()


def test_the_record_that_was_played_verifies(played: Path) -> None:
    async def checked() -> Verification:
        url = f"sqlite+aiosqlite:///{played / 'muster.db'}"
        async with composed(Settings(database_url=url)) as muster:
            return await verify(muster.store)

    assert asyncio.run(checked()) == Verification(1, 5, ())


def test_what_an_earlier_replay_wrote_does_not_stay_beside_one_that_failed(folder: Path) -> None:
    (folder / "postmortem.md").write_text("of another incident")
    (folder / "mine.txt").write_text("kept")
    silent = STORY | {"steps": [{"at": "03:15", "wait": True}]}
    (folder / "silent.yaml").write_text(json.dumps(silent))

    shown = typed("replay", "silent.yaml", "--out", ".")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("The scenario was played, but it declares no incident")
    kept = {path.name for path in folder.iterdir()}
    assert kept == {"mine.txt", "silent.yaml", "slack.jsonl"}


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    (folder / "file").touch()

    shown = typed("replay", str(SCENARIOS / "seed-002.yaml"), "--out", "file/out")

    assert (shown.code, shown.err) == (1, "file/out cannot be written to: Not a directory.\n")


class Terminal:
    """A standard error that is a terminal, or none."""

    def __init__(self, *, is_terminal: bool) -> None:
        self.is_terminal = is_terminal
        self.shown = ""

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> None:
        self.shown += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(
    ("is_terminal", "line"),
    [(True, "\r\x1b[K1/3  2024-01-15 03:15  alex slash\r\x1b[K"), (False, "")],
)
async def test_progress_is_one_line_of_a_terminal(
    *, is_terminal: bool, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(is_terminal=is_terminal)
    monkeypatch.setattr("sys.stderr", terminal)
    moment, step = Scenario.model_validate(STORY).moments()[0]

    progress = Progress(3)
    await progress.tell(moment, step)
    progress.wipe()

    assert terminal.shown == line
