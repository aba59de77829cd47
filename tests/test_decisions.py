import dataclasses
import json
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.entries import Entry
from bot.domain.facts import FACT_KINDS, Noted, StepSkipped
from bot.domain.records import to_record
from bot.domain.terms import PersonId, Words
from bot.settings import Malformed, load
from bot.storage.lock import AlreadyRunning, held
from tests.house.decisions import decisions_without_a_check

ROOT = Path(__file__).parent.parent
NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
FREE_TEXT = {"text", "title", "impact", "summary", "what", "why", "body", "reason", "revert"}


def test_every_decision_ends_in_a_check_that_exists() -> None:
    assert decisions_without_a_check(ROOT) == []


def test_decisions_are_numbered_without_a_hole() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("*.md"))

    assert numbers == list(range(1, len(numbers) + 1))


def test_an_entry_carries_three_times_and_cannot_be_changed() -> None:
    entry = Entry(1, Noted(Words("late")), PersonId("U1"), NOON, NOON, NOON)

    times = [each.name for each in dataclasses.fields(Entry) if each.type is datetime]

    assert times == ["occurred", "observed", "recorded"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        entry.recorded = NOON  # type: ignore[misc]  # the attempt is what is tested


def test_nothing_that_people_wrote_reaches_the_chain() -> None:
    payload, words = to_record(StepSkipped(step="rollback", why=Words("the key is hunter2")))

    assert "hunter2" not in json.dumps(payload)
    assert words == {"why": "the key is hunter2"}


@pytest.mark.parametrize("kind", FACT_KINDS)
def test_a_field_for_free_text_is_of_the_type_that_can_be_erased(kind: str) -> None:
    plain = {each.name: each.type for each in dataclasses.fields(FACT_KINDS[kind])}

    assert {name for name in FREE_TEXT & plain.keys() if plain[name] is not Words} <= {
        *({"title"} if kind == "runbook_attached" else set()),  # a reviewed file's, not a person's
        # which call it was, by our own name
        *({"what"} if kind in {"effect_failed", "effect_stuck"} else set()),
    }


def test_a_sqlite_file_belongs_to_one_process(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/muster.db"

    with held(url), pytest.raises(AlreadyRunning, match="PostgreSQL"), held(url):
        pass


def test_an_unknown_setting_stops_the_start_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "muster.toml").write_text("announcment_channel = 'incidents'\n")

    with pytest.raises(Malformed, match="announcment_channel"):
        load({}, file=tmp_path / "muster.toml")


def test_no_dependency_speaks_to_a_language_model() -> None:
    pinned = re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.lock").read_text(), re.MULTILINE)

    models = re.compile(
        r"openai|anthropic|langchain|llama|litellm|genai|mistral|cohere|torch|ollama"
    )
    assert pinned
    assert [name for name in pinned if models.search(name)] == []


def test_readers_of_the_configuration_find_what_they_look_for() -> None:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert {each["id"] for each in read["tool"]["importlinter"]["contracts"]} > {"layers"}
