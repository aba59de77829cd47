import asyncio
import contextlib
import signal
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.cli._running import bound
from bot.cli.demo import TO_OPEN_S
from bot.domain.errors import Rejected
from bot.localslack.actor import Director, loopback_client
from tests.cli.connected import beside
from tests.cli.terminal import PATIENCE_S, Running, ended, started, typed

pytestmark = pytest.mark.timeout(400)
"""Processes start slowly on a busy machine."""

USUAL = 4570
READY = r"Muster is ready:  (http://127\.0\.0\.1:(\d+))$"


async def declared(url: str) -> list[str]:
    """Declare an incident as Ana does, and return the channels that she sees then."""
    async with loopback_client(url) as client:
        ana = Director(client).person("ana")
        answer = await ana.slash("#general", "/incident sev2 Checkout fails")
        assert answer["outcome"] == "acked"
        await ana.director.until("message", timeout_s=PATIENCE_S, channel="#inc-1-*")
        return [each["name"] for each in (await ana.world())["channels"]]


async def read(url: str) -> str:
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(url)
    assert page.status_code == 200, url
    return page.text


@contextlib.asynccontextmanager
async def watching(url: str) -> AsyncIterator[None]:
    """Have the page open, as a browser has."""
    async with (
        httpx.AsyncClient(trust_env=False) as browser,
        browser.stream("GET", f"{url}/_sim/live?as=alex"),
    ):
        yield


async def addresses(demo: Running) -> tuple[str, str, str]:
    """Return where workspace, status page and incidents are."""
    workspace = await demo.says(READY)
    page = await demo.says(r"Status page: +(http://\S+/status)$")
    incidents = await demo.says(r"Incidents: +(http://\S+/incidents)$")
    await demo.says("Ctrl-C stops everything")
    return workspace[1], page[1], incidents[1]


async def test_it_prints_addresses_that_answer_and_ends_well_with_its_data_kept(
    folder: Path,
) -> None:
    arguments = ("demo", "--port", "0", "--data", "kept")
    async with started(*arguments, cwd=folder) as demo:
        workspace, page, _incidents = await addresses(demo)
        assert "<title>" in await read(workspace)
        assert "incident" in (await read(page)).lower()
        assert "inc-1-checkout-fails" in await declared(workspace)
        first = await demo.ends(signal.SIGINT)
    async with started(*arguments, cwd=folder) as demo:
        workspace, _page, incidents = await addresses(demo)
        kept = await read(incidents)
        second = await demo.ends(signal.SIGTERM)

    assert (first.code, second.code) == (0, 0)
    assert first.lines[-1] == second.lines[-1] == "Stopping."
    assert first.err == second.err == ""
    assert "Checkout fails" in kept


async def test_it_says_at_once_what_is_going_on(folder: Path) -> None:
    async with started("demo", "--port", "0", cwd=folder) as demo:
        await demo.says("^Starting workspace, bot, database and status page: a few seconds")
        await demo.says(READY)


async def test_nobody_takes_the_data_of_a_demo_that_runs_and_fresh_takes_only_its_own(
    folder: Path,
) -> None:
    async with started("demo", "--port", "0", "--data", "kept", cwd=folder) as demo:
        workspace, _page, _incidents = await addresses(demo)
        await declared(workspace)
        second = await beside("demo", "--port", "0", "--data", "kept", "--fresh")
        await demo.ends(signal.SIGINT)
    (folder / "kept/demo/mine.txt").write_text("not the demo's")
    async with started("demo", "--port", "0", "--data", "kept", "--fresh", cwd=folder) as demo:
        _workspace, _page, incidents = await addresses(demo)
        page = await read(incidents)
        await demo.ends(signal.SIGINT)

    running = folder / "kept/demo"
    assert (second.code, second.out) == (1, "")
    assert second.err.startswith(f"A demo already runs on {running} (process ")
    assert second.err.endswith("or give this one a folder of its own: --data FOLDER.\n")
    assert "Checkout fails" not in page
    assert (running / "mine.txt").exists()


async def test_the_usual_port_may_be_taken_and_ctrl_c_ends_a_tour(folder: Path) -> None:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(Rejected):  # by whoever runs a demo beside the tests
            stack.enter_context(bound("127.0.0.1", USUAL)).listen()
        async with started("demo", "--tour", cwd=folder) as demo:
            await demo.says(f"^  {USUAL} is taken, so:$")
            address = await demo.says(READY)
            await demo.says(f"watch it at {address[1]}, in about 80 s")
            async with watching(address[1]):
                await demo.says(r"03:15 .*Alex Chen")
            room = await demo.says(r"open it: (\S+)/#/(\w+)  #inc-1-")
            shown = await demo.ends(signal.SIGINT)

    assert int(address[2]) != USUAL
    assert (room[1], room[2][0]) == (address[1], "C")
    assert (shown.code, shown.lines[-1]) == (0, "Stopping.")
    assert (folder / ".muster/tour/muster.db").is_file()


def test_a_port_that_was_asked_for_and_is_taken_is_told() -> None:
    with bound("127.0.0.1", 0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        shown = typed("demo", "--port", str(port))

    assert (shown.code, shown.out) == (1, "")
    assert shown.err == (
        f"Port {port} on 127.0.0.1 cannot be used: Address already in use. "
        "Leave --port out, or name a free one.\n"
    )


def test_a_folder_that_cannot_be_made_is_told(folder: Path) -> None:
    (folder / "file").touch()

    shown = typed("demo", "--data", "file/data")

    assert shown.code == 1
    assert shown.err == (
        f"{folder}/file/data/demo cannot be made: Not a directory. Name another one: "
        "--data FOLDER.\n"
    )


async def test_a_workspace_that_cannot_be_read_again_is_told(folder: Path) -> None:
    (folder / ".muster/demo").mkdir(parents=True)
    (folder / ".muster/demo/workspace.json").write_text("{")

    shown = await ended("demo", "--port", "0", cwd=folder)

    assert (shown.code, len(shown.lines), shown.err.count("\n")) == (1, 1, 1)
    assert "workspace.json is no state of the local workspace" in shown.err
    assert shown.err.endswith("or begin anew: muster demo --fresh.\n")


async def test_a_tour_whose_first_lines_were_enough_ends_without_a_word(folder: Path) -> None:
    """As in `muster demo --tour | head`: the pipe is closed while the tour goes on."""
    line = f"{sys.executable} -m bot demo --tour --port 0 | head -n 3"

    process = await asyncio.create_subprocess_shell(line, cwd=folder, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(PATIENCE_S + TO_OPEN_S):
        out, err = await process.communicate()

    assert b"Muster is ready" in out
    assert err == b""
