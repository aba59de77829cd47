"""Everything an operator can set; the only reader of the environment."""

import os
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    DirectoryPath,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
)

from bot.domain.errors import Rejected
from bot.domain.reminders import CADENCE, USUAL
from bot.domain.roles import ROLES, Role
from bot.wire.addresses import Allowed
from bot.wire.databases import SQLITE, database_address, direct_address
from bot.wire.databases import WANTED as A_DATABASE
from bot.wire.spans import Cadence, Span, Zone

HERE = Path(__file__).resolve().parent


class Malformed(Rejected):
    """The settings are malformed; the message names each field and what to write instead."""


def _beginning(*beginnings: str) -> Callable[[SecretStr], SecretStr]:
    """Return a check of tokens: they begin so, and what a copy brought along is cut off.

    Vendor: https://docs.slack.dev/authentication/tokens
    """

    def check(value: SecretStr) -> SecretStr:
        token = value.get_secret_value().strip()
        if token and not token.startswith(beginnings):
            raise ValueError("another kind of token")
        return SecretStr(token)

    return check


def _as_in_toml(value: object) -> object:
    """Read a list or a table of the environment, where it is written as in muster.toml."""
    return tomllib.loads(f"it = {value}")["it"] if isinstance(value, str) else value


def _known_keys(value: object) -> object:
    """Refuse what a role does not have; a plain dataclass would ignore it."""
    if isinstance(value, Mapping) and value.keys() - {"title", "duties"}:
        raise ValueError("unknown key")
    return value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value and not (parts.scheme in {"http", "https"} and parts.hostname):
        raise ValueError("no address")
    return value


