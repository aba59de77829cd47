"""Fresh databases of both kinds, with all tables, one for every test that asks."""

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from bot.storage.schema import migrate
from tests.postgres import Cluster, programs, running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "muster.db"
    migrate(f"sqlite+aiosqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "muster.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite+aiosqlite:///{path}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """Each process of pytest-xdist starts a server of its own; they share nothing."""
    folder = programs()
    if folder is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with running(folder) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_template(postgres: Cluster) -> "count[int]":
    postgres.execute("CREATE DATABASE template_muster")
    migrate(postgres.url("template_muster"))
    return count(1)


@pytest.fixture
def postgres_url(postgres: Cluster, postgres_template: "count[int]") -> Iterator[str]:
    name = f"test_{next(postgres_template)}"
    postgres.execute(f"CREATE DATABASE {name} TEMPLATE template_muster")
    yield postgres.url(name)
    postgres.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """One address of each kind of database."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
