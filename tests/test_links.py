"""A link in the documents leads somewhere: to a file that is there, and to a heading in it."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]

FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(
    r"\]\(<?([^()\s>]+)>?(?:\s+\"[^\"]*\")?\)|<(?:img|a)\b[^>]*?(?:src|href)=\"([^\"]+)\""
)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
KEPT = {*string.ascii_lowercase, *string.digits, "-", "_"}


def broken(document: Path) -> list[str]:
    """Return the links of a document that lead nowhere."""
    return [link for link in _links(document) if not _leads_somewhere(document, link)]


def _links(document: Path) -> Iterator[str]:
    prose = CODE.sub("", FENCED.sub("", document.read_text(encoding="utf-8")))
    for found in LINK.finditer(prose):
        link = found[1] or found[2]
        if not ELSEWHERE.match(link):
            yield link


def _leads_somewhere(document: Path, link: str) -> bool:
    path, _hash, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists():
        return False
    return not anchor or (target.suffix == ".md" and anchor in _anchors(target))


def _anchors(document: Path) -> set[str]:
    """Return the anchors of the headings, as GitHub makes them of ASCII words.

    Vendor: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
    """
    prose = FENCED.sub("", document.read_text(encoding="utf-8"))
    seen: dict[str, int] = {}
    anchors = set()
    for heading in HEADING.findall(prose):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower().replace(" ", "-")
        anchor = "".join(letter for letter in words if letter in KEPT)
        times = seen[anchor] = seen.get(anchor, -1) + 1
        anchors.add(f"{anchor}-{times}" if times else anchor)
    return anchors


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken(document) == []


def test_the_readme_has_links_at_all() -> None:
    assert [*_links(ROOT / "README.md")]


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("other.md", True),
        ("other.md#set-it-up", True),
        ("other.md#set-it-up-1", True),
        ("other.md#what-muster-serve-needs", True),
        ("#here", True),
        ("folder", True),
        ("https://example.com/nowhere", True),
        ("mailto:ada@example.com", True),
        ("nowhere.md", False),
        ("other.md#set-it-up-2", False),
        ("other.md#in-code", False),
        ("#there", False),
        ("folder#here", False),
        ("/other.md", False),
    ],
)
def test_a_link_that_leads_nowhere_is_noticed(link: str, tmp_path: Path, *, leads: bool) -> None:
    (tmp_path / "folder").mkdir()
    other = "# Set it up\n\n## What `muster serve` needs\n\n# Set it up\n\n```\n# In code\n```\n"
    (tmp_path / "other.md").write_text(other, encoding="utf-8")
    document = tmp_path / "document.md"
    document.write_text(f"# Here\n\n`[code](gone.md)` [a]({link}) b", encoding="utf-8")

    assert broken(document) == ([] if leads else [link])
