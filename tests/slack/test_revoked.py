"""The token dies while an incident goes on: hardly a call, a reason, and all is done afterwards."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.domain.errors import Rejected
from bot.settings import latest_bot_token
from tests.slack.test_transports import production
from tests.slack.town import Town

MINUTE = timedelta(minutes=1)


async def happens(town: Town, what: str) -> None:
    await town.workspace.director.send("POST", "admin", {"do": what})
    await town.settle()


@pytest.mark.parametrize(
    ("what", "why"), [("revoke_token", "token_revoked"), ("uninstall", "account_inactive")]
)
async def test_that_the_token_died_is_known_at_once(town: Town, what: str, why: str) -> None:
    await town.declares()
    assert town.muster.token.refusal == ""

    await happens(town, what)

    assert town.muster.token.refusal == f"Slack refuses our token: {why}"


async def test_a_new_token_is_read_again_and_nothing_is_lost(town: Town) -> None:
    await town.declares(also="ben")
    await happens(town, "revoke_token")
    answered = await town.person("ana").slash(town.channel, "/incident sev 1")
    assert answered["outcome"] == "acked"
    await town.pass_(5 * MINUTE)
    assert "SEV1" not in await town.card()

    await happens(town, "reinstall")
    token = replace(town.muster.token, latest=lambda: town.workspace.bot_token)
    await token.ask()
    await town.pass_(2 * MINUTE)

    assert token.refusal == ""
    assert "SEV1" in await town.card()
    assert (await town.incident()).troubles == {}
    assert len([each for each in await town.reads() if "set the severity" in each]) == 1


async def test_while_the_token_is_dead_it_is_asked_about_once_a_minute(town: Town) -> None:
    await happens(town, "revoke_token")
    seen = len(town.calls("auth.test"))
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        await town.clock.advance_to(town.clock.now().timestamp() + seconds)
        if len(waits) > 3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        await town.muster.token.watch(pause)

    assert set(waits) == {60}
    assert len(town.calls("auth.test")) == seen + 3


async def test_a_token_that_slack_takes_is_asked_about_at_the_start_only(town: Town) -> None:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 3:
            raise TimeoutError

    seen = len(town.calls("auth.test"))
    with pytest.raises(TimeoutError):
        await town.muster.token.watch(pause)

    assert len(town.calls("auth.test")) == seen + 1


async def test_a_slack_that_is_away_says_nothing_about_the_token(town: Town) -> None:
    await town.workspace.director.fault(
        {"on": "api", "match": {"method": "auth.test"}, "do": {"kind": "http", "status": 503}}
    )

    await town.muster.token.ask()

    assert town.muster.token.refusal == ""


async def test_a_token_file_that_cannot_be_read_changes_nothing(town: Town) -> None:
    def unreadable() -> str:
        raise Rejected("SLACK_BOT_TOKEN_FILE names a file that cannot be read.")

    before = town.muster.token.client.token

    await replace(town.muster.token, latest=unreadable).ask()

    assert town.muster.token.client.token == before
    assert town.muster.token.refusal == ""


def test_a_token_in_a_file_is_read_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "token"
    assert latest_bot_token() == ""
    monkeypatch.setenv("SLACK_BOT_TOKEN_FILE", str(file))
    assert latest_bot_token() == ""

    file.write_text("xoxb-2\n")

    assert latest_bot_token() == "xoxb-2"


def reasons(answer: httpx.Response) -> dict[str, str]:
    return {each["name"]: each["reason"] for each in answer.json()["conditions"]}


async def test_readiness_says_that_slack_refuses_the_token(sqlite_url: str) -> None:
    async with production(sqlite_url, "socket") as live:
        address = f"http://127.0.0.1:{live.muster.settings.http_port}/readyz"
        async with httpx.AsyncClient(trust_env=False) as client:
            before = await client.get(address)
            await live.workspace.director.send("POST", "admin", {"do": "revoke_token"})
            await live.muster.token.ask()
            after = await client.get(address)

    assert reasons(before)["slack token"] == ""
    assert after.status_code == 503
    assert reasons(after)["slack token"] == "Slack refuses our token: token_revoked"