def _allowed(value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
    Allowed.parse(**{"hosts": (), str(info.field_name).removeprefix("allow_"): value})
    return value


def _with_lead(value: Mapping[str, Role]) -> Mapping[str, Role]:
    if "lead" not in value:
        raise ValueError("no role lead")
    return value


AnySecret = Annotated[SecretStr, AfterValidator(_beginning(""))]
BotToken = Annotated[SecretStr, AfterValidator(_beginning("xoxb-", "xoxe.xoxb-"))]
AppToken = Annotated[SecretStr, AfterValidator(_beginning("xapp-"))]
Address = Annotated[str, AfterValidator(_address)]
ApiUrl = Annotated[Address, Field(min_length=1), AfterValidator(lambda url: url.rstrip("/") + "/")]
Channel = Annotated[
    str, Field(pattern=r"^#?[^\s#]+$"), AfterValidator(lambda name: name.removeprefix("#"))
]
DatabaseUrl = Annotated[str, AfterValidator(database_address), Field(repr=False)]
DirectUrl = Annotated[str, AfterValidator(direct_address), Field(repr=False)]
Level = Annotated[
    str, Field(pattern=r"(?i)^(debug|info|warning|error|critical)$"), AfterValidator(str.upper)
]
Variables = Annotated[Mapping[str, str], BeforeValidator(_as_in_toml)]
Listed = Annotated[tuple[str, ...], BeforeValidator(_as_in_toml), AfterValidator(_allowed)]
Often = Annotated[Cadence, BeforeValidator(_as_in_toml)]
Roles = Annotated[
    Mapping[str, Annotated[Role, BeforeValidator(_known_keys)]],
    BeforeValidator(_as_in_toml),
    AfterValidator(_with_lead),
]


class Settings(BaseModel):
    """Every setting, with its default. Names in muster.toml are the field names."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slack_bot_token: BotToken = SecretStr("")
    slack_app_token: AppToken = SecretStr("")
    slack_signing_secret: AnySecret = SecretStr("")
    slack_signing_secret_previous: AnySecret = SecretStr("")
    slack_api_url: ApiUrl = "https://slack.com/api/"
    announcement_channel: Channel = "incidents"
    database_url: DatabaseUrl = f"{SQLITE}muster.db"
    database_direct_url: DirectUrl = ""
    http_host: Annotated[str, Field(pattern=r"^\S+$")] = "127.0.0.1"
    http_port: Annotated[int, Field(ge=1, le=65535)] = 8080
    public_url: Address = ""
    zone: Zone = "UTC"
    console: bool = False
    runbooks_folder: DirectoryPath | None = None
    variables: Variables = Field(default_factory=dict)
    allow_hosts: Listed = ()
    allow_networks: Listed = ()
    roles: Roles = Field(default_factory=lambda: ROLES)
    operator: Annotated[str, Field(pattern=r"^([UW][A-Z0-9]{2,20})?$")] = ""
    cadence: Often = Field(default_factory=lambda: CADENCE)
    postmortem_due: Span = USUAL.postmortem
    slo: Annotated[float, Field(gt=0, lt=1)] | None = None
    log_level: Level = "INFO"

    @property
    def has_console(self) -> bool:
        """Whether incidents can be read in a browser: only on this machine, or if allowed."""
        hosts = {self.http_host, urlsplit(self.page_url).hostname}
        return self.console or hosts <= {"127.0.0.1", "::1", "localhost"}

    @property
    def allowed(self) -> Allowed:
        """What checks may call: nothing that is not named, on the public internet or beyond."""
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
        host = f"[{self.http_host}]" if ":" in self.http_host else self.http_host
        return (self.public_url or f"http://{host}:{self.http_port}").rstrip("/")


WANTED: Mapping[str, str] = {
    "slack_bot_token": "the Bot User OAuth Token, which begins with xoxb-",
    "slack_app_token": "an App-Level Token, which begins with xapp-",
    "slack_signing_secret": "the Signing Secret of the app's page, Basic Information",
    "slack_signing_secret_previous": "the Signing Secret that was valid before",
    "slack_api_url": "an address such as https://slack.com/api/",
    "announcement_channel": "the name of a channel, such as incidents",
    "database_url": A_DATABASE,
    "database_direct_url": "the same database past a pooler, postgresql://user@host/muster",
    "http_host": "a host of this machine, such as 127.0.0.1 or 0.0.0.0",
    "http_port": "a port from 1 to 65535, such as 8080",
    "public_url": "an address such as https://status.example.com",
    "zone": "an IANA zone such as Europe/Berlin",
    "console": "true or false",
    "runbooks_folder": "a folder that is there",
    "variables": 'texts by name, such as {base_url = "https://app.example.com"}',
    "allow_hosts": 'a list of hosts such as ["app.example.com", "*.example.com:8443"]',
    "allow_networks": 'a list of networks such as ["10.1.0.0/16"]',
    "roles": "tables with title and duties, the one of the role lead among them",
    "operator": "the id of a Slack member, such as U024BE7LH",
    "cadence": 'how often by severity, such as {sev1 = "30m", sev4 = "off"}',
    "postmortem_due": 'how long after resolving, such as "48h", or "off"',
    "slo": "a share between 0 and 1, such as 0.999",
    "log_level": "DEBUG, INFO, WARNING, ERROR or CRITICAL",
}
"""What each field must be: the end of the sentence "http_port must be ..."."""

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

SERVICE_LINK = re.compile(r"MUSTER_(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP).*)?)")
"""What Kubernetes puts into every pod beside a service called muster.

Vendor: https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
"""


def load(environment: Mapping[str, str] | None = None, *, file: Path | None = None) -> Settings:
    """Read muster.toml (or the file that MUSTER_CONFIG names), then the environment, which wins.

    `NAME_FILE` names a file that holds the value of `NAME`, for secrets; an empty variable counts
    as none. Raises Malformed, with every mistake at once.
    """
    environment = os.environ if environment is None else environment
    named = environment.get("MUSTER_CONFIG")
    values = _from_file(file or (Path(named) if named else None)) | _from_environment(environment)
    if mistakes := [*_strangers(environment), *_mistakes(values)]:
        raise Malformed("The settings are malformed:\n  " + "\n  ".join(mistakes))
    return Settings(**values)


def _from_file(chosen: Path | None) -> dict[str, Any]:
    path = chosen or Path("muster.toml")
    if chosen is None and not path.exists():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Malformed(f"The settings file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Malformed(f"{path} is not TOML: {error}.") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for variable, field in ENVIRONMENT.items():
        value, path = environment.get(variable), environment.get(f"{variable}_FILE")
        if value and path:
            raise Malformed(f"Set {variable} or {variable}_FILE, not both.")
        if value or path:
            values[field] = value or _secret(f"{variable}_FILE", Path(path or ""))
    return values


def _secret(variable: str, path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Malformed(f"{variable} names a file that cannot be read: {error}.") from error


def latest_bot_token() -> str:
    """Return what the file holds now that SLACK_BOT_TOKEN_FILE names; "" without one."""
    path = Path(os.environ.get("SLACK_BOT_TOKEN_FILE", ""))
    return _secret("SLACK_BOT_TOKEN_FILE", path) if path.is_file() else ""


def _strangers(environment: Mapping[str, str]) -> Iterator[str]:
    """Name every variable that looks like ours and is not."""
    for variable in sorted(environment):
        is_ours = variable.removesuffix("_FILE") in ENVIRONMENT or variable == "MUSTER_CONFIG"
        is_link = SERVICE_LINK.fullmatch(variable) and (
            variable != "MUSTER_PORT" or "://" in environment[variable]
        )
        if variable.startswith("MUSTER_") and not is_ours and not is_link:
            yield f"{variable} is not a setting{_perhaps(variable, ENVIRONMENT)}"


def _mistakes(values: Mapping[str, Any]) -> list[str]:
    """Say for each wrong value what to write instead; the same sentence once."""
    try:
        Settings(**values)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        return list(dict.fromkeys(_in_words(problem["loc"]) for problem in problems))
    return []


def _in_words(place: tuple[int | str, ...]) -> str:
    field = str(place[0])
    if field not in Settings.model_fields:
        return f"{field} is not a setting{_perhaps(field, Settings.model_fields)}"
    variable = next(each for each, name in ENVIRONMENT.items() if name == field)
    return f"{field} (or {variable} in the environment) must be {WANTED[field]}"


def _perhaps(wrong: str, known: Iterable[str]) -> str:
    close = get_close_matches(wrong, known, n=1)
    return f"; did you mean {close[0]}?" if close else "; muster.example.toml shows all of them"


def shipped(name: str) -> Path:
    """Return a folder of the checkout, or as shipped in the package."""
    for folder in (HERE.parent / name, HERE.parent / "tests" / name):
        if folder.is_dir():
            return folder
    return HERE / "shipped" / name
