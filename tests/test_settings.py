import json
import re
import tomllib
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.domain.roles import ROLES
from bot.settings import ENVIRONMENT, WANTED, Malformed, Settings, load, shipped
from tests.settings_written import WRITTEN, WRONG, in_toml

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / "muster.example.toml").read_text(encoding="utf-8")
VARIABLE = {field: variable for variable, field in ENVIRONMENT.items()}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder with one folder of runbooks in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "books").mkdir()
    return tmp_path


def from_file(text: str) -> Settings:
    Path("muster.toml").write_text(text, encoding="utf-8")
    return load({})


def test_without_anything_the_defaults_hold() -> None:
    settings = load({})

    assert settings == Settings()
    assert settings.roles == ROLES
    assert settings.page_url == "http://127.0.0.1:8080"


def test_each_table_of_this_file_knows_every_field() -> None:
    assert Settings.model_fields.keys() == WRITTEN.keys() == WANTED.keys()
    assert set(ENVIRONMENT.values()) == WRITTEN.keys()
    assert WRITTEN.keys() - WRONG.keys() == {
        "slack_signing_secret",  # any text may be one
        "slack_signing_secret_previous",
    }


@pytest.mark.parametrize("field", WRITTEN)
def test_each_field_is_read_from_the_file(field: str) -> None:
    text, meant, _other = WRITTEN[field]

    assert getattr(from_file(in_toml(field, text)), field) == meant


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("muster.db", "sqlite+aiosqlite:///muster.db"),
        ("/var/lib/muster.sqlite3", "sqlite+aiosqlite:////var/lib/muster.sqlite3"),
        ("sqlite:///data/muster", "sqlite+aiosqlite:///data/muster"),
        ("postgres://user@host/muster", "postgresql+psycopg://user@host/muster"),
        ("postgresql://host/muster", "postgresql+psycopg://host/muster"),
    ],
)
def test_a_database_may_be_named_as_other_tools_name_it(named: str, meant: str) -> None:
    assert load({"MUSTER_DATABASE_URL": named}).database_url == meant


@pytest.mark.parametrize("field", WRITTEN)
def test_each_field_is_read_from_the_environment(field: str) -> None:
    text, meant, _other = WRITTEN[field]

    assert getattr(load({VARIABLE[field]: text}), field) == meant


@pytest.mark.parametrize("field", WRITTEN)
def test_each_field_is_read_from_the_file_that_its_variable_names(field: str) -> None:
    text, meant, _other = WRITTEN[field]
    Path("secret").write_text(f"{text}\n", encoding="utf-8")

    assert getattr(load({f"{VARIABLE[field]}_FILE": "secret"}), field) == meant


@pytest.mark.parametrize("field", WRITTEN)
def test_the_environment_wins_over_the_file(field: str) -> None:
    text, meant, other = WRITTEN[field]

    assert getattr(from_file(in_toml(field, other)), field) != meant
    assert getattr(load({VARIABLE[field]: text}), field) == meant


WRONG_ONES = [(field, value) for field, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("field", "value"), WRONG_ONES)
def test_a_wrong_value_stops_the_start_and_the_message_says_what_to_write(
    field: str, value: str
) -> None:
    sentence = f"{field} (or {VARIABLE[field]} in the environment) must be {WANTED[field]}"

    with pytest.raises(Malformed) as in_environment:
        load({VARIABLE[field]: value})
    with pytest.raises(Malformed) as in_file:
        from_file(f"{field} = {json.dumps(value)}\n")

    assert str(in_environment.value) == f"The settings are malformed:\n  {sentence}"
    assert str(in_file.value) == f"The settings are malformed:\n  {sentence}"


@pytest.mark.parametrize("field", WRITTEN)
def test_a_value_of_another_type_stops_the_start(field: str) -> None:
    with pytest.raises(Malformed, match=rf"  {field} \("):
        from_file(f"{field} = [[1]]\n")


def test_all_mistakes_are_told_at_once() -> None:
    Path("muster.toml").write_text('zone = "Mars"\nport = 1\n', encoding="utf-8")

    with pytest.raises(Malformed) as told:
        load({"MUSTER_HTTP_PORT": "http", "MUSTER_HTTP_HOTS": "127.0.0.1"})

    lines = str(told.value).splitlines()
    assert len(lines) == 5
    assert "MUSTER_HTTP_HOTS is not a setting; did you mean MUSTER_HTTP_HOST?" in lines[1]
    assert {line.split()[0] for line in lines[2:]} == {"zone", "port", "http_port"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("announcment_channel = 'a'", "did you mean announcement_channel?"),
        ("[slack]\nbot_token = 'a'", "slack is not a setting; "),
        ("frobnicate = 1", "frobnicate is not a setting; muster.example.toml shows all of them"),
        ("zone = ", "muster.toml is not TOML: "),
        ("zone = 'UTC'\nzone = 'UTC'", "muster.toml is not TOML: "),
    ],
)
def test_a_file_with_a_mistake_stops_the_start(text: str, words: str) -> None:
    with pytest.raises(Malformed, match=re.escape(words)):
        from_file(text)


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"MUSTER_SLACK_BOT_TOKEN": "xoxb-1"}, "did you mean SLACK_BOT_TOKEN?"),
        ({"MUSTER_PORT": "8080"}, "MUSTER_PORT is not a setting"),
        ({"MUSTER_ZONES_FILE": "a"}, "MUSTER_ZONES_FILE is not a setting"),
        ({"MUSTER_CONFIG": "/not/there.toml"}, "/not/there.toml cannot be read: No such file"),
        ({"MUSTER_CONFIG": "books"}, "books cannot be read: Is a directory"),
        ({"SLACK_BOT_TOKEN_FILE": "none"}, "SLACK_BOT_TOKEN_FILE names a file that cannot be read"),
        ({"MUSTER_ZONE_FILE": "binary"}, "MUSTER_ZONE_FILE names a file that cannot be read"),
        ({"MUSTER_ZONE_FILE": "a", "MUSTER_ZONE": "UTC"}, "MUSTER_ZONE or MUSTER_ZONE_FILE, not"),
    ],
)
def test_a_variable_with_a_mistake_stops_the_start(environment: dict[str, str], words: str) -> None:
    Path("binary").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(Malformed, match=re.escape(words)):
        load(environment)


