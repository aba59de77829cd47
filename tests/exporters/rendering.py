"""Render incidents, and read the result back as a Markdown reader would."""

from pathlib import Path
from zoneinfo import ZoneInfo

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.domain.document import Frame
from bot.domain.entries import Entry
from bot.domain.postmortem import Postmortem, draft
from bot.domain.terms import IncidentId
from bot.exporters.markdown import Config, connect
from bot.ports import Exporter
from tests.stories import empty, full, hostile, seed_002, seed_003
from tests.stories.telling import NAMES

TEMPLATES = Path(__file__).parents[2] / "templates"

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
"""Tables and strike-through as GitHub reads them."""

FRAME = Frame(IncidentId(1), NAMES, ZoneInfo("America/Los_Angeles"), slo=0.999)

STORIES = {
    "empty": empty.entries,
    "full": full.entries,
    "hostile": hostile.entries,
    "seed-002": seed_002.entries,
    "seed-003": seed_003.entries,
}


def exporter() -> Exporter:
    """Build the exporter as the bot does."""
    return connect(Config(), TEMPLATES)


def drafted(name: str) -> Postmortem:
    """Draft the postmortem of one of the stories."""
    return draft(STORIES[name](), FRAME)


def markdown(entries: list[Entry], frame: Frame = FRAME) -> str:
    """Draft and render."""
    return exporter().render(draft(entries, frame)).decode()


def tokens(text: str) -> list[Token]:
    """Return all tokens of a document, those inside of lines included."""
    found: list[Token] = []
    for token in READER.parse(text):
        found.append(token)
        found.extend(token.children or [])
    return found


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of every row of every table."""
    rows: list[list[str]] = []
    for before, token in zip([None, *READER.parse(text)], READER.parse(text), strict=False):
        if token.type == "tr_open":
            rows.append([])
        if before and before.type in {"td_open", "th_open"}:
            rows[-1].append(token.content)
    return rows
