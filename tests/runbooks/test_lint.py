from pathlib import Path

import pytest

from bot.runbooks.faults import instead
from bot.runbooks.loading import lint
from tests.runbooks import (
    mistakes_in_limits,
    mistakes_in_links,
    mistakes_in_shape,
    mistakes_in_values,
)
from tests.runbooks.writing import GOOD, TODAY, changed, found, said, write

TABLE = [
    *mistakes_in_shape.ROWS,
    *mistakes_in_values.ROWS,
    *mistakes_in_links.ROWS,
    *mistakes_in_limits.ROWS,
]
CODES = (
    *(f"RB10{digit}" for digit in range(1, 6)),
    *("RB201", "RB202", "RB203", "RB205", "RB206", "RB207", "RB208"),
    *("RB301", "RB302", "RB303", "RB305", "RB401", "RB405", "RB406", "RB502"),
)


@pytest.mark.parametrize(
    ("text", "line"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_each_mistake_is_told_in_one_line(text: str, line: str, tmp_path: Path) -> None:
    assert said(tmp_path, text) == [line]


def test_every_code_has_its_mistake() -> None:
    assert {line.split()[1] for _, _, line in TABLE} == set(CODES)


def test_the_good_one_is_clean(tmp_path: Path) -> None:
    assert said(tmp_path, GOOD) == []


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = changed(
        ("version: 1", "version: 0"),
        ("prompt: Look", "promt: Look"),
        ("kind: manual", "kind: action"),
    )

    told = found(tmp_path, text)

    assert [fault.place.line for fault in told] == [4, 25, 28, 41]
    assert all(fault.code == "RB102" for fault in told)


def test_links_to_what_comes_later_are_not_called_broken(tmp_path: Path) -> None:
    text = changed(("kind: manual\n", "kind: action\n        do: {type: kubernetes}\n"))

    assert [fault.code for fault in found(tmp_path, text)] == ["RB102"]


def test_an_id_belongs_to_one_file(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    paths = [write(tmp_path / "one", GOOD), write(tmp_path / "two", GOOD)]

    told = [str(fault) for fault in lint(paths, today=TODAY)]

    assert told == [f'{paths[1]}:3:5 RB103 error: the id "shop" is used by {paths[0]} already']


def test_a_folder_stands_for_its_files_and_no_ending_is_passed_over(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD.replace("id: shop", "id: other"), "other.yml")
    write(tmp_path, "no runbook", "notes.txt")

    told = lint([tmp_path], today=TODAY)

    assert [fault.message for fault in told] == [
        'the id "other" belongs into a file named other.yaml'
    ]


def test_a_file_that_cannot_be_read_is_told_like_any_other_mistake(tmp_path: Path) -> None:
    (fault,) = lint([tmp_path / "gone.yaml"], today=TODAY)

    assert (fault.code, fault.message) == ("RB101", "cannot be read: No such file or directory")


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "/etc/passwd", "..", "a/b", "a\\b", "shop\n", "shop\u202e", "sh\u00f6p"],
)
def test_an_id_never_names_a_path(name: str, tmp_path: Path) -> None:
    text = changed(("id: shop", f"id: {name!r}"))

    assert found(tmp_path, text)[0].code in {"RB101", "RB105"}


def test_of_many_known_words_only_the_first_are_listed() -> None:
    assert instead("zz", [f"step_{number}" for number in range(20)]).endswith("and 8 more")
    assert instead("zz", []) == ""
