import json
from typing import Any

import pytest

from bot.runbooks.concealing import CONCEALED, conceal

FIELDS: dict[str, Any] = {
    "status": 200,
    "headers": {"set-cookie": "sid=1", "x.dotted": "a"},
    "json": {"csrf": "abc", "deep": [{"token": "t"}, 5]},
}
BODY = json.dumps(FIELDS["json"])


def test_what_stands_at_a_path_is_in_neither_fields_nor_body() -> None:
    fields, body = conceal(FIELDS, BODY, ["json.csrf", "json.deep.0.token", "headers.set-cookie"])

    assert fields["json"] == {"csrf": CONCEALED, "deep": [{"token": CONCEALED}, 5]}
    assert fields["headers"] == {"set-cookie": CONCEALED, "x.dotted": "a"}
    assert json.loads(body) == fields["json"]


def test_names_with_dots_are_found() -> None:
    assert conceal(FIELDS, BODY, ["headers.x.dotted"])[0]["headers"]["x.dotted"] == CONCEALED


@pytest.mark.parametrize(
    "path",
    ["json.none", "json.deep.9", "json.deep.x", "json.deep.0.token.more", "nothing", "status.a"],
)
def test_a_path_that_leads_nowhere_changes_nothing(path: str) -> None:
    assert conceal(FIELDS, BODY, [path]) == (FIELDS, BODY)


def test_the_original_is_not_changed() -> None:
    conceal(FIELDS, BODY, ["json.csrf"])

    assert FIELDS["json"]["csrf"] == "abc"


def test_json_that_broke_off_is_dropped_because_nothing_can_be_found_in_it() -> None:
    fields, body = conceal({"status": 200}, '{"csrf": "ab', ["json.csrf"])

    assert fields == {"status": 200}
    assert "csrf" not in body


def test_a_body_of_another_kind_is_kept() -> None:
    assert (
        conceal({"status": 502}, "<h1>Bad gateway</h1>", ["json.csrf"])[1] == "<h1>Bad gateway</h1>"
    )
    assert conceal({"status": 200}, '{"a', ["headers.x"])[1] == '{"a'


def test_all_of_the_json_can_go() -> None:
    fields, body = conceal(FIELDS, BODY, ["json"])

    assert (fields["json"], body) == (CONCEALED, f'"{CONCEALED}"')
