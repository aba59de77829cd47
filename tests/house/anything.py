"""Where a value may be of any type: where JSON or Slack comes in, and nowhere else."""

import ast
from pathlib import Path

from tests.house.source import sources

EDGES = {
    "bot/ports.py": "names the JSON object once, for everybody",
    "bot/settings.py": "what a person wrote in TOML, before it is checked",
    "bot/outbound.py": "what a vendor answered, before it is read",
    "bot/plugins.py": "what a plugin's file exports, before it is checked",
    "bot/domain/runbook.py": "parameters of a probe, which only its source understands",
    "bot/runbooks/*": "what a person wrote in YAML, before it is checked",
    "bot/cli/manifest.py": "the manifest is YAML, and its form is Slack's",
    "bot/cli/_*.py": "what a person wrote in a scenario, before it is checked",
    "bot/redaction.py": "google-re2 ships no annotations",
    "bot/slack/*": "payloads and blocks",
    "bot/localslack/*": "payloads and blocks",
    "bot/storage/*": "rows and what drivers pass",
    "bot/evidence/*": "what a vendor answered, before it is read",
    "bot/statuspages/*": "what a vendor answered, before it is read",
    "bot/wire/*": "what the HTTP library passes",
}


def any_outside_the_edges(root: Path) -> list[str]:
    return [
        source.at(node.lineno, "Any belongs to the JSON and Slack edges only; say what it is")
        for source in sources(root, "bot")
        if not source.is_one_of(EDGES)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute) and _is_any(node)
    ]


def _is_any(node: ast.Name | ast.Attribute) -> bool:
    match node:
        case ast.Name(id="Any"):
            return True
        case ast.Attribute(value=ast.Name(id="typing"), attr="Any"):
            return True
        case _:
            return False
