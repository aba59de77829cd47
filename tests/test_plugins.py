from pathlib import Path
from types import ModuleType

import pytest

from bot.plugins import Broken, exported


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """Return an empty package with a name of its own, which can be imported."""
    package = tmp_path / f"plugins_{request.node.name.replace('[', '_').replace(']', '_')}"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    return package


def test_what_the_files_of_a_folder_export_is_found_in_the_order_of_their_names(
    folder: Path,
) -> None:
    (folder / "zebra.py").write_text("animals = ('zebra',)\n")
    (folder / "ant.py").write_text("animals = ('ant', 'army ant')\n")
    (folder / "notes.txt").write_text("no module")

    assert exported(folder.name, "animals") == ["ant", "army ant", "zebra"]


def test_one_more_file_is_all_it_takes(folder: Path) -> None:
    assert exported(folder.name, "animals") == []

    (folder / "newcomer.py").write_text("animals = ('newcomer',)\n")

    assert exported(folder.name, "animals") == ["newcomer"]


def test_a_file_that_exports_nothing_is_named(folder: Path) -> None:
    (folder / "ant.py").write_text("animals = ('ant',)\n")
    (folder / "broken.py").write_text("animal = ('misspelt',)\n")

    with pytest.raises(Broken, match=rf"{folder.name}\.broken does not export `animals`\."):
        exported(folder.name, "animals")


def test_a_file_that_cannot_be_imported_is_not_passed_over(folder: Path) -> None:
    (folder / "broken.py").write_text("import nothing_of_that_name\n")

    with pytest.raises(ModuleNotFoundError, match="nothing_of_that_name"):
        exported(folder.name, "animals")


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("bot.slack.commands", "commands"),
        ("bot.slack.actions", "actions"),
        ("bot.slack.views", "actions"),
        ("bot.slack.shortcuts", "actions"),
        ("bot.slack.events", "events"),
    ],
)
def test_every_folder_that_is_scanned_has_something_in_it(package: str, name: str) -> None:
    found = exported(package, name)

    assert found
    assert not any(isinstance(each, ModuleType | str) for each in found)
