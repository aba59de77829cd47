"""What Slack marks in people's words reads as words."""

import pytest

from bot.domain.mentions import spelled
from bot.domain.terms import PersonId

NAMES = {PersonId("U0ALEX"): "Alex Chen"}


@pytest.mark.parametrize(
    ("marked", "read"),
    [
        ("paged <@U0ALEX>", "paged @Alex Chen"),
        ("paged <@U0ALEX|alex>", "paged @Alex Chen"),
        ("paged <@U0GONE|gone>", "paged @gone"),
        ("paged <@U0GONE>", "paged @U0GONE"),
        ("see <#C0OPS|ops> and <#C0OPS>", "see #ops and #C0OPS"),
        ("<https://grafana.example/d/1|the graph>", "the graph (https://grafana.example/d/1)"),
        ("<https://grafana.example/d/1>", "https://grafana.example/d/1"),
        ("<mailto:on@call.example|on@call.example>", "on@call.example"),
        ("if a <b> and c> d <", "if a <b> and c> d <"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("<!here> <javascript:alert(1)|x>", "<!here> <javascript:alert(1)|x>"),
    ],
)
def test_marks_of_slack_are_spelled_out_and_nothing_else_is(marked: str, read: str) -> None:
    assert spelled(marked, NAMES) == read
