import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.storage.lock import AlreadyRunning, held, lock_file

OWNER = """
import sys
from bot.storage.lock import held
with held(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_process(url: str) -> Iterator[subprocess.Popen[str]]:
    """Let a real process own the database until the end of the block."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", OWNER, url],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.terminate()


def test_a_second_process_is_refused_and_told_who_has_it(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/muster.db"

    with (
        another_process(url) as owner,
        pytest.raises(AlreadyRunning) as refusal,
        held(url),
    ):
        raise AssertionError

    said = str(refusal.value)
    assert f"Muster already runs on {tmp_path}/muster.db (process {owner.pid})" in said
    assert f"kill {owner.pid}" in said
    assert "MUSTER_DATABASE_URL" in said


def test_being_refused_does_not_take_the_name_of_the_owner_away(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/muster.db"

    with another_process(url) as owner:
        for _ in range(2):
            with pytest.raises(AlreadyRunning, match=str(owner.pid)), held(url):
                raise AssertionError


def test_a_killed_owner_leaves_no_lock_behind(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/muster.db"
    with another_process(url) as owner:
        os.kill(owner.pid, signal.SIGKILL)
        owner.wait()

        with held(url):
            assert (tmp_path / "muster.db.lock").read_text() == f"{os.getpid()}\n"


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    with held(f"sqlite+aiosqlite:///{tmp_path}/data/muster.db"):
        assert (tmp_path / "data").is_dir()


@pytest.mark.parametrize(
    "url", ["postgresql+psycopg://muster@/muster", "sqlite+aiosqlite:///:memory:"]
)
def test_a_database_that_can_be_shared_or_cannot_needs_no_lock(url: str) -> None:
    assert lock_file(url) is None
    with held(url), held(url):
        pass
