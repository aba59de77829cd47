"""Every limit of limits.toml lets pass what it allows and refuses one more."""

from collections.abc import Collection

import pytest

from bot.localslack.errors import SlackError
from bot.localslack.strict.blocks import check_blocks
from bot.localslack.strict.limits import Limit, all_limits, unverified
from bot.localslack.strict.views import check_view
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import IN_BLOCKS, IN_VIEWS, open_form, place
from tests.localslack.method_samples import ASKING
from tests.localslack.rig import Bot, modal, refused, section

SILENT = {"message.text": "cut", "message.budget": "over_budget"}
"""Limits beyond which nothing is refused, and what happens instead."""

EACH = list(all_limits().values())


def rows(samples: Collection[str]) -> list[Limit]:
    return [limit for limit in EACH if limit.id in samples]


def test_every_limit_has_a_sample() -> None:
    assert IN_BLOCKS.keys() | IN_VIEWS.keys() | ASKING.keys() == all_limits().keys()


@pytest.mark.parametrize("limit", rows(IN_BLOCKS), ids=lambda limit: limit.id)
def test_blocks_at_the_limit_pass_and_beyond_it_are_pointed_at(limit: Limit) -> None:
    build = IN_BLOCKS[limit.id]

    assert check_blocks(build(limit.max), surface="message") == []
    found = check_blocks(build(limit.max + 1), surface="message")
    assert [problem.pointer.startswith("/blocks") for problem in found] == [True]


@pytest.mark.parametrize("limit", rows(IN_VIEWS), ids=lambda limit: limit.id)
def test_views_at_the_limit_pass_and_beyond_it_are_refused(limit: Limit) -> None:
    build = IN_VIEWS[limit.id]

    assert check_view(build(limit.max), surface="modal")
    with pytest.raises(SlackError) as refusal:
        check_view(build(limit.max + 1), surface="modal")
    assert refusal.value.code == limit.error


@pytest.mark.parametrize("limit", rows(ASKING), ids=lambda limit: limit.id)
async def test_methods_take_what_the_limit_allows(limit: Limit, ws: Workspace, bot: Bot) -> None:
    assert await ASKING[limit.id](ws, bot, limit.max) == "ok"


@pytest.mark.parametrize("limit", rows(ASKING), ids=lambda limit: limit.id)
async def test_methods_refuse_one_more(limit: Limit, ws: Workspace, bot: Bot) -> None:
    answer = await ASKING[limit.id](ws, bot, limit.max + 1)

    assert answer == (limit.error or SILENT[limit.id])


def test_every_limit_is_documented_or_says_that_it_is_doubtful() -> None:
    unsure = [limit.id for limit in EACH if limit.verify]

    assert all(limit.source.startswith("https://docs.slack.dev/") ^ limit.verify for limit in EACH)
    assert all(limit.note for limit in EACH if limit.verify)
    assert len(unsure) == unverified() < len(EACH) / 3


async def test_a_refused_message_says_where_and_why(ws: Workspace, bot: Bot) -> None:
    post = bot.web.chat_postMessage(channel=place(ws), text="a", blocks=[section("a" * 3001)])

    answer = await refused(post)

    assert answer["error"] == "invalid_blocks"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


async def test_a_refused_view_costs_no_trigger(ws: Workspace, bot: Bot) -> None:
    assert await open_form(ws, bot, modal(title={"type": "plain_text"})) == "invalid_arguments"
    assert await open_form(ws, bot, modal()) == "ok"
