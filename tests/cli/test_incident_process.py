"""`muster incident` beside a running Muster, and where none can be reached."""

import signal
import socket
from pathlib import Path

import httpx
import pytest
from sqlalchemy import NullPool, create_engine

from bot.cli._conversation import ALONE
from bot.cli._socket import bound_to, reachable, socket_file
from bot.settings import load
from bot.storage.lock import held
from tests.cli.connected import beside, slack
from tests.cli.terminal import PATIENCE_S, started, typed

pytestmark = pytest.mark.timeout(400)
"""Processes start slowly on a busy machine."""


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be logged in as Bob."""
    monkeypatch.setattr("os.getlogin", lambda: "bob")


async def shows(address: str, words: str) -> str:
    """Return the page once it shows these words; the test runs out of time when it never does."""
    async with httpx.AsyncClient(trust_env=False) as reader:
        page = ""
        while words not in page:
            page = (await reader.get(address)).text
    return page


async def test_beside_a_running_muster_it_works_while_slack_cannot_be_reached(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slack(monkeypatch):
        pass
    async with started("serve", cwd=recorded.parent) as serve:
        await serve.says("socket.not_connected", where="err")
        declared = await beside("incident", "declare", "sev1", "Checkout fails")
        await beside("incident", "lead")
        published = await beside("incident", "--yes", "update", "investigating: Payments fail.")
        page = await shows(f"{load().page_url}/status", "Payments fail.")
        mode = (recorded.parent / "muster.db.sock").stat().st_mode & 0o777
        shown = await serve.ends(signal.SIGTERM)

    assert declared.out.startswith("INC-2 is declared: Checkout fails\n")
    assert ALONE not in declared.err
    assert "U1 is approved" in published.out
    assert "Payments fail." in page
    assert mode == 0o600
    assert shown.code == 0
    assert not (recorded.parent / "muster.db.sock").exists()


async def test_what_was_recorded_without_muster_happens_when_it_starts(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await beside("incident", "declare", "sev1", "Checkout fails")
    await beside("incident", "note", "Cards are silent")
    async with (
        slack(monkeypatch) as workspace,
        started("serve", cwd=recorded.parent) as serve,
    ):
        await workspace.director.until("message", timeout_s=PATIENCE_S, text="/noted: Cards/")
        messages = await workspace.person("ana").messages("#inc-2-checkout-fails")
        shown = await serve.ends(signal.SIGTERM)

    assert shown.code == 0
    noted = [each["text"] for each in messages if "noted" in each["text"]]
    assert noted == [":memo: bob (command line) noted: Cards are silent"]


async def test_on_postgresql_it_always_opens_the_database_itself(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", postgres_url)
    declared = await beside("incident", "declare", "Checkout fails")
    timeline = await beside("incident", "timeline")
    doctor = await beside("doctor")
    with create_engine(postgres_url, poolclass=NullPool).connect() as connection:
        queued = connection.exec_driver_sql("SELECT count(*) FROM procrastinate_jobs").scalar()

    assert (declared.code, declared.err) == (0, "")
    assert queued, "a replica would have to find it by searching"
    assert "bob (command line) declared Checkout fails" in timeline.out
    assert "muster incident works through postgresql" in doctor.out


@pytest.mark.usefixtures("recorded")
def test_a_socket_of_a_dead_process_is_no_obstacle() -> None:
    path = socket_file("sqlite+aiosqlite:///muster.db")
    assert path is not None
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))

    assert typed("incident", "--in", "1", "note", "Still here").code == 0
    assert not path.exists()
    with bound_to(path) as taken:
        assert taken.getsockname()
    assert not path.exists()


@pytest.mark.usefixtures("recorded")
def test_a_muster_that_does_not_listen_yet_is_told() -> None:
    with held("sqlite+aiosqlite:///muster.db"):
        shown = typed("incident", "note", "Too early")

    assert shown.code == 1
    assert shown.err.startswith("Muster runs, but does not listen at muster.db.sock.")


@pytest.mark.usefixtures("recorded")
def test_a_socket_that_lets_nobody_in_says_who_may(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_socket: socket.socket, _address: str) -> None:
        raise PermissionError

    Path("muster.db.sock").touch()
    monkeypatch.setattr(socket.socket, "connect", refuse)
    shown = typed("incident", "note", "Let me in")

    owner = Path("muster.db.sock").owner()
    assert shown.code == 1
    assert shown.err == (
        f"muster.db.sock does not let you in: it belongs to {owner}. Type it as that user: "
        f"sudo -u {owner} muster incident ...\n"
    )


def test_a_socket_can_stand_in_a_deep_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    with bound_to(deep / "muster.db.sock") as taken:
        taken.listen()
        with reachable(deep / "muster.db.sock") as address, socket.socket(socket.AF_UNIX) as other:
            other.connect(address)
            assert len(address) < 100
