"""What every source of evidence must do, tried with the example of each plugin against a double."""

import gzip
import json
import pkgutil
import sys
from datetime import timedelta
from types import ModuleType
from typing import get_type_hints

import pytest
from pydantic import ValidationError

import bot.evidence
from bot.domain.errors import Unavailable
from bot.ports import Answer, EvidenceSource, Question
from tests.wire.target import (
    Behaviour,
    Target,
    floods,
    head,
    is_silent,
    resets,
    says,
    sends,
    target,
)


def plugins() -> list[ModuleType]:
    """Import by name, as the start of Muster does: a new file needs no line here."""
    names = [f"bot.evidence.{each.name}" for each in pkgutil.iter_modules(bot.evidence.__path__)]
    for name in names:
        __import__(name)
    return [sys.modules[name] for name in names]


CREDENTIAL = "t0ken-42"
BRIEF = timedelta(seconds=0.3)

each_plugin = pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)


def connected(plugin: ModuleType, there: Target) -> EvidenceSource:
    """Connect the plugin as its own example says."""
    config = plugin.Config.model_validate(plugin.Config.model_json_schema()["example"])
    source: EvidenceSource = plugin.connect(config, there.outbound)
    return source


def question(there: Target) -> Question:
    parameters = {
        "url": f"{there.url}/",
        "headers": {"Authorization": "Bearer ${secret.synthetic_token}"},
        "allow_hosts": ("127.0.0.1",),
    }
    return Question("health", parameters, timedelta(seconds=5), 100_000)


async def asked(plugin: ModuleType, behaviour: Behaviour) -> Answer:
    async with target(behaviour) as there:
        return await connected(plugin, there).collect(question(there))


def everything(answer: Answer) -> str:
    return json.dumps(dict(answer.fields)) + answer.body + answer.problem


@each_plugin
def test_connecting_promises_the_port(plugin: ModuleType) -> None:
    assert get_type_hints(plugin.connect)["return"] is EvidenceSource
    assert get_type_hints(plugin.connect)["config"] is plugin.Config


@each_plugin
def test_the_example_is_valid_and_unknown_settings_are_not(plugin: ModuleType) -> None:
    example = plugin.Config.model_json_schema()["example"]

    assert plugin.Config.model_validate(example).model_config["frozen"]
    with pytest.raises(ValidationError, match="no_such_setting"):
        plugin.Config.model_validate({**example, "no_such_setting": 1})


@each_plugin
async def test_connecting_calls_nobody(plugin: ModuleType) -> None:
    async with target(says()) as there:
        assert connected(plugin, there).name

        assert there.requests == []


ANSWERS = {
    "right": says(b'{"status": "healthy"}'),
    "empty": says(b""),
    "401": says(b"who are you", 401),
    "429": says(b"", 429, {"Retry-After": "1"}),
    "500": says(b"oops", 500),
    "cut": sends(head(200, {"Content-Length": "100"}) + b"half"),
    "invalid JSON": says(b'{"a": ', headers={"Content-Type": "application/json"}),
    "wrong content type": says(b"<h1>Log in</h1>", headers={"Content-Type": "text/html"}),
    "endless": floods(head(200, {}), b"x" * 65_536),
    "packed": says(gzip.compress(b"\0" * 10_000_000), headers={"Content-Encoding": "gzip"}),
    "echo": says(f'{{"echo": "{CREDENTIAL}"}}'.encode(), headers={"X-Echo": CREDENTIAL}),
    "reset": resets,
    "closed": sends(b""),
}


@each_plugin
@pytest.mark.parametrize("name", ANSWERS)
async def test_whatever_comes_back_is_an_answer_without_our_credential(
    plugin: ModuleType, name: str
) -> None:
    answer = await asked(plugin, ANSWERS[name])

    assert answer.source
    assert CREDENTIAL not in everything(answer)
    assert len(answer.body) <= 100_000
    assert answer.fields
    assert not answer.problem


@each_plugin
@pytest.mark.parametrize("name", ["cut", "endless", "packed"])
async def test_an_answer_in_part_says_so(plugin: ModuleType, name: str) -> None:
    answer = await asked(plugin, ANSWERS[name])

    assert answer.is_incomplete
    assert "json" not in answer.fields


@each_plugin
async def test_silence_is_unavailable_in_time(plugin: ModuleType) -> None:
    async with target(is_silent) as there:
        source, slow = connected(plugin, there), question(there)

        with pytest.raises(Unavailable, match="no answer within"):
            await source.collect(Question(slow.step, slow.parameters, BRIEF, slow.max_bytes))
