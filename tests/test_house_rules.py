from collections.abc import Callable
from pathlib import Path

import pytest

from bot.domain.facts import FACT_KINDS
from tests.house.anything import any_outside_the_edges
from tests.house.boundaries import broad_excepts
from tests.house.decisions import decisions_without_a_check
from tests.house.doors import doors_that_differ_from_the_configuration, names_outside_their_door
from tests.house.layout import names_that_can_hold_anything, package_files_with_code
from tests.house.page import unsafe_page_code
from tests.house.promises import (
    excuses_without_a_reason,
    plugins_without_their_vendor,
    ports_without_a_promise,
)
from tests.house.sizes import too_long_files, too_long_functions
from tests.house.source import sources
from tests.house.starting import modules_that_work_when_imported
from tests.house.stored import golden_files_that_differ_from_kinds
from tests.house.vendors import vendors_missing_from_contracts
from tests.house.walk import steps_that_lead_nowhere

ROOT = Path(__file__).parent.parent


def test_no_file_is_too_long() -> None:
    assert too_long_files(ROOT) == []


def test_no_function_is_too_long() -> None:
    assert too_long_functions(ROOT) == []


def test_everything_is_caught_at_the_six_boundaries_only() -> None:
    assert broad_excepts(ROOT) == []


def test_any_stays_at_the_edges() -> None:
    assert any_outside_the_edges(ROOT) == []


def test_clocks_ids_chance_environment_and_imports_by_name_stay_behind_their_doors() -> None:
    assert names_outside_their_door(ROOT) == []


def test_ruff_and_the_house_know_the_same_doors() -> None:
    assert doors_that_differ_from_the_configuration(ROOT) == []


def test_no_name_can_hold_anything() -> None:
    assert names_that_can_hold_anything(ROOT) == []


def test_package_files_hold_a_docstring_only() -> None:
    assert package_files_with_code(ROOT) == []


def test_every_port_states_its_promise() -> None:
    assert ports_without_a_promise(ROOT) == []


def test_every_plugin_names_the_page_of_its_vendor() -> None:
    assert plugins_without_their_vendor(ROOT) == []


def test_every_excuse_has_a_code_and_a_reason() -> None:
    assert excuses_without_a_reason(ROOT) == []


def test_the_page_of_the_local_workspace_runs_nothing_it_is_told() -> None:
    assert unsafe_page_code(ROOT) == []


def test_contracts_name_every_vendor_library() -> None:
    assert vendors_missing_from_contracts(ROOT) == []


def test_every_kind_of_fact_has_its_golden_file() -> None:
    assert golden_files_that_differ_from_kinds(ROOT / "tests/golden/facts", FACT_KINDS) == []


def test_the_walk_of_one_delivery_names_code_that_exists() -> None:
    assert steps_that_lead_nowhere(ROOT) == []


def test_importing_any_module_does_no_work() -> None:
    assert modules_that_work_when_imported(ROOT) == []


def test_the_rules_see_the_code() -> None:
    assert len(list(sources(ROOT, "bot"))) > 50


Rule = Callable[[Path], list[str]]

PROJECT = """
[project]
dependencies = ["ruamel.yaml>=0.18", "sqlalchemy[asyncio]>=2.1"]
optional-dependencies = {postgres = ["psycopg[binary]>=3.3"]}

[[tool.importlinter.contracts]]
id = "pure-domain"
forbidden_modules = ["psycopg", "ruamel"]

[[tool.importlinter.contracts]]
id = "vendor-free-workflows"
forbidden_modules = ["psycopg", "ruamel", "sqlalchemy"]

[tool.ruff.lint.per-file-ignores]
"bot/app.py" = ["TID251"]
"bot/elsewhere.py" = ["TID251"]

[tool.ruff.lint.flake8-tidy-imports.banned-api]
"datetime.datetime.now".msg = "ask the clock"
"importlib".msg = "ask the plugins"
"os.environ".msg = "ask the settings"
"time".msg = "ask the clock"
"""

LONG_FUNCTION = "def long() -> None:\n" + "    print()\n" * 40

DECISION = "# A\n\n## Context\n\nB\n\n## Decision\n\nC\n\n## Consequences\n\nD\n\nCheck: "

WALK = "## One delivery, file by file\n" + "| `bot/a.py` | `A.f` | a |\n" * 9
WALK += "| `bot/__init__.py` | `g` | b |\n\n## End\n"

