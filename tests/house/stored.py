"""What is stored stays readable: a golden file for every kind of fact, for ever."""

from collections.abc import Collection
from pathlib import Path


def golden_files_that_differ_from_kinds(folder: Path, kinds: Collection[str]) -> list[str]:
    golden = {path.stem for path in folder.glob("*.json")}
    missing = [f"{kind}: has no golden file in {folder.name}" for kind in sorted({*kinds} - golden)]
    renamed = [
        f"{kind}: is stored in somebody's database; a kind is never renamed or removed"
        for kind in sorted(golden - {*kinds})
    ]
    return missing + renamed
