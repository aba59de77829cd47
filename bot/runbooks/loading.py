"""Load runbooks from files and from stored copies."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from bot.domain.runbook import Runbook
from bot.runbooks.building import build, canonical
from bot.runbooks.document import LARGEST_BYTES, read
from bot.runbooks.faults import Fault, Place, RunbookFaults
from bot.runbooks.format import RunbookFile
from bot.runbooks.limits import check_limits
from bot.runbooks.links import check_links
from bot.runbooks.shape import compare, later
from bot.runbooks.sheet import Sheet
from bot.runbooks.texts import check_texts

LONG_AGO = date.min


def load(path: Path) -> Runbook:
    """Read one runbook; warnings do not stop it. Raises RunbookFaults with all errors at once."""
    sheet, faults = _looked_at(path, LONG_AGO)
    errors = [fault for fault in faults if not fault.is_warning]
    if sheet is None or errors:
        raise RunbookFaults(errors)
    return parse_source(canonical(sheet.document.data))


def load_all(folder: Path) -> list[Runbook]:
    """Read every runbook of a folder, by id. Raises RunbookFaults with the errors of all files."""
    books: list[Runbook] = []
    faults: list[Fault] = []
    for path in files([folder]):
        try:
            books.append(load(path))
        except RunbookFaults as error:
            faults += error.faults
    if faults:
        raise RunbookFaults(faults)
    return sorted(books, key=lambda book: book.id)


def parse_source(source: str) -> Runbook:
    """Rebuild a runbook from the canonical JSON that was stored when it was attached."""
    return build(RunbookFile.model_validate(json.loads(source)), source)


def lint(paths: Iterable[Path], *, today: date) -> list[Fault]:
    """Return everything that is wrong or worth repairing in these files and folders, in order."""
    looked_at = [_looked_at(path, today) for path in files(paths)]
    faults = [fault for _, found in looked_at for fault in found]
    return sorted({*faults, *_used_twice(sheet for sheet, _ in looked_at if sheet)})


def files(paths: Iterable[Path]) -> list[Path]:
    """Return the runbook files among these files and folders, in order."""
    found: list[Path] = []
    for path in paths:
        found += sorted([*path.glob("*.yaml"), *path.glob("*.yml")]) if path.is_dir() else [path]
    return [path for path in found if path.is_file() or not path.exists()]


def _looked_at(path: Path, today: date) -> tuple[Sheet | None, list[Fault]]:
    file = str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        return None, [Fault(file, Place(), "RB101", f"cannot be read: {error.strerror}")]
    home = path.parent.resolve()
    if not path.resolve().is_relative_to(home):
        message = f"leads out of {home}; put the file itself there, instead of a link"
        return None, [Fault(file, Place(), "RB101", message)]
    document = read(raw)
    sheet = compare(file, document)
    if isinstance(sheet, list):
        return None, [*sheet, *later(file, document)]
    return sheet, [
        *_name(sheet, path),
        *later(file, document),
        *check_links(sheet),
        *check_texts(sheet),
        *check_limits(sheet, today=today),
    ]


def _used_twice(sheets: Iterable[Sheet]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for sheet in sheets:
        if sheet.book.id in seen:
            message = f'the id "{sheet.book.id}" is used by {seen[sheet.book.id]} already'
            yield sheet.fault(("id",), "RB103", message)
        seen.setdefault(sheet.book.id, sheet.file)


def _name(sheet: Sheet, path: Path) -> list[Fault]:
    if path.name == f"{sheet.book.id}.yaml":
        return []
    message = f'the id "{sheet.book.id}" belongs into a file named {sheet.book.id}.yaml'
    return [sheet.fault(("id",), "RB103", message)]
