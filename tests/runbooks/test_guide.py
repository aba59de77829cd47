"""The user guide says what the loader does."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.runbooks.format import schema
from bot.runbooks.loading import lint
from bot.runbooks.parts import LATER_KEYS
from bot.runbooks.probes import LATER_PROBES
from bot.runbooks.steps import LATER_KINDS
from tests.runbooks.test_lint import CODES
from tests.runbooks.writing import TODAY

GUIDE = (Path(__file__).parent.parent.parent / "docs/runbooks.md").read_text(encoding="utf-8")
EXAMPLE = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)[0]
QUOTED = set(re.findall(r"`([^`\n]+)`", GUIDE))


def test_its_example_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "checkout-slow.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")

    assert [str(fault) for fault in lint([path], today=TODAY)] == []


def keys() -> list[str]:
    parts: list[dict[str, Any]] = [schema(), *schema()["$defs"].values()]
    return sorted({name for part in parts for name in part["properties"]})


@pytest.mark.parametrize("key", keys())
def test_it_explains_every_key(key: str) -> None:
    words = {word for text in QUOTED for word in re.findall(r"[A-Za-z_]+", text)}

    assert key in words


def test_it_explains_every_code() -> None:
    assert set(re.findall(r"RB[0-9]{3}", GUIDE)) == set(CODES)


def test_it_names_everything_that_comes_later() -> None:
    _, _, later = GUIDE.partition("## What comes later")

    named = set(re.findall(r"`([^`\n]+)`", later))
    assert named == LATER_KINDS | LATER_PROBES | LATER_KEYS
