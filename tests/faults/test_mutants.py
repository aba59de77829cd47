"""The experiments hold, and each safeguard that is taken away is missed by exactly its own."""

from pathlib import Path

import pytest

from tests.faults.experiments import EXPERIMENTS
from tests.faults.lab import INTACT, Lab, Safeguards
from tests.faults.mutants import MUTANTS


class Laboratories:
    """A fresh database for every experiment."""

    def __init__(self, template: Path, folder: Path) -> None:
        self._template = template
        self._folder = folder

    async def holds(self, name: str, safeguards: Safeguards) -> bool:
        """Tell whether the promise of an experiment was kept."""
        file = self._folder / f"{name}.db"
        file.write_bytes(self._template.read_bytes())
        try:
            await EXPERIMENTS[name](Lab(f"sqlite+aiosqlite:///{file}", safeguards))
        except AssertionError:
            return False
        return True


@pytest.fixture
def laboratories(sqlite_template: Path, tmp_path: Path) -> Laboratories:
    return Laboratories(sqlite_template, tmp_path)


@pytest.mark.parametrize("name", EXPERIMENTS)
async def test_the_promise_is_kept(laboratories: Laboratories, name: str) -> None:
    assert await laboratories.holds(name, INTACT)


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_without_the_safeguard_it_is_not(laboratories: Laboratories, mutant: str) -> None:
    safeguards, expected = MUTANTS[mutant]

    broken = {name for name in EXPERIMENTS if not await laboratories.holds(name, safeguards)}

    assert broken == expected


def test_every_promise_is_missed_by_somebody() -> None:
    assert set().union(*(expected for _, expected in MUTANTS.values())) == EXPERIMENTS.keys()
