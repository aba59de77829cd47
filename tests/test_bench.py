"""`make bench` prints what is aimed at beside what was measured."""

import inspect

import pytest

from tests.bench import __main__ as bench


def test_a_figure_with_a_target_stands_beside_it() -> None:
    runs = [{"p50_ms": 4.004, "cpu_ms_per_command": 2.0}, {"p50_ms": 6.0, "cpu_ms_per_command": 3}]

    assert bench.over(runs) == {
        "p50_ms": {"median": 5.0, "target_at_most": 10, "runs": [4.0, 6.0]},
        "cpu_ms_per_command": {"median": 2.5, "runs": [2.0, 3]},
    }


@pytest.mark.parametrize("name", bench.TARGETS)
def test_every_target_belongs_to_a_figure(name: str) -> None:
    measuring = inspect.getsource(bench).partition("async def _declares")[2]

    assert f'"{name}": ' in measuring
