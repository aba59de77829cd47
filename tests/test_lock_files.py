import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==([^\s;\\]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    blocks = re.split(
        r"^(?=[a-z0-9-]+==)", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE
    )

    assert len(blocks) > 20
    assert [block for block in blocks[1:] if "--hash=sha256:" not in block] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_no_line_says_where_packages_come_from(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    told = re.compile(r"https?:|file:|--(extra-)?index|--find-links|--trusted|\s/|@ ")
    assert [line for line in lines if told.search(line)] == []


def test_both_files_pin_the_same_versions() -> None:
    runtime, development = (pins(lock) for lock in LOCKS)

    assert runtime
    assert runtime.items() <= development.items()


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["postgres"],
    ]
    development = project["dependency-groups"]["dev"]

    assert {_name(each) for each in declared} <= pins("requirements.lock").keys()
    assert {_name(each) for each in development} <= pins("requirements-dev.lock").keys()


def _name(requirement: str) -> str:
    return re.sub(r"[._]", "-", re.split(r"[\[<>=!~;\s]", requirement)[0].lower())
