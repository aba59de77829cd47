"""`make bench` finds its workloads, bounds them, and prints what is aimed at beside the figures."""

import dataclasses
from pathlib import Path

import pytest

from tests.bench.child import found
from tests.bench.report import BEGIN, END, as_json, as_table, put_into
from tests.bench.running import Outcome
from tests.bench.workload import Workload, median, over

SLOW = median("ratio", "x", [3.0, 2.0, 4.0], at_most=2.5)
WIDE = median("accepted", "/s", [1200.0], at_least=1000)


def test_a_figure_is_the_median_of_its_runs_beside_its_target() -> None:
    assert (SLOW.value, SLOW.runs, SLOW.is_met) == (3.0, (3.0, 2.0, 4.0), False)
    assert WIDE.is_met


def test_figures_of_several_runs_keep_their_names() -> None:
    first, second = over([{"p50_ms": 4.0, "cpu": 2}, {"p50_ms": 6.0, "cpu": 3}], {"p50_ms": 10})

    assert (first.name, first.value, first.at_most) == ("p50_ms", 5.0, 10)
    assert (second.name, second.value, second.at_most) == ("cpu", 2.5, None)


def test_no_two_workloads_have_one_name() -> None:
    names = [each.name for each in found()]

    assert names
    assert len(names) == len(set(names))


def test_the_whole_bench_is_over_within_fifteen_minutes_whatever_happens() -> None:
    assert sum(each.within_s for each in found()) <= 15 * 60


@pytest.fixture
def workload() -> Workload:
    return dataclasses.replace(found()[0], name="B1", title="intake", bare="a bare server")


def test_the_table_says_what_is_missed_and_what_was_not_measured(workload: Workload) -> None:
    measured = Outcome(workload, [SLOW, WIDE], 3.0, 0.5)
    failed = Outcome(workload, [], 60.0, 0.5, "given up after 60 s")

    table = as_table({"cores": 4}, [measured, failed])

    assert "Machine: cores 4." in table
    assert "| ratio | 3 x | 3, 2, 4 | ≤ 2.5 | **no** |" in table
    assert "| accepted | 1200 /s | 1200 | ≥ 1000 | yes |" in table
    assert "Not measured: given up after 60 s." in table


def test_json_says_of_every_figure_whether_its_target_is_met(workload: Workload) -> None:
    told = as_json({}, [Outcome(workload, [SLOW], 3.0, 0.5)])["workloads"]

    assert isinstance(told, dict)
    assert [(each["name"], each["is_met"]) for each in told["B1"]["figures"]] == [("ratio", False)]


def test_a_page_keeps_its_words_round_the_tables(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", encoding="utf-8")

    put_into(page, "new")

    assert page.read_text(encoding="utf-8") == f"before\n{BEGIN}\n\nnew\n{END}\nafter\n"
