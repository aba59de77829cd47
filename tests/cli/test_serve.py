import asyncio
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from bot.cli._running import GRACE, bound
from bot.cli._server import CLOSING_S
from tests.cli.connected import beside, logged, slack, struck
from tests.cli.terminal import PATIENCE_S, Ended, Running, ended, started, typed

pytestmark = pytest.mark.timeout(400)
"""Processes start slowly on a busy machine."""

READY = "muster.ready"
SUPERVISOR_S = 10
"""How long Docker, systemd and Kubernetes wait at least before they kill."""


async def stopped(serve: Running, sign: signal.Signals) -> Ended:
    async with asyncio.timeout(SUPERVISOR_S):
        return await serve.ends(sign)


async def test_it_hears_slack_by_socket_mode_and_ends_well_when_told(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with slack(monkeypatch) as workspace, started("serve", cwd=folder) as serve:
        await serve.says(READY, where="err")
        answer = await workspace.person("ana").slash("#general", "/incident sev2 Checkout fails")
        await workspace.director.until("message", timeout_s=PATIENCE_S, channel="#inc-1-*")
        await workspace.director.idle()
        shown = await stopped(serve, signal.SIGTERM)

    assert "INC-1* is declared" in answer["ack"]["body"]["text"]
    assert (shown.code, shown.out) == (0, "")
    assert [(each["event"], each["level"]) for each in logged(shown)] == [
        (READY, "info"),
        ("muster.stopping", "info"),
    ]
    assert logged(shown)[0]["slack"] == "Socket Mode"
    assert (await beside("verify")).out.startswith("1 incident, ")


async def test_others_read_the_record_meanwhile_but_nobody_else_writes_it(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with slack(monkeypatch) as workspace, started("serve", cwd=folder) as serve:
        await serve.says(READY, where="err")
        await workspace.person("ana").slash("#general", "/incident sev2 Checkout fails")
        postmortem = await beside("postmortem", "INC-1")
        verify = await beside("verify")
        healthy = await beside("healthcheck", "--ready")
        another = await beside("serve")
        migrate = await beside("migrate")
        shown = await stopped(serve, signal.SIGTERM)

    assert postmortem.lines[0] == "# INC-1: Checkout fails"
    assert (verify.code, healthy.code, shown.code) == (0, 0, 0)
    refusal = (
        f"Muster already runs on muster.db (process {serve.process.pid}); one file serves one "
        f"process. Stop that one (kill {serve.process.pid}), or give this one another "
        "MUSTER_DATABASE_URL; several at once need PostgreSQL.\n"
    )
    assert (another.code, another.err) == (1, refusal)
    assert (migrate.code, migrate.err) == (1, refusal)


async def test_calls_that_are_under_way_end_before_it_does(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    slow = {"on": "api", "match": {"method": "chat.postMessage"}, "do": {"kind": "slow", "ms": 700}}
    async with slack(monkeypatch) as workspace, started("serve", cwd=folder) as serve:
        await serve.says(READY, where="err")
        await struck(workspace, slow, "/incident sev2 Checkout fails")
        shown = await stopped(serve, signal.SIGTERM)
        posted = await workspace.director.calls("chat.postMessage")

    assert shown.code == 0
    assert posted
    assert all(call["ok"] for call in posted)


async def test_a_slack_that_hangs_does_not_hold_the_end_up(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    hangs = {"on": "api", "match": {"method": "conversations.create"}, "do": {"kind": "hang"}}
    async with slack(monkeypatch) as workspace, started("serve", cwd=folder) as serve:
        await serve.says(READY, where="err")
        await struck(workspace, hangs, "/incident sev2 Checkout fails")
        # Not within ten seconds of a busy machine: what it waits for by the clock is compared.
        shown = await serve.ends(signal.SIGTERM)

    assert shown.code == 0
    assert GRACE.total_seconds() + CLOSING_S < SUPERVISOR_S - 2
    assert (await beside("verify")).out.startswith("1 incident, ")


async def test_it_takes_signed_requests_over_http_through_the_gate(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with slack(monkeypatch) as workspace:
        monkeypatch.delenv("SLACK_APP_TOKEN")
        monkeypatch.setenv("SLACK_SIGNING_SECRET", workspace.signing_secret)
        async with started("serve", cwd=folder) as serve:
            found = await serve.says(
                r"requests to (http://127.0.0.1:\d+/slack/events)", where="err"
            )
            await workspace.deliver_to(found[1])
            ana = workspace.person("ana")
            answer = await ana.slash("#general", "/incident sev2 Checkout fails")
            await workspace.director.until("message", timeout_s=PATIENCE_S, channel="#inc-1-*")
            async with httpx.AsyncClient(trust_env=False) as stranger:
                unsigned = await stranger.post(found[1], content=b"command=%2Fincident")
            shown = await stopped(serve, signal.SIGINT)

    assert answer["outcome"] == "acked"
    assert "INC-1* is declared" in answer["ack"]["body"]["text"]
    assert unsigned.status_code == 401
    assert shown.code == 0


async def test_without_slack_it_lives_but_is_not_ready(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with slack(monkeypatch):
        pass
    async with started("serve", cwd=folder) as serve:
        await serve.says("socket.not_connected", where="err")
        alive, ready = await beside("healthcheck"), await beside("healthcheck", "--ready")
        shown = await stopped(serve, signal.SIGTERM)

    assert (alive.code, ready.code, shown.code) == (0, 1, 0)
    assert "no connection to Slack" in ready.out
    assert READY not in shown.err


async def test_a_token_that_slack_refuses_is_told_once(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with slack(monkeypatch) as workspace:
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-other")
        async with started("serve", cwd=folder) as serve:
            await serve.says("socket.not_connected", where="err")
            await workspace.director.until("call", timeout_s=PATIENCE_S, error="invalid_auth")
            shown = await stopped(serve, signal.SIGTERM)

    told = [each for each in logged(shown) if each["level"] != "info"]
    assert [each["why"] for each in told] == [
        "Slack refuses a connection: invalid_auth; muster doctor says more"
    ]


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "SLACK_SIGNING_SECRET). Try Muster without Slack: muster demo.\n"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN (xapp-..., on its page Basic Informati"),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "The settings are malformed:\n  slack_bot_token (or SLACK"),
        ({"MUSTER_HTTP_PROT": "1"}, "MUSTER_HTTP_PROT is not a setting; did you mean MUSTER_HTTP"),
        ({"MUSTER_RUNBOOKS_FOLDER": "books"}, "books/broken.yaml:"),
        ({"MUSTER_HTTP_HOST": "no.such.host.invalid"}, " on no.such.host.invalid cannot be used: "),
        ({"MUSTER_DATABASE_URL": "sqlite+aiosqlite:///books"}, "unable to open database file (boo"),
    ],
)
def test_what_keeps_it_from_starting_is_told(
    environment: dict[str, str], words: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "books").mkdir()
    (folder / "books/broken.yaml").write_text("id: broken\n")
    tokens = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s1"}
    for name, value in (environment if words.startswith("S") else tokens | environment).items():
        monkeypatch.setenv(name, value)

    shown = typed("serve")

    assert (shown.code, shown.out) == (1, "")
    assert words in shown.err


def test_a_port_that_is_taken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s1")
    with bound("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("MUSTER_HTTP_PORT", str(port))
        shown = typed("serve")

    assert shown.code == 1
    assert shown.err == (
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use. "
        "Set MUSTER_HTTP_HOST and MUSTER_HTTP_PORT to what is free on this machine.\n"
    )


async def test_a_database_that_cannot_be_written_is_told_with_a_way_out_and_nothing_else(
    recorded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"BOT": "xoxb-1", "APP": "xapp-1"}.items():
        monkeypatch.setenv(f"SLACK_{name}_TOKEN", value)
    with closing(sqlite3.connect(recorded, isolation_level=None)) as somebody:
        somebody.execute("PRAGMA journal_mode=WAL")
        somebody.execute("BEGIN IMMEDIATE")
        shown = await ended("serve", cwd=recorded.parent)

    assert shown.code == 1
    assert shown.err == (
        "The database did not answer: database is locked (muster.db; MUSTER_DATABASE_URL sets "
        "another)\n"
    )