def test_another_file_can_be_named_in_the_environment() -> None:
    Path("other.toml").write_text("http_port = 9001\n", encoding="utf-8")

    assert load({"MUSTER_CONFIG": "other.toml"}).http_port == 9001


def test_a_file_from_an_editor_that_marks_utf_8_is_read() -> None:
    Path("muster.toml").write_bytes(b"\xef\xbb\xbfhttp_port = 9002\n")

    assert load({}).http_port == 9002


def test_an_empty_variable_counts_as_none() -> None:
    variables = [*ENVIRONMENT, *(f"{name}_FILE" for name in ENVIRONMENT), "MUSTER_CONFIG"]

    assert load(dict.fromkeys(variables, "")) == Settings()


def test_variables_of_other_programs_are_none_of_our_business() -> None:
    kubernetes = {
        "MUSTER_SERVICE_HOST": "10.0.0.1",
        "MUSTER_SERVICE_PORT": "8080",
        "MUSTER_SERVICE_PORT_HTTP": "8080",
        "MUSTER_PORT": "tcp://10.0.0.1:8080",
        "MUSTER_PORT_8080_TCP": "tcp://10.0.0.1:8080",
        "MUSTER_PORT_8080_TCP_ADDR": "10.0.0.1",
    }

    assert load({"PATH": "/bin", "SLACK_CLIENT_ID": "1", "MUSTERD": "1"} | kubernetes) == Settings()


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load({}).zone = "Europe/Berlin"  # type: ignore[misc]  # the attempt is what is tested


def test_secrets_are_not_shown() -> None:
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-hidden",
        "SLACK_APP_TOKEN": "xapp-hidden",
        "SLACK_SIGNING_SECRET": "hidden",
        "SLACK_SIGNING_SECRET_PREVIOUS": "hidden-too",
        "MUSTER_DATABASE_URL": "postgresql+psycopg://muster:hidden@host/muster",
    }

    settings = load(environment)

    assert "hidden" not in f"{settings!r} {settings}"
    with pytest.raises(Malformed) as refused:
        load(environment | {"SLACK_BOT_TOKEN": "hidden"})
    assert "hidden" not in str(refused.value)


def test_what_a_copied_token_brought_along_is_cut_off() -> None:
    settings = load({"SLACK_BOT_TOKEN": " xoxb-1\r\n", "SLACK_SIGNING_SECRET": "s1\n"})

    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.slack_signing_secret.get_secret_value() == "s1"


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({"MUSTER_HTTP_HOST": "::1"}, "http://[::1]:8080"),
        ({"MUSTER_HTTP_PORT": "9000"}, "http://127.0.0.1:9000"),
        ({"MUSTER_PUBLIC_URL": "https://s.example.com/muster/"}, "https://s.example.com/muster"),
    ],
)
def test_the_address_of_the_pages_follows_from_host_and_port(
    environment: dict[str, str], url: str
) -> None:
    assert load(environment).page_url == url


@pytest.mark.parametrize(
    ("environment", "is_shown"),
    [
        ({}, True),
        ({"MUSTER_HTTP_HOST": "localhost"}, True),
        ({"MUSTER_HTTP_HOST": "::1"}, True),
        ({"MUSTER_HTTP_HOST": "192.0.2.1"}, False),
        ({"MUSTER_PUBLIC_URL": "https://s.example.com"}, False),
        ({"MUSTER_HTTP_HOST": "192.0.2.1", "MUSTER_CONSOLE": "true"}, True),
    ],
)
def test_incidents_are_shown_on_this_machine_only_unless_it_is_allowed(
    environment: dict[str, str], *, is_shown: bool
) -> None:
    assert load(environment).has_console is is_shown


def test_runbooks_and_templates_are_the_shipped_ones_unless_others_are_named() -> None:
    assert load({}).runbooks == ROOT / "runbooks"
    assert load({}).templates == ROOT / "templates"
    assert load({"MUSTER_RUNBOOKS_FOLDER": "books"}).runbooks == Path("books")
    assert shipped("elsewhere") == ROOT / "bot/shipped/elsewhere"


def commented() -> list[str]:
    """Return each setting that the example shows without using it; a table is one of them."""
    shown = re.findall(r"^# (\[[a-z.]+\]|[a-z_]+ = .*)$", EXAMPLE, re.MULTILINE)
    found: list[str] = []
    for line in shown:
        if found and found[-1].startswith("[") and not line.startswith("["):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def test_the_example_says_what_holds_anyway() -> None:
    assert from_file(EXAMPLE) == Settings()


@pytest.mark.parametrize("text", commented())
def test_each_commented_setting_of_the_example_is_real(text: str) -> None:
    Path("our-runbooks").mkdir()

    settings = from_file(text)

    field = re.split(r"\W", text.lstrip("["))[0]
    assert settings.model_fields_set == {field}


def test_the_example_shows_every_field() -> None:
    used = tomllib.loads(EXAMPLE).keys()
    shown = {re.split(r"\W", text.lstrip("["))[0] for text in commented()}

    assert used | shown == Settings.model_fields.keys()
    assert not used & shown
