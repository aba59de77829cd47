"""The contracts that keep vendors out name every vendor library that there is."""

import re
import tomllib
from itertools import chain
from pathlib import Path

IMPORTED_AS = {
    "google-re2": "re2",
    "markdown-it-py": "markdown_it",
    "pydantic-settings": "pydantic_settings",
    "pyyaml": "yaml",
    "ruamel-yaml": "ruamel",
    "slack-bolt": "slack_bolt",
    "slack-sdk": "slack_sdk",
}
CONTRACTS = ("pure-domain", "vendor-free-workflows")


def vendors_missing_from_contracts(root: Path) -> list[str]:
    read = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = read["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    contracts = {each["id"]: each for each in read["tool"]["importlinter"]["contracts"]}
    return [
        f"pyproject.toml: contract {contract} does not forbid {module}"
        for contract in CONTRACTS
        for module in map(_module, wanted)
        if module not in contracts[contract]["forbidden_modules"]
    ]


def _module(requirement: str) -> str:
    name = re.sub(r"[._]", "-", re.split(r"[\[<>=!~;\s]", requirement)[0].lower())
    return IMPORTED_AS.get(name, name)
