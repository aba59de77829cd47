"""Every file in bot/exporters is a plugin that keeps the promises of its port."""

import pkgutil
import sys
from types import ModuleType
from typing import get_type_hints

import pytest
from pydantic import ValidationError

import bot.exporters
from bot.ports import Exporter
from tests.exporters.rendering import STORIES, TEMPLATES, drafted


def plugins() -> list[ModuleType]:
    """Import by name, as plugins are found: a new file needs no line here."""
    names = [f"bot.exporters.{each.name}" for each in pkgutil.iter_modules(bot.exporters.__path__)]
    for name in names:
        __import__(name)
    return [sys.modules[name] for name in names]


def connected(plugin: ModuleType) -> Exporter:
    example = plugin.Config.model_json_schema()["example"]
    exporter: Exporter = plugin.connect(plugin.Config.model_validate(example), TEMPLATES)
    return exporter


@pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)
def test_the_example_is_valid_and_unknown_settings_are_not(plugin: ModuleType) -> None:
    example = plugin.Config.model_json_schema()["example"]

    settings = plugin.Config.model_validate(example)

    assert settings.model_config["frozen"]
    with pytest.raises(ValidationError, match="no_such_setting"):
        plugin.Config.model_validate({**example, "no_such_setting": 1})


@pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)
def test_connecting_promises_the_port(plugin: ModuleType) -> None:
    assert get_type_hints(plugin.connect)["return"] is Exporter


@pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)
def test_a_format_has_a_name_and_a_suffix(plugin: ModuleType) -> None:
    exporter = connected(plugin)

    assert exporter.name
    assert exporter.suffix.startswith(".")


@pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)
@pytest.mark.parametrize("name", STORIES)
def test_every_incident_renders_and_twice_to_the_same_bytes(plugin: ModuleType, name: str) -> None:
    first = connected(plugin).render(drafted(name))

    assert first
    assert connected(plugin).render(drafted(name)) == first
