"""Every field of the settings: how it is written, what that means, and what is refused."""

import json
from pathlib import Path

from pydantic import SecretStr

from bot.domain.roles import Role

AS_IT_IS = {"http_port", "console", "variables", "allow_hosts", "allow_networks", "roles", "slo"}
"""What stands in muster.toml without quotes."""

LEAD = '{lead = {title = "Boss", duties = ["Decide."]}}'

# How each field is written in the environment, what that means, and another good value.
WRITTEN: dict[str, tuple[str, object, str]] = {
    "slack_bot_token": ("xoxb-1", SecretStr("xoxb-1"), "xoxb-2"),
    "slack_app_token": ("xapp-1", SecretStr("xapp-1"), "xapp-2"),
    "slack_signing_secret": ("s1", SecretStr("s1"), "s2"),
    "slack_signing_secret_previous": ("s1", SecretStr("s1"), "s2"),
    "slack_api_url": ("http://127.0.0.1:1/api", "http://127.0.0.1:1/api/", "https://slack.com/api"),
    "announcement_channel": ("#ops", "ops", "incidents"),
    "database_url": (
        "sqlite+aiosqlite:///a.db",
        "sqlite+aiosqlite:///a.db",
        "postgresql+psycopg:///muster",
    ),
    "database_direct_url": (
        "postgresql://db:6432/muster",
        "postgresql+psycopg://db:6432/muster",
        "postgresql+psycopg:///muster",
    ),
    "http_host": ("localhost", "localhost", "::1"),
    "http_port": ("9000", 9000, "9001"),
    "public_url": ("https://s.example.com", "https://s.example.com", "http://s.example.com"),
    "zone": ("Europe/Berlin", "Europe/Berlin", "UTC"),
    "console": ("true", True, "false"),
    "runbooks_folder": ("books", Path("books"), "."),
    "variables": ('{url = "https://a"}', {"url": "https://a"}, "{}"),
    "allow_hosts": ('["a.example.com:8443"]', ("a.example.com:8443",), "[]"),
    "allow_networks": ('["10.1.0.0/16"]', ("10.1.0.0/16",), "[]"),
    "roles": (
        LEAD,
        {"lead": Role("Boss", ("Decide.",))},
        '{lead = {title = "Lead", duties = []}}',
    ),
    "operator": ("U024BE7LH", "U024BE7LH", "W024BE7LH"),
    "slo": ("0.999", 0.999, "0.5"),
    "log_level": ("debug", "DEBUG", "ERROR"),
}

# What stops the start, as it is written in the environment (and in quotes in muster.toml).
WRONG: dict[str, tuple[str, ...]] = {
    "slack_bot_token": ("xapp-1", "xoxp-1", "hello"),
    "slack_app_token": ("xoxb-1", "hello"),
    "slack_api_url": ("slack.com", "ftp://slack.com", "https://", "https://["),
    "announcement_channel": ("#", "two words", "##"),
    "database_url": (
        "muster",
        "sqlite:///",
        "sqlite+aiosqlite:///",
        "sqlite+aiosqlite:///:memory:",
        "postgresql://host:port/muster",
        "postgresql+psycopg://host:port/muster",
        "mysql://host/muster",
    ),
    "database_direct_url": ("muster.db", "mysql://host/muster", "direct"),
    "http_host": ("two hosts",),
    "http_port": ("0", "-1", "65536", "80.5", "http"),
    "public_url": ("status.example.com", "ftp://a.example.com"),
    "zone": ("Mars/Olympus", "Europe", "../etc", "/etc/passwd", "CET+1"),
    "console": ("maybe", "2"),
    "runbooks_folder": ("/not/there", "muster.toml"),
    "variables": ("a", "[]", "{a = 1}", "{a =", "1"),
    "allow_hosts": ("a.example.com", '["a b"]', '["a:0"]', '["https://a"]', "{}"),
    "allow_networks": ("10.0.0.0/8", '["10.0.0.0/33"]', '["a"]'),
    "roles": (
        "{}",
        '{comms = {title = "C", duties = []}}',
        '{lead = {title = "L"}}',
        '{lead = {title = "L", duties = "D"}}',
        '{lead = {title = "L", duties = [], colour = "red"}}',
        '{lead = "L"}',
    ),
    "operator": ("ana", "@U024BE7LH", "U1 U2"),
    "slo": ("1", "0", "99.9", "nan", "high"),
    "log_level": ("LOUD", "10"),
}


def in_toml(field: str, text: str) -> str:
    """Write a field as a line of muster.toml."""
    return f"{field} = {text if field in AS_IT_IS else json.dumps(text)}\n"
