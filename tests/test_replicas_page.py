"""What docs/replicas.md says to copy: settings that exist, and three replicas."""

import re
from pathlib import Path

import yaml

from bot.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs/replicas.md").read_text(encoding="utf-8")
OF_OURS = re.compile(r"\b(?:MUSTER|SLACK)_[A-Z_]+\b")


def test_the_compose_file_starts_three_replicas_after_their_database() -> None:
    [written] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    services = yaml.safe_load(written)["services"]

    muster = services["muster"]

    assert muster["deploy"]["replicas"] == 3
    assert muster["command"] == "serve"
    assert muster["depends_on"].keys() == {"database"}
    assert muster["environment"]["MUSTER_DATABASE_URL"].startswith("postgresql")


def test_every_setting_that_is_named_exists() -> None:
    known = {name.upper() for name in Settings.model_fields}

    named = {name.removeprefix("MUSTER_") for name in OF_OURS.findall(PAGE)}

    assert named
    assert named <= known
