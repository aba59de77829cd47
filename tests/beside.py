"""Reference data that may lie beside a checkout: without it a test is skipped, and says why."""

from pathlib import Path

import pytest

SHARED = Path(__file__).parents[2] / "shared"


def lacking(path: str) -> str:
    """Return why a test that needs this cannot run; empty when it can."""
    where = SHARED / path
    return "" if where.exists() else f"needs {where}, which is not there"


def needs(path: str) -> pytest.MarkDecorator:
    """Skip without this file or folder."""
    return pytest.mark.skipif(bool(lacking(path)), reason=lacking(path) or "-")