BROKEN: list[tuple[Rule, str, str, str]] = [
    (too_long_files, "bot/long.py", "x = 1\n" * 301, "301 lines"),
    (too_long_files, "bot/plugins.py", "x = 1\n" * 81, "at most 80"),
    (too_long_files, "tests/long.py", "x = 1\n" * 301, "301 lines"),
    (too_long_functions, "bot/long.py", LONG_FUNCTION, "long has 41 lines"),
    (broad_excepts, "bot/a.py", "try: f()\nexcept: pass", "bot/a.py:2"),
    (broad_excepts, "bot/a.py", "try: f()\nexcept Exception: pass", "bot/a.py:2"),
    (broad_excepts, "bot/a.py", "try: f()\nexcept (OSError, Exception): pass", "bot/a.py:2"),
    (broad_excepts, "bot/a.py", "try: f()\nexcept* Exception: pass", "bot/a.py:2"),
    (broad_excepts, "bot/a.py", "with contextlib.suppress(Exception): f()", "bot/a.py:1"),
    (broad_excepts, "bot/a.py", "g(return_exceptions=True)", "bot/a.py:1"),
    (broad_excepts, "bot/ticker.py", "try: f()\nexcept Exception: pass\n" * 2, "ticker.py:4"),
    (any_outside_the_edges, "bot/domain/a.py", "from typing import Any\nx: Any = 1", "a.py:2"),
    (any_outside_the_edges, "bot/workflows/a.py", "import typing\nx: typing.Any = 1", "a.py:2"),
    (names_outside_their_door, "bot/a.py", "import time", "time is used"),
    (names_outside_their_door, "bot/a.py", "from time import monotonic as m", "time is used"),
    (names_outside_their_door, "bot/a.py", "import os as o\no.environ['A']", "os.environ"),
    (names_outside_their_door, "bot/a.py", "from os import environ", "os.environ"),
    (names_outside_their_door, "bot/a.py", "import datetime\ndatetime.datetime.now()", "a.py:2"),
    (names_outside_their_door, "bot/a.py", "from datetime import datetime as d\nd.now()", "a.py:2"),
    (names_outside_their_door, "bot/a.py", "import importlib.util", "importlib is used"),
    (names_outside_their_door, "bot/a.py", "__import__('os')", "__import__ is used"),
    (names_outside_their_door, "bot/settings.py", "import time", "time is used"),
    (doors_that_differ_from_the_configuration, "bot/a.py", "", "lifted for bot/elsewhere.py"),
    (doors_that_differ_from_the_configuration, "bot/a.py", "", "lifted for bot/settings.py"),
    (names_that_can_hold_anything, "bot/utils/a.py", "", "named utils"),
    (names_that_can_hold_anything, "bot/slack/helpers.py", "", "named helpers"),
    (package_files_with_code, "bot/a/__init__.py", '"""A."""\nimport os\n', "bot/a/__init__.py"),
    (package_files_with_code, "bot/a/__init__.py", "", "bot/a/__init__.py"),
    (ports_without_a_promise, "bot/ports.py", "class A(Protocol): ...", "A has no docstring"),
    (
        ports_without_a_promise,
        "bot/ports.py",
        'class A(Protocol[T]):\n    """A."""\n    async def f(self) -> T: ...',
        "A.f has no docstring",
    ),
    (
        ports_without_a_promise,
        "bot/ports.py",
        'class A(Protocol):\n    """A."""\n    name: str',
        "settable",
    ),
    (plugins_without_their_vendor, "bot/evidence/a.py", '"""Ask A."""', "vendor's documentation"),
    (excuses_without_a_reason, "bot/a.py", "x = 1  # noqa", "needs a code"),
    (excuses_without_a_reason, "bot/a.py", "x = 1  # noqa: E731", "needs a code"),
    (excuses_without_a_reason, "bot/a.py", "# ruff: noqa: E731 - all of it\n", "covers one line"),
    (excuses_without_a_reason, "bot/a.py", "x = 1  # type: ignore", "needs a code"),
    (excuses_without_a_reason, "bot/a.py", "x = 1  # type: ignore[misc]", "needs a code"),
    (excuses_without_a_reason, "tests/a.py", "x = 1  # pragma: no cover", "needs a code"),
    (unsafe_page_code, "bot/localslack/web/a.js", "pane.innerHTML = text", "innerHTML"),
    (unsafe_page_code, "bot/localslack/web/a.js", "new Function('a')", "new Function"),
    (unsafe_page_code, "bot/localslack/web/a.js", "x.setAttribute('style', y)", "style attribute"),
    (unsafe_page_code, "bot/localslack/web/a.html", "<p onclick='a()'>", "inline handler"),
    (unsafe_page_code, "bot/localslack/web/a.html", "<script>a()</script>", "inline script"),
    (vendors_missing_from_contracts, "bot/a.py", "", "pure-domain does not forbid sqlalchemy"),
    (decisions_without_a_check, "docs/decisions/1.md", "# A\n", "has no ## Context"),
    (decisions_without_a_check, "docs/decisions/1.md", f"{DECISION}we will see\n", "no check"),
    (
        decisions_without_a_check,
        "docs/decisions/1.md",
        f"{DECISION}tests/a.py::test_a\n",
        "no check",
    ),
    (
        decisions_without_a_check,
        "docs/decisions/1.md",
        f"{DECISION}import-linter contract pure\n",
        "no check",
    ),
    (steps_that_lead_nowhere, "CONTRIBUTING.md", "# Contributing\n", "is gone"),
    (steps_that_lead_nowhere, "CONTRIBUTING.md", WALK, "bot/a.py has no A.f"),
    (steps_that_lead_nowhere, "CONTRIBUTING.md", WALK, "bot/__init__.py has no g"),
    (modules_that_work_when_imported, "bot/a.py", "raise OSError('no')", "cannot be imported"),
    (modules_that_work_when_imported, "bot/a.py", "open('b', 'w')", "does work: open"),
    (
        modules_that_work_when_imported,
        "bot/a.py",
        "import sqlite3\nsqlite3.connect(':memory:').close()",
        "does work: sqlite3.connect",
    ),
    (
        modules_that_work_when_imported,
        "bot/a.py",
        "import socket\nsocket.getaddrinfo('127.0.0.1', 80)",
        "does work: socket.getaddrinfo",
    ),
]


