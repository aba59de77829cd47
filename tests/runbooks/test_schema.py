from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bot.runbooks.document import read
from bot.runbooks.format import schema
from bot.runbooks.shape import compare
from bot.runbooks.sheet import Sheet
from tests.runbooks import mistakes_in_shape, mistakes_in_values
from tests.runbooks.writing import GOOD

SHIPPED = Path(__file__).parent.parent.parent / "runbooks"
SHAPES = [*mistakes_in_shape.ROWS, *mistakes_in_values.ROWS]
VALIDATOR = Draft202012Validator(schema())

NOT_IN_THE_SCHEMA = {
    "later kind", "later probe",  # the schema offers only what there is
    "operator without its value", "body of a GET", "header that is ours",  # need two keys at once
}  # fmt: skip


def is_explained(key: Mapping[str, Any]) -> bool:
    return any(key.get(word) for word in ("description", "const", "$ref"))


def test_the_schema_is_one_and_explains_every_key() -> None:
    Draft202012Validator.check_schema(schema())

    for part in (schema(), *schema()["$defs"].values()):
        unexplained = [name for name, key in part["properties"].items() if not is_explained(key)]
        assert unexplained == [], part["title"]


def test_the_schema_does_not_offer_what_comes_later() -> None:
    assert "Later" not in schema()["$defs"]


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_runbooks_fit_the_schema(path: Path) -> None:
    assert list(VALIDATOR.iter_errors(read(path.read_bytes()).data)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [("the good one", GOOD), *(row[:2] for row in SHAPES)],
    ids=["the good one", *(row[0] for row in SHAPES)],
)
def test_the_schema_and_the_loader_refuse_the_same(name: str, text: str) -> None:
    document = read(text.encode())
    if document.problems or name in NOT_IN_THE_SCHEMA:
        return

    fits_schema = not list(VALIDATOR.iter_errors(document.data))
    assert fits_schema is isinstance(compare("shop.yaml", document), Sheet)
