"""Where everything that can fail may be caught at once: six places, each of them named."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import Source, sources

BOUNDARIES = {
    "bot/storage/deliveries.py": 2,  # a delivery from Slack; and a question that changes nothing
    "bot/effects/ledger.py": 2,  # one planned effect; and telling people that it hit a bug
    "bot/slack/errands.py": 1,  # one errand: no other work depends on it
    "bot/ticker.py": 1,  # one tick
    "bot/web/errors.py": 1,  # the error page
    "bot/__main__.py": 1,  # the command line
}

BROAD = {"Exception", "BaseException"}


def broad_excepts(root: Path) -> list[str]:
    complaints = []
    seen: Counter[str] = Counter()
    for source in sources(root, "bot"):
        for line in _broad(source):
            seen[source.path] += 1
            if seen[source.path] > BOUNDARIES.get(source.path, 0):
                complaints.append(source.at(line, "catches everything outside the six boundaries"))
    return complaints


def _broad(source: Source) -> Iterator[int]:
    for node in ast.walk(source.tree):
        match node:
            case ast.ExceptHandler(type=None):
                yield node.lineno
            case ast.ExceptHandler(type=ast.expr() as caught) if _is_broad(caught):
                yield node.lineno
            case ast.Call(func=ast.Name("suppress") | ast.Attribute(attr="suppress"), args=args):
                if any(_is_broad(each) for each in args):
                    yield node.lineno
            case ast.keyword(arg="return_exceptions"):
                yield node.lineno
            case _:
                pass


def _is_broad(caught: ast.expr) -> bool:
    match caught:
        case ast.Tuple(elts=elements):
            return any(_is_broad(each) for each in elements)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in BROAD
        case _:
            return False
