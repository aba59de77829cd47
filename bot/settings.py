"""Everything an operator can set; the only reader of the environment."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.domain.errors import Rejected
from bot.domain.roles import ROLES, Role
from bot.wire.addresses import Allowed

HERE = Path(__file__).resolve().parent


class Malformed(Rejected):
    """The settings are malformed; the message names each field and what to write instead."""


class Settings(BaseModel):
    """Every setting, with its default. Names in muster.toml are the field names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_signing_secret_previous: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    announcement_channel: str = "incidents"
    database_url: str = "sqlite+aiosqlite:///muster.db"
    http_host: str = "127.0.0.1"
    http_port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: str = ""
    zone: str = "UTC"
    console: bool = False
    runbooks_folder: Path | None = None
    variables: Mapping[str, str] = Field(default_factory=dict)
    allow_hosts: tuple[str, ...] = ()
    allow_networks: tuple[str, ...] = ()
    roles: Mapping[str, Role] = Field(default_factory=lambda: ROLES)
    slo: Annotated[float, Field(gt=0, lt=1)] | None = None
    log_level: str = "INFO"

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError) as error:
            raise ValueError("is not an IANA zone such as Europe/Berlin") from error
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with https://, for example https://slack.com/api/")
        return value if value.endswith("/") else value + "/"

    @field_validator("announcement_channel")
    @classmethod
    def _channel(cls, value: str) -> str:
        return value.removeprefix("#")

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: str) -> str:
        if not value.startswith(("sqlite+aiosqlite:///", "postgresql+psycopg://")):
            raise ValueError("must start with sqlite+aiosqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("roles")
    @classmethod
    def _with_lead(cls, value: Mapping[str, Role]) -> Mapping[str, Role]:
        if "lead" not in value:
            raise ValueError("must contain the role lead")
        return value

    @property
    def has_console(self) -> bool:
        """Whether incidents can be read in a browser: only on this machine, or if allowed."""
        hosts = {self.http_host, urlsplit(self.page_url).hostname}
        return self.console or hosts <= {"127.0.0.1", "::1", "localhost"}

    @property
    def allowed(self) -> Allowed:
        """What checks may call beyond the public internet."""
        return Allowed.parse(self.allow_hosts, self.allow_networks)

    @property
    def templates(self) -> Path:
        """The folder of templates: of the checkout, or as shipped in the package."""
        return shipped("templates")

    @property
    def runbooks(self) -> Path:
        """The folder of runbooks: the operator's, else the shipped ones."""
        return self.runbooks_folder or shipped("runbooks")

    @property
    def page_url(self) -> str:
        """Where people reach this server, without a slash at the end."""
        return (self.public_url or f"http://{self.http_host}:{self.http_port}").rstrip("/")


ENVIRONMENT: Mapping[str, str] = {
    "SLACK_BOT_TOKEN": "slack_bot_token",
    "SLACK_APP_TOKEN": "slack_app_token",
    "SLACK_SIGNING_SECRET": "slack_signing_secret",
    "SLACK_SIGNING_SECRET_PREVIOUS": "slack_signing_secret_previous",
} | {
    f"MUSTER_{name.upper()}": name
    for name in Settings.model_fields
    if not name.startswith("slack_") or name == "slack_api_url"
}
"""Which variable of the environment sets which field."""

IGNORED = {"MUSTER_CONFIG"}


def load(environment: Mapping[str, str] | None = None, *, file: Path | None = None) -> Settings:
    """Read muster.toml (or the file that MUSTER_CONFIG names), then the environment, which wins.

    `NAME_FILE` names a file that holds the value of `NAME`, for secrets. Raises Malformed.
    """
    environment = os.environ if environment is None else environment
    chosen = file or (
        Path(environment["MUSTER_CONFIG"]) if "MUSTER_CONFIG" in environment else None
    )
    values = _from_file(chosen) | _from_environment(environment)
    try:
        return Settings(**values)
    except ValidationError as error:
        raise Malformed(_in_words(error)) from error


def _from_file(chosen: Path | None) -> dict[str, Any]:
    path = chosen or Path("muster.toml")
    if not path.exists():
        if chosen:
            raise Malformed(f"There is no settings file {path}.")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"{path} is not TOML: {error}.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, value in environment.items():
        plain = name.removesuffix("_FILE")
        if plain in ENVIRONMENT and plain != name:
            values[ENVIRONMENT[plain]] = _secret(name, Path(value))
        elif name in ENVIRONMENT:
            values.setdefault(ENVIRONMENT[name], value)
        elif name.startswith("MUSTER_") and name not in IGNORED:
            known = ", ".join(sorted(ENVIRONMENT))
            raise Malformed(f"{name} is not a setting. Known are: {known}.")
    return values


def _secret(name: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Malformed(f"{name} names {path}, which cannot be read: {error.strerror}.") from error


def _in_words(error: ValidationError) -> str:
    variables = {field: name for name, field in ENVIRONMENT.items()}
    lines = []
    for problem in error.errors(include_url=False, include_input=False):
        field = ".".join(str(part) for part in problem["loc"])
        variable = variables.get(str(problem["loc"][0]), "") if problem["loc"] else ""
        also = f" (or {variable} in the environment)" if variable else ""
        lines.append(f"{field}{also}: {problem['msg']}")
    return "The settings are malformed:\n  " + "\n  ".join(lines)


def shipped(name: str) -> Path:
    """Return a folder of the checkout, or as shipped in the package."""
    for folder in (HERE.parent / name, HERE.parent / "tests" / name):
        if folder.is_dir():
            return folder
    return HERE / "shipped" / name
