import signal
from pathlib import Path

import pytest

from bot.cli._town import free_port
from tests.cli.connected import beside, logged, slack
from tests.cli.terminal import PATIENCE_S, started, typed
from tests.cli.test_serve import READY, stopped
from tests.postgres import Cluster

pytestmark = pytest.mark.timeout(400)
"""Processes start slowly on a busy machine."""


@pytest.fixture
def empty_url(postgres: Cluster, monkeypatch: pytest.MonkeyPatch, folder: Path) -> str:
    """Set the address of a database in which nobody has made a table yet."""
    name = "empty_" + "".join(letter for letter in folder.name.lower() if letter.isalnum())
    postgres.execute(f"CREATE DATABASE {name}")
    monkeypatch.setenv("MUSTER_DATABASE_URL", postgres.url(name))
    return postgres.url(name)


@pytest.mark.usefixtures("empty_url")
async def test_replicas_start_at_once_share_incidents_and_one_may_die(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with (
        slack(monkeypatch) as workspace,
        started("serve", cwd=folder) as first,
    ):
        monkeypatch.setenv("MUSTER_HTTP_PORT", str(free_port(0)))
        async with started("serve", cwd=folder) as second:
            await first.says(READY, where="err")
            await second.says(READY, where="err")
            await workspace.person("ana").slash("#general", "/incident sev2 Checkout fails")
            await workspace.director.until("message", timeout_s=PATIENCE_S, channel="#inc-1-*")
            await workspace.director.idle()
            first.process.kill()
            await first.process.wait()
            again = await workspace.person("ana").slash("#general", "/incident sev3 Mail is slow")
            await workspace.director.until("message", timeout_s=PATIENCE_S, channel="#inc-2-*")
            await workspace.director.idle()
            verify = await beside("verify")
            world = await workspace.person("ana").world()
            shown = await stopped(second, signal.SIGTERM)

    assert "INC-2* is declared" in again["ack"]["body"]["text"]
    names = [each["name"] for each in world["channels"] if each["name"].startswith("inc-")]
    assert names == ["inc-1-checkout-fails", "inc-2-mail-is-slow"]
    assert verify.out.startswith("2 incidents, ")
    assert shown.code == 0
    assert {each["level"] for each in logged(shown)} == {"info"}


async def test_the_doctor_hears_what_the_database_notifies(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    async with slack(monkeypatch):
        monkeypatch.setenv("MUSTER_DATABASE_URL", postgres_url)
        shown = await beside("doctor")

    assert shown.code == 0, shown.out
    assert "ok    wake-up: notifications arrive" in shown.lines


async def test_a_direct_address_that_hears_nothing_fails_with_its_fix(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str, postgres: Cluster
) -> None:
    async with slack(monkeypatch):
        monkeypatch.setenv("MUSTER_DATABASE_URL", postgres_url)
        monkeypatch.setenv("MUSTER_DATABASE_DIRECT_URL", postgres.url("postgres"))
        shown = await beside("doctor")

    assert (shown.code, shown.lines[-1]) == (1, "To be mended: 1.")
    assert "FAIL  wake-up: what is notified does not arrive" in shown.lines
    assert (
        "      Set MUSTER_DATABASE_DIRECT_URL to the same database past the pooler." in shown.lines
    )


def test_a_database_that_does_not_answer_is_one_failure_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", "postgresql+psycopg:///none?host=/nowhere")

    shown = typed("doctor")

    assert "skip  wake-up: not looked at, see above" in shown.lines


def test_a_direct_address_that_does_not_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, postgres_url: str
) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", postgres_url)
    monkeypatch.setenv("MUSTER_DATABASE_DIRECT_URL", "postgresql+psycopg:///none?host=/nowhere")

    shown = typed("doctor")

    assert any(line.startswith("FAIL  wake-up: The database did not") for line in shown.lines)
