"""Every file in bot/statuspages is a plugin that can be found, configured and connected."""

import pkgutil
import sys
from types import ModuleType
from typing import get_type_hints

import pytest
from pydantic import ValidationError

import bot.statuspages
from bot.ports import StatusPage


def plugins() -> list[ModuleType]:
    """Import by name, as the start of Muster does: a new file needs no line here."""
    names = [
        f"bot.statuspages.{each.name}" for each in pkgutil.iter_modules(bot.statuspages.__path__)
    ]
    for name in names:
        __import__(name)
    return [sys.modules[name] for name in names]


@pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)
def test_the_example_is_valid_and_unknown_settings_are_not(plugin: ModuleType) -> None:
    example = plugin.Config.model_json_schema()["example"]

    settings = plugin.Config.model_validate(example)

    assert settings.model_config["frozen"]
    with pytest.raises(ValidationError, match="no_such_setting"):
        plugin.Config.model_validate({**example, "no_such_setting": 1})


@pytest.mark.parametrize("plugin", plugins(), ids=lambda each: each.__name__)
def test_connecting_promises_the_port(plugin: ModuleType) -> None:
    assert get_type_hints(plugin.connect)["return"] is StatusPage
