"""A test that needs more than the checkout is skipped aloud."""

import tomllib
from pathlib import Path

from tests.beside import SHARED, lacking, needs
from tests.house.source import sources

ROOT = Path(__file__).parent.parent


def test_what_is_not_there_is_named() -> None:
    missing = needs("no/such/folder").mark

    assert missing.args == (True,)
    assert missing.kwargs["reason"] == f"needs {SHARED}/no/such/folder, which is not there"
    assert lacking(".") == ("" if SHARED.exists() else f"needs {SHARED}, which is not there")


def test_pytest_prints_every_reason() -> None:
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

    assert "-rs" in read["tool"]["pytest"]["addopts"]


def test_every_test_that_looks_beside_the_checkout_asks_first() -> None:
    silent = [
        source.path
        for source in sources(ROOT, "tests")
        if "SHARED" in source.text and "lacking(" not in source.text and "needs(" not in source.text
    ]

    assert silent == []
    assert [each.path for each in sources(ROOT, "tests") if '/ "shared' in each.text] == [
        "tests/beside.py", "tests/test_beside.py"
    ]  # fmt: skip