@pytest.mark.parametrize(("rule", "path", "text", "complaint"), BROKEN)
def test_a_broken_rule_is_noticed(
    rule: Rule, path: str, text: str, complaint: str, tmp_path: Path
) -> None:
    _checkout(tmp_path, path, text)

    assert complaint in "\n".join(rule(tmp_path))


KEPT: list[tuple[Rule, str, str]] = [
    (broad_excepts, "bot/ticker.py", "try: f()\nexcept Exception: pass"),
    (broad_excepts, "bot/a.py", "with suppress(KeyError): f()"),
    (any_outside_the_edges, "bot/slack/views/a.py", "from typing import Any\nx: Any = 1"),
    (names_outside_their_door, "bot/settings.py", "import os\nos.environ['A']"),
    (names_outside_their_door, "bot/a.py", "import datetime\nincident.time.now()"),
    (ports_without_a_promise, "bot/ports.py", "class Json:\n    name: str"),
    (plugins_without_their_vendor, "bot/evidence/a.py", '"""Ask A. Vendor: https://a.example."""'),
    (excuses_without_a_reason, "bot/a.py", "x = 1  # noqa: E731, A001 - a door is named so"),
    (excuses_without_a_reason, "bot/a.py", "x = 1  # type: ignore[misc]  # a door is named so"),
    (
        decisions_without_a_check,
        "docs/decisions/1.md",
        f"{DECISION}`import-linter contract pure-domain`\n",
    ),
    (unsafe_page_code, "bot/localslack/web/a.js", "pane.textContent = text"),
    (unsafe_page_code, "bot/localslack/web/a.html", "<script type='module' src='a.js'></script>"),
    (
        modules_that_work_when_imported,
        "bot/a.py",
        "from pathlib import Path\nPath(__file__).stat()",
    ),
]


@pytest.mark.parametrize(("rule", "path", "text"), KEPT)
def test_a_kept_rule_is_left_in_peace(rule: Rule, path: str, text: str, tmp_path: Path) -> None:
    _checkout(tmp_path, path, text)

    assert rule(tmp_path) == []


def test_a_new_kind_and_a_renamed_kind_of_fact_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "noted.json").write_text("{}")

    complaints = golden_files_that_differ_from_kinds(tmp_path, {"remarked"})

    assert [complaint.partition(":")[0] for complaint in complaints] == ["remarked", "noted"]


def _checkout(root: Path, path: str, text: str) -> None:
    (root / "pyproject.toml").write_text(PROJECT)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / "bot").mkdir(exist_ok=True)
    (root / "bot/__init__.py").write_text('"""A checkout."""')
    (root / path).write_text(text)
