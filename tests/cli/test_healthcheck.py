from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.cli.healthcheck import reachable
from tests.cli.connected import beside
from tests.cli.terminal import typed


@asynccontextmanager
async def muster(patch: pytest.MonkeyPatch, host: str, status: int) -> AsyncIterator[None]:
    """Serve what a Muster in that state answers."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=f"{request.path} says {status}", status=status)

    app = web.Application()
    app.router.add_get("/livez", answer)
    app.router.add_get("/readyz", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, 0).start()
        patch.setenv("MUSTER_HTTP_PORT", str(runner.addresses[0][1]))
        patch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
        yield
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
@pytest.mark.parametrize(("options", "path"), [((), "/livez"), (("--ready",), "/readyz")])
async def test_the_exit_status_says_whether_it_is_well_without_any_proxy(
    options: tuple[str, ...], path: str, status: int, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with muster(monkeypatch, "127.0.0.1", status):
        shown = await beside("healthcheck", *options)

    assert (shown.code, shown.out) == (code, f"{path} says {status}\n")


EVERYWHERE = ".".join("0000")


async def test_a_muster_that_listens_everywhere_is_asked_on_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MUSTER_HTTP_HOST", EVERYWHERE)
    async with muster(monkeypatch, "127.0.0.1", 200):
        shown = await beside("healthcheck")

    assert (shown.code, shown.out) == (0, "/livez says 200\n")


@pytest.mark.parametrize(
    ("host", "asked"),
    [
        (EVERYWHERE, "127.0.0.1"),
        ("::", "[::1]"),
        ("::1", "[::1]"),
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8::7", "[2001:db8::7]"),
        ("localhost", "localhost"),
    ],
)
def test_it_asks_where_muster_listens(host: str, asked: str) -> None:
    assert reachable(host) == asked


def test_nobody_there_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_HTTP_PORT", "9")

    shown = typed("healthcheck")

    assert (shown.code, shown.out) == (1, "")
    assert shown.err.startswith("http://127.0.0.1:9/livez does not answer: ")
