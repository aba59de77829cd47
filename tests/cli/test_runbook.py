import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import cli
from tests.runbooks.writing import GOOD, changed, write
from tests.wire.target import Behaviour, says, sends, target


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one runbook, which the settings name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MUSTER_CONFIG", raising=False)
    settings(tmp_path, port=9)
    write(tmp_path, GOOD)
    return tmp_path


def settings(folder: Path, *, port: int) -> None:
    """Write the settings: where runbooks are and which port may be called."""
    lines = [f'runbooks_folder = "{folder}"', f'allow_hosts = ["127.0.0.1:{port}"]']
    (folder / "muster.toml").write_text("\n".join(lines), encoding="utf-8")


async def run(folder: Path, behaviour: Behaviour) -> Result:
    """Run the checks of the runbook against a server that behaves so."""
    async with target(behaviour) as there:
        settings(folder, port=there.port)
        return await asyncio.to_thread(muster, "run", "shop", "--var", f"base_url={there.url}")


def muster(*words: str) -> Result:
    return CliRunner().invoke(cli, ["runbook", *words], prog_name="muster")


def test_lint_says_in_one_line_that_all_is_well(folder: Path) -> None:
    assert muster("lint").exit_code == 0
    assert muster("lint").output == "1 runbook: all is well.\n"
    (folder / "empty").mkdir()
    assert muster("lint", "empty").output == "0 runbooks: all is well.\n"
    assert muster("lint", "--format", "json").output == "[]\n"
    assert muster("lint", str(folder / "shop.yaml")).exit_code == 0


def test_lint_prints_each_mistake_and_fails(folder: Path) -> None:
    write(folder, changed(("goto: undo", "goto: undoo")))

    shown = muster("lint", str(folder))

    assert shown.exit_code == 1
    assert shown.output == (
        f'{folder}/shop.yaml:30:62 RB202 error: goes to "undoo"; no such step - did you mean '
        '"undo"?\n'
    )


def test_warnings_fail_only_when_that_is_asked_for(folder: Path) -> None:
    write(folder, changed(("2027-02-22", "2020-01-01")))

    assert (muster("lint").exit_code, muster("lint", "--strict").exit_code) == (0, 1)
    assert "RB502 warning" in muster("lint").output


def test_lint_speaks_json_to_programs(folder: Path) -> None:
    write(folder, changed(("version: 1", "version: 0")))

    (fault,) = json.loads(muster("lint", "--format", "json").output)

    assert (fault["code"], fault["place"]) == ("RB102", {"line": 4, "column": 10})


def test_a_path_that_is_not_there_is_typed_wrongly(folder: Path) -> None:
    assert muster("lint", str(folder / "gone")).exit_code == 2


def test_schema_is_printed_or_written(folder: Path) -> None:
    printed = json.loads(muster("schema").output)

    assert muster("schema", "--out", str(folder / "schema.json")).exit_code == 0
    assert json.loads((folder / "schema.json").read_text()) == printed
    assert printed["title"] == "RunbookFile"


def test_a_plan_prints_what_would_be_asked() -> None:
    shown = muster("run", "shop", "--plan", "--var", "base_url=https://shop.example.com")

    assert shown.exit_code == 0
    assert shown.output.splitlines() == [
        "question  onset: How did it start?",
        "check     health: The shop is healthy",
        "          GET https://shop.example.com/health",
        "manual    undo: Undo the change",
    ]


def test_a_plan_says_what_cannot_be_asked(folder: Path) -> None:
    shown = muster("run", str(folder / "shop.yaml"), "--plan", "--step", "health")

    assert shown.output.splitlines()[1:] == [
        "          cannot be asked: variable base_url has no value"
    ]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (["other"], "There is no runbook other. There are: shop."),
        (["shop", "--phase", "mitigate"], "There is no phase mitigate. There are: verify_scope,"),
        (["shop", "--step", "helth"], "There is no step helth. There are: onset, health, undo."),
        (["shop", "--var", "base_url"], "is no value. Write --var base_url="),
    ],
)
def test_what_is_typed_wrongly_is_answered_with_what_there_is(
    words: list[str], answer: str
) -> None:
    shown = muster("run", *words)

    assert shown.exit_code == 2
    assert answer in shown.output


UNREACHABLE = sends(b"")
OUTCOMES = [
    ("pass", says(), 0, "PASS   health  The shop is healthy: status is 200"),
    ("fail", says(b"", 503), 1, "FAIL   health  The shop is healthy: status is 503, wanted"),
    ("error", UNREACHABLE, 3, "ERROR  health  The shop is healthy: status is not known"),
]


@pytest.mark.parametrize(
    ("behaviour", "code", "line"), [row[1:] for row in OUTCOMES], ids=[row[0] for row in OUTCOMES]
)
async def test_a_run_asks_and_its_exit_says_how_it_ended(
    folder: Path, behaviour: Behaviour, code: int, line: str
) -> None:
    shown = await run(folder, behaviour)

    assert shown.exit_code == code
    assert line in shown.output
    assert "-      undo  Undo the change: for people to do" in shown.output


async def test_only_warnings_have_an_exit_of_their_own(folder: Path) -> None:
    write(
        folder,
        changed(("value: 200}]", "value: 200, else: warn}]"), ("outcome: fail", "outcome: warn")),
    )

    assert (await run(folder, says(b"", 503))).exit_code == 4


async def test_a_step_that_does_not_apply_is_passed_over(folder: Path) -> None:
    never = "kind: check\n        when: [{path: vars.base_url, op: absent}]\n"
    write(folder, changed(("kind: check\n", never)))

    shown = await run(folder, says())

    assert "-      health  The shop is healthy: vars.base_url is there" in shown.output
    assert shown.exit_code == 0
