import aiohttp
import pytest

from bot import wiring
from bot.settings import Settings

PROXY = "http://proxy.test:3128"


@pytest.mark.parametrize(
    ("address", "environment", "proxy"),
    [
        ("https://slack.com/api/", {}, None),
        ("https://slack.com/api/", {"HTTPS_PROXY": PROXY}, PROXY),
        ("https://slack.com/api/", {"https_proxy": PROXY, "no_proxy": "other.test"}, PROXY),
        ("https://slack.com/api/", {"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com"}, None),
        ("http://127.0.0.1:4000/api/", {"HTTPS_PROXY": PROXY}, None),
        ("http://127.0.0.1:4000/api/", {"HTTP_PROXY": PROXY, "NO_PROXY": "127.0.0.1"}, None),
    ],
)
def test_a_proxy_is_taken_from_the_environment_as_other_tools_take_it(
    address: str, environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert wiring.proxy_for(address) == proxy


async def test_a_workspace_on_this_machine_is_not_looked_for_behind_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", PROXY)
    async with aiohttp.ClientSession() as session:
        settings = Settings(slack_api_url="http://127.0.0.1:4000/api/")

        assert wiring.client(settings, session).proxy is None
