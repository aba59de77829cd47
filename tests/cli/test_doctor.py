import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from aiohttp import web

from bot.localslack.clock import Clock
from tests.cli.connected import beside, slack
from tests.cli.terminal import Ended, typed

WELL = [
    "ok    settings: tokens are set",
    "ok    runbooks: ",
    "ok    database: /",
    "ok    command line: muster incident works through ",
    "ok    slack: ",
    "ok    clock: ",
    "ok    bot token: muster in Northwind",
    "ok    scopes: all that are needed",
    "ok    announcements: #incidents is there",
    "ok    app token: Socket Mode is open to us",
    "",
    "All is well. Start with: muster serve",
]


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def fix_of(shown: Ended, what: str) -> str:
    """Return what the line of a failure and the one below it say; everything else must be well."""
    failed = [number for number, line in enumerate(shown.lines) if line.startswith("FAIL")]
    assert len(failed) == 1, shown.out
    assert (shown.code, shown.lines[-1]) == (1, "To be mended: 1.")
    line, fix = shown.lines[failed[0] : failed[0] + 2]
    assert line.startswith(f"FAIL  {what}: ")
    assert fix.startswith("      ")
    return f"{line.partition(': ')[2]} {fix.strip()}"


async def test_a_good_connection_is_well_in_everything(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    async with slack(monkeypatch):
        shown = await beside("doctor")

    assert (shown.code, shown.err) == (0, "")
    for line, start in zip(shown.lines, WELL, strict=True):
        assert line.startswith(start)
    assert names_in(folder) == []


async def test_without_an_app_token_slack_calls_us(monkeypatch: pytest.MonkeyPatch) -> None:
    async with slack(monkeypatch) as workspace:
        monkeypatch.delenv("SLACK_APP_TOKEN")
        monkeypatch.setenv("SLACK_SIGNING_SECRET", workspace.signing_secret)
        monkeypatch.setenv("MUSTER_PUBLIC_URL", "https://muster.example.com")
        shown = await beside("doctor")

    assert shown.code == 0
    assert (
        "ok    app token: none; Slack calls https://muster.example.com/slack/events" in shown.lines
    )


SET_WRONG = [
    ("SLACK_BOT_TOKEN", "xoxb-other", "bot token", "invalid_auth Copy the Bot User OAuth Token"),
    ("SLACK_APP_TOKEN", "xapp-other", "app token", "scope connections:write, under Basic Info"),
    ("MUSTER_ANNOUNCEMENT_CHANNEL", "#nope", "announcements", "Create the public channel #nope"),
    ("MUSTER_SLACK_API_URL", "http://127.0.0.1:9/api/", "slack", "Check the network, HTTPS_PROXY"),
    ("MUSTER_RUNBOOKS_FOLDER", "books", "runbooks", "muster runbook lint books shows all"),
    ("MUSTER_DATABASE_URL", "sqlite+aiosqlite:///other", "database", "Check MUSTER_DATABASE_URL"),
]


@pytest.mark.parametrize(("variable", "value", "what", "words"), SET_WRONG)
async def test_a_setting_that_is_wrong_fails_with_its_fix_and_nothing_else_does(
    variable: str,
    value: str,
    what: str,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    folder: Path,
) -> None:
    (folder / "books").mkdir()
    (folder / "books/broken.yaml").write_text("id: broken\n")
    (folder / "other").write_bytes(b"no database" * 100)
    async with slack(monkeypatch):
        monkeypatch.setenv(variable, value)
        shown = await beside("doctor")

    assert words in fix_of(shown, what)


@pytest.mark.parametrize("scope", ["pins:write", "channels:manage", "metadata.message:read"])
async def test_a_scope_that_was_not_granted_is_named(
    scope: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with slack(monkeypatch, without_scopes=(scope,)):
        shown = await beside("doctor")

    assert fix_of(shown, "scopes").startswith(f"missing {scope} Paste the output of muster mani")


async def test_an_optional_scope_may_be_missing_and_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slack(monkeypatch, without_scopes=("canvases:write",)):
        shown = await beside("doctor")

    assert shown.code == 0
    assert "ok    scopes: all that are needed; optional: canvases:write" in shown.lines


async def test_channels_that_may_not_be_listed_need_a_scope(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slack(monkeypatch, without_scopes=("channels:read",)):
        shown = await beside("doctor")

    assert shown.code == 1
    assert "FAIL  scopes: missing channels:read" in shown.lines
    assert any(
        line.startswith("FAIL  announcements: Slack refused conversations.list: missing_scope")
        for line in shown.lines
    )


async def test_a_channel_that_was_archived_is_as_good_as_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slack(monkeypatch) as workspace:
        await workspace.person("ana").do("channel", do="archive", channel="#incidents")
        shown = await beside("doctor")

    assert "no public channel #incidents" in fix_of(shown, "announcements")


@pytest.mark.parametrize("seconds", [-4000, 4000])
async def test_a_clock_that_is_wrong_is_told(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    async with slack(monkeypatch, Clock("manual", clock.time() + seconds)):
        shown = await beside("doctor")

    told = fix_of(shown, "clock")
    assert told.endswith("s from Slack's Switch on NTP on this machine.")
    assert int(told.split()[0]) in range(3000, 5000)


async def test_a_slack_that_does_not_let_us_list_channels_now_is_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slack(monkeypatch) as workspace:
        rule = {
            "on": "api",
            "match": {"method": "conversations.list"},
            "do": {"kind": "ratelimited"},
        }
        await workspace.director.fault(rule)
        shown = await beside("doctor")

    assert "Slack limits conversations.list" in fix_of(shown, "announcements")


@asynccontextmanager
async def answering(body: bytes) -> AsyncIterator[str]:
    """Serve the same answer to whatever is asked, and return where."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type="application/json")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize("body", [b"<html>Sign in to the proxy</html>", b"[]", b"{}", b"\xff"])
async def test_what_is_not_slack_is_told_from_slack(
    body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "s1")
    async with answering(body) as url:
        monkeypatch.setenv("MUSTER_SLACK_API_URL", url)
        shown = await beside("doctor")

    assert fix_of(shown, "slack").endswith(
        "Check the network, HTTPS_PROXY and MUSTER_SLACK_API_URL."
    )
    assert [line for line in shown.lines if line.startswith("skip")] == [
        "skip  tokens, scopes, clock and channel: not looked at, see above"
    ]


async def test_a_slack_without_a_date_leaves_the_clock_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    channels = [{"id": "C1", "name": "incidents"}]
    answer = {"ok": True, "user": "muster", "team": "Northwind", "channels": channels}
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    async with answering(json.dumps(answer).encode()) as url:
        monkeypatch.setenv("MUSTER_SLACK_API_URL", url)
        shown = await beside("doctor")

    assert shown.code == 0
    assert "skip  scopes: Slack did not name them" in shown.lines


def test_without_any_token_it_names_all_that_lack_and_asks_nobody() -> None:
    shown = typed("doctor")

    told = fix_of(shown, "settings")
    assert told.startswith("Not set: SLACK_BOT_TOKEN (xoxb-..., on the app's page OAuth & Permi")
    assert ", and SLACK_APP_TOKEN (xapp-..., on its page Basic Information, App-Level" in told
    assert told.endswith("See “Connect a real workspace” in the README.")
    assert [line[:4] for line in shown.lines[:-2]] == ["FAIL", "    ", "ok  ", "ok  ", "ok  "]


def test_without_a_way_to_hear_slack_it_says_which_two_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")

    shown = typed("doctor")

    assert "FAIL  settings: Not set: SLACK_APP_TOKEN (xapp-..., " in shown.out
    assert "SLACK_SIGNING_SECRET" in shown.out
    assert "app token:" not in shown.out


@pytest.mark.usefixtures("recorded")
def test_the_form_of_the_database_is_told_and_where_it_is(folder: Path) -> None:
    assert f"ok    database: {folder}/muster.db is up to date" in typed("doctor").lines


def revised(database: Path, number: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (number,))


def test_a_database_of_an_older_form_is_no_trouble(recorded: Path) -> None:
    revised(recorded, "0001")

    assert "muster.db is brought up to date at the next start" in typed("doctor").out


def test_a_database_of_a_newer_version_is_to_be_mended(recorded: Path) -> None:
    revised(recorded, "9999")

    told = "FAIL  database: muster.db was made by a newer version of Muster. Start that one; "
    assert told in typed("doctor").out


def test_a_database_that_somebody_keeps_locked_is_to_be_mended(recorded: Path) -> None:
    before = recorded.read_bytes()
    with closing(sqlite3.connect(recorded, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        shown = typed("doctor")

    told = "FAIL  database: The database did not answer: database is locked (muster.db; "
    assert told in shown.out
    assert recorded.read_bytes() == before


def test_an_empty_file_is_told(folder: Path) -> None:
    (folder / "muster.db").touch()

    told = "muster.db is an empty file, where a new database is made at the next start"
    assert told in typed("doctor").out
