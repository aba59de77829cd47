"""`python -m bot.localslack` as a process of its own."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from bot.localslack.__main__ import main
from tests.localslack.rig import MANIFEST, ROOT


async def test_it_prints_what_a_bot_needs_serves_and_stops_when_told(tmp_path: Path) -> None:
    arguments = ["--port", "0", "--manifest", str(MANIFEST), "--state", str(tmp_path / "s.json")]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.localslack",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    lines = [(await process.stdout.readline()).decode().strip() for _ in range(5)]
    process.send_signal(signal.SIGTERM)

    assert await process.wait() == 0
    assert lines[0].startswith("A Slack on this machine: http://127.0.0.1:")
    assert [line.partition("=")[0] for line in lines[1:]] == [
        "MUSTER_SLACK_API_URL",
        "SLACK_BOT_TOKEN",
        "SLACK_APP_TOKEN",
        "SLACK_SIGNING_SECRET",
    ]
    assert (tmp_path / "s.json").is_file()


BROKEN = [
    (["--manifest", "/nowhere/manifest.yaml"], "No such file"),
    (["--manifest", str(MANIFEST), "--world", "/nowhere/world.json"], "No such file"),
    (["--manifest", str(MANIFEST), "--link", "no address"], "is no NAME=URL"),
]


@pytest.mark.parametrize(("arguments", "complaint"), BROKEN)
def test_a_wrong_start_says_why(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--port", "0", *arguments]) == 1

    assert complaint in capsys.readouterr().err
