"""The documents that reviewers have read; `python -m tests.exporters.golden` writes them anew."""

import json
from pathlib import Path

from bot.domain.metrics import measure
from tests.exporters.rendering import STORIES, drafted, exporter

FOLDER = Path(__file__).parents[1] / "golden" / "postmortem"
REVIEWED = ("empty", "full", "seed-002", "seed-003")


def documents() -> dict[str, bytes]:
    """Return name and content of every golden file, as they are rendered now."""
    texts = {f"{name}.md": exporter().render(drafted(name)) for name in REVIEWED}
    metrics = {
        f"{name}.metrics.json": f"{json.dumps(measure(STORIES[name]()).as_json(), indent=2)}\n"
        for name in REVIEWED
    }
    return texts | {name: text.encode() for name, text in metrics.items()}


if __name__ == "__main__":
    for file, content in documents().items():
        (FOLDER / file).write_bytes(content)
