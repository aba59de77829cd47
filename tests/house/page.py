"""The page of the local workspace builds its elements itself and runs nothing it is told."""

import re
from pathlib import Path

UNSAFE = {
    "innerHTML": r"\binnerHTML\b",
    "outerHTML": r"\bouterHTML\b",
    "insertAdjacentHTML": r"\binsertAdjacentHTML\b",
    "createContextualFragment": r"\bcreateContextualFragment\b",
    "document.write": r"\bdocument\s*\.\s*write(ln)?\b",
    "eval": r"\beval\s*\(",
    "new Function": r"\bnew\s+Function\b",
    "setTimeout with text": r"\bset(Timeout|Interval)\s*\(\s*[\"'`]",
    "a javascript: address": r"[\"'`]\s*javascript:",
    "an inline handler": r"""<[^>]*\son[a-z]+\s*=|setAttribute\(\s*["'`]on""",
    "a style attribute": r"""<[^>]*\sstyle\s*=|setAttribute\(\s*["'`]style|\.cssText\b""",
    "an inline script": r"<script(?![^>]*\ssrc=)",
}


def unsafe_page_code(root: Path) -> list[str]:
    return [
        f"{path.relative_to(root).as_posix()}:{number}: {name} is not used on this page"
        for path in sorted((root / "bot/localslack/web").rglob("*"))
        if path.suffix in {".js", ".html", ".svg"}
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        for name, pattern in UNSAFE.items()
        if re.search(pattern, line)
    ]
