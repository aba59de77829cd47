"""The log says what is new, once."""

import contextlib
import io
import logging
from inspect import getsource

import pytest
from slack_sdk.socket_mode import aiohttp, async_client

from bot.cli._logs import TOLD_ONCE, configure
from tests.cli.terminal import logging_kept


@pytest.mark.parametrize("said", TOLD_ONCE)
def test_what_the_watchdog_tells_once_is_not_repeated_by_the_client(said: str) -> None:
    with logging_kept(), contextlib.redirect_stderr(io.StringIO()) as err:
        configure("INFO")
        logging.getLogger("slack_bolt").error("%s (s_1): away", said)
        logging.getLogger("slack_bolt").error("Failed to run a listener")

    [line] = err.getvalue().splitlines()
    assert "Failed to run a listener" in line


@pytest.mark.parametrize("said", TOLD_ONCE)
def test_the_installed_client_says_it_so(said: str) -> None:
    assert said in getsource(aiohttp) + getsource(async_client)
