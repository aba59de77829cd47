"""What every test of the command line begins with: an empty folder and no settings."""

import asyncio
import shutil
from pathlib import Path

import pytest

from bot.cli._scenario import Scenario
from bot.cli.replay import replayed
from bot.settings import ENVIRONMENT

SILENT = "http://127.0.0.1:9/api/"
"""Where nobody listens, instead of Slack itself."""

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")

STORY = {
    "title": "Checkout fails",
    "start": "2024-01-15T03:00:00Z",
    "zone": "America/Los_Angeles",
    "people": {"alex": "Alex Chen"},
    "steps": [
        {"at": "03:15", "as": "alex", "in": "#incidents", "slash": "/incident sev2 Checkout fails"},
        {"at": "03:16", "as": "alex", "slash": "/incident note The card service is silent"},
        {"at": "03:20", "as": "alex", "slash": "/incident resolve Restarted the card service"},
    ],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in an empty folder, with nothing set but an address of Slack that nobody has."""
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(f"{name}_FILE", raising=False)
    for name in ("MUSTER_CONFIG", *PROXIES, *(proxy.lower() for proxy in PROXIES)):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MUSTER_SLACK_API_URL", SILENT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a database with one incident of a few entries, to be copied."""
    folder = tmp_path_factory.mktemp("story")
    asyncio.run(replayed(Scenario.model_validate(STORY), folder, folder))
    return folder / "muster.db"


@pytest.fixture
def recorded(story: Path, folder: Path) -> Path:
    """Return a database with one incident, where the default settings look for it."""
    return Path(shutil.copy(story, folder / "muster.db"))
