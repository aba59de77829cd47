import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.__main__ import Subcommands, cli, run
from bot.domain.errors import Rejected, Unavailable
from tests.cli import terminal

# Importing this file would fail: what its name and its docstring say must be enough to list it.
UNIMPORTABLE = '"""Wake the person on call.\n\nMore about it."""\n\nraise SystemExit("imported")\n'

GREETING = '''\
"""Greet the person."""

import click


@click.command
def command() -> None:
    """Greet."""
    click.echo("hello")
'''


@pytest.fixture
def group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Subcommands:
    package = tmp_path / "greetings"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "wake_up.py").write_text(UNIMPORTABLE)
    (package / "greet.py").write_text(GREETING)
    monkeypatch.syspath_prepend(tmp_path)
    return Subcommands("greetings", package, name="muster")


def test_help_lists_each_subcommand_with_the_sentence_on_its_door_and_imports_none(
    group: Subcommands,
) -> None:
    shown = CliRunner().invoke(group, ["--help"])

    assert shown.exit_code == 0
    assert "wake-up  Wake the person on call." in shown.output
    assert "More about it" not in shown.output


def test_one_subcommand_runs_while_its_neighbour_cannot_be_imported(group: Subcommands) -> None:
    shown = CliRunner().invoke(group, ["greet"])

    assert shown.output == "hello\n"


def test_completion_offers_subcommands_without_importing_them(group: Subcommands) -> None:
    offered = group.shell_complete(click.Context(group), "wa")

    assert [(item.value, item.help) for item in offered] == [
        ("wake-up", "Wake the person on call.")
    ]


def test_misspelt_subcommand_brings_up_the_one_that_was_meant(group: Subcommands) -> None:
    shown = CliRunner().invoke(group, ["gret"])

    assert shown.exit_code == 2
    assert "Did you mean 'greet'?" in shown.output


def test_every_shipped_subcommand_has_a_summary_and_an_example() -> None:
    context = click.Context(cli, info_name="muster")

    for name in cli.list_commands(context):
        shown = CliRunner().invoke(cli, [name, "--help"], prog_name="muster")

        assert shown.exit_code == 0, name
        assert f"muster {name}" in " ".join(shown.output.partition("Example")[2].split()), name


def test_version_is_printed() -> None:
    assert CliRunner().invoke(cli, ["--version"]).output.startswith("muster 0.")


def test_the_package_runs_as_a_module() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--version"], capture_output=True, text=True, check=True
    )

    assert shown.stdout.startswith("muster 0.")


def commands(group: Subcommands | click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    """Name every subcommand, and those of its own."""
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*path, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)


ALL = list(commands(cli))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_subcommand_explains_itself_within_eighty_columns(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli, [*words, "--help"], prog_name="muster", terminal_width=80)

    assert shown.exit_code == 0
    usage, _, told = shown.output.partition("\n\n")
    assert usage.startswith(f"Usage: muster {' '.join(words)} ")
    assert told.strip().partition("\n")[0][0].isupper()
    assert "...\n" not in told.partition("Example")[0], "a summary was cut"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("muster ser", ["serve"]),
        ("muster re", ["replay"]),
        ("muster serve --h", ["--help"]),
        ("muster manifest --transport ", ["socket", "http"]),
        ("muster runbook l", ["lint"]),
        ("muster incident st", ["status", "statuspage", "step"]),
        ("muster incident --in INC-1 mi", ["mitigate"]),
    ],
)
def test_a_shell_completes_what_was_begun(
    typed: str, offered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = typed.split(" ")
    monkeypatch.setenv("_MUSTER_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))

    shown = terminal.typed()

    assert [line.partition(",")[2] for line in shown.lines] == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script_names_the_command(shell: str) -> None:
    printed = CliRunner().invoke(cli, ["completion", shell], prog_name="muster")

    assert printed.exit_code == 0
    assert "_MUSTER_COMPLETE" in printed.output


@pytest.mark.parametrize(
    ("problem", "code", "words"),
    [
        (Rejected("There is no INC-9."), 1, "There is no INC-9.\n"),
        (Unavailable("Slack is silent."), 1, "Slack is silent.\n"),
        (click.UsageError("Say which one."), 2, "Say which one."),
        (click.Abort(), 130, ""),
        (ZeroDivisionError("division by zero"), 70, "This is a bug in Muster."),
    ],
)
def test_each_way_to_fail_has_its_exit_code_and_its_words(
    problem: Exception,
    code: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["muster"])

    @click.command
    def failing() -> None:
        raise problem

    assert run(failing) == code
    assert words in capsys.readouterr().err


def test_an_answered_help_ends_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["muster", "--help"])

    assert run(cli) == 0


def test_serving_loads_nothing_that_it_does_not_need() -> None:
    ask = "import sys; import bot.cli.serve; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True)  # noqa: S603 - our own interpreter

    loaded = set(told.stdout.split())

    assert "bot.app" in loaded
    assert loaded.isdisjoint(
        {
            "alembic",
            "bot.localslack",
            "procrastinate",
            "psycopg",
            "ruamel.yaml",
            "sqlalchemy.ext.asyncio",
            "sqlalchemy.orm",
        }
    )
