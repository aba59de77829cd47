"""What the card says of a call that had to wait."""

import pytest

from bot.domain.terms import IncidentId
from bot.ports import Promises
from bot.workflows.consequences import no_longer_waiting

INC = IncidentId(42)


def test_what_waited_is_no_longer_said_to_wait() -> None:
    [edit] = no_longer_waiting(INC, "inc-42/slack.topic/7", "slack.topic").effects

    assert (edit.key, edit.kind, edit.collapse) == (
        "inc-42/slack.card.edit/after inc-42/slack.topic/7",
        "slack.card.edit",
        "card",
    )


@pytest.mark.parametrize("kind", ["slack.card.edit", "slack.card.pin", "slack.channel.create"])
def test_of_the_card_itself_nothing_is_said(kind: str) -> None:
    assert no_longer_waiting(INC, f"inc-42/{kind}/7", kind) == Promises()
