"""The shipped scenarios say all that the incidents they retell say."""

from pathlib import Path

import pytest

from bot.cli._scenario import read
from tests.domain.test_postmortem_timeline import ROWS_OF_SEED_003

FOLDER = Path(__file__).parent

TYPED = {
    "Incident declared as SEV2": "declare sev2",
    "E1 recorded: kubectl rollout history": "checks kubectl rollout history",
    "U1 (public, investigating) published": "update investigating:",
    "Incident resolved": "resolve Rolled back",
}
"""What people type for rows that read otherwise in the document."""


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_scenario_can_be_read_and_its_people_are_there(path: Path) -> None:
    scenario = read(path)

    assert {step.who for _, step in scenario.moments()} <= scenario.people.keys()


def test_every_row_of_seed_003_is_played() -> None:
    said = " ".join(step.slash for _, step in read(FOLDER / "seed-003.yaml").moments())

    for _, row in ROWS_OF_SEED_003:
        assert TYPED.get(row, row.rpartition(": ")[2]) in said, row
