"""Forms: values in Slack's shape, errors, stacks, closing."""

from collections.abc import Iterator

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.forms import opened
from tests.localslack.limit_samples import open_form, place, user
from tests.localslack.rig import (
    Bot,
    Json,
    actions,
    button,
    input_block,
    modal,
    plain,
    refusal,
    text_input,
)


async def test_a_field_that_is_left_out_keeps_its_first_value(ws: Workspace, bot: Bot) -> None:
    first, second = text_input(initial_value="as it was"), text_input("why", optional=True)
    second["element"].pop("optional")
    form = await opened(ws, bot, modal(first, second | {"optional": True}))

    await form.submit(why="because")

    values = bot.payloads("view_submission")[0]["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "as it was"
    assert values["why"]["value"]["value"] == "because"


async def test_errors_stay_at_their_fields_until_the_next_attempt(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal())
    bot.replies["view_submission"] = lambda _: {
        "response_action": "errors",
        "errors": {"title": "Say more"},
    }

    answer = await form.submit(title="a")

    assert (answer["outcome"], answer["errors"]) == ("errors", {"title": "Say more"})
    [shown] = (await ws.person("ana").world())["views"]
    assert shown["errors"] == {"title": "Say more"}
    assert shown["state"]["values"]["title"]["value"]["value"] == "a"
    ws.assert_clean()


async def test_an_error_at_a_field_that_does_not_exist_is_noted(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal())
    bot.replies["view_submission"] = lambda _: {
        "response_action": "errors",
        "errors": {"value": "an action_id, not a block_id"},
    }

    answer = await form.submit(title="a")

    assert (answer["outcome"], answer["errors"]) == ("errors", {})
    assert [v["code"] for v in await ws.director.violations()] == ["unknown_error_key"]


async def test_an_answer_can_change_push_and_clear_forms(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal())
    changed, above = modal(title=plain("Changed")), modal(title=plain("Above"))
    answers: Iterator[Json] = iter(
        [
            {"response_action": "update", "view": changed},
            {"response_action": "push", "view": above},
            {"response_action": "clear"},
        ]
    )
    bot.replies["view_submission"] = lambda _: next(answers)

    updated = await form.submit(title="a")
    pushed = await form.submit(title="b")
    on_top = await ws.person("ana").form()
    cleared = await on_top.submit(title="c")

    assert [each["outcome"] for each in (updated, pushed, cleared)] == [
        "updated",
        "pushed",
        "cleared",
    ]
    assert updated["view"]["title"]["text"] == "Changed"
    assert (on_top.title, on_top.view["previous_view_id"]) == ("Above", form.view["id"])
    assert on_top.view["root_view_id"] == form.view["id"]
    assert cleared["view"] is None


BAD_ANSWERS: list[Json] = [
    {"response_action": "update", "view": {"type": "modal"}},
    {"response_action": "dance"},
    {"response_action": "push"},
]


@pytest.mark.parametrize("reply", BAD_ANSWERS)
async def test_an_answer_that_slack_cannot_follow_leaves_the_form_open(
    reply: Json, ws: Workspace, bot: Bot
) -> None:
    form = await opened(ws, bot, modal())
    bot.replies["view_submission"] = lambda _: reply

    answer = await form.submit(title="a")

    assert (answer["outcome"], answer["view"]["id"]) == ("failed", form.view["id"])
    assert answer["notice"]
    assert [v["code"] for v in await ws.director.violations()] == ["invalid_response"]


async def test_a_form_that_nobody_acknowledges_stays_open_with_slacks_words(
    ws: Workspace, bot: Bot
) -> None:
    form = await opened(ws, bot, modal())
    await ws.director.send("POST", "sockets", {"do": "drop"})

    answer = await form.submit(title="a")

    assert (answer["outcome"], answer["view"]["id"]) == ("failed", form.view["id"])
    assert "trouble" in answer["notice"]


async def test_closing_is_told_only_to_those_who_asked(ws: Workspace, bot: Bot) -> None:
    quiet = await opened(ws, bot, modal())
    assert (await quiet.close())["ack"] is None
    loud = await opened(ws, bot, modal(notify_on_close=True))
    told = await loud.close()

    [payload] = bot.payloads("view_closed")
    assert (payload["view"]["id"], payload["is_cleared"]) == (loud.view["id"], False)
    assert told["ack"]["status"] == 200
    assert (await ws.person("ana").world())["views"] == []


async def test_a_click_inside_a_form_carries_what_was_typed_so_far(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal(text_input(), actions(button())))

    await form.click("go", title="half")

    [payload] = bot.payloads("block_actions")
    assert payload["container"] == {"type": "view", "view_id": form.view["id"]}
    assert payload["view"]["state"]["values"]["title"]["value"]["value"] == "half"
    assert "channel" not in payload


async def test_a_form_is_changed_by_its_own_hash_only(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal(external_id="mine"))
    view = modal(title=plain("New"), external_id="mine")

    fresh = bot.web.views_update(view=view, view_id=form.view["id"], hash=form.view["hash"])
    stale = {"view": view, "external_id": "mine", "hash": form.view["hash"]}
    answers = [
        await refusal(fresh),
        await refusal(bot.web.views_update(**stale)),
        await refusal(bot.web.views_update(view=view, external_id="other")),
    ]

    assert answers == ["ok", "hash_conflict", "not_found"]


async def test_an_update_keeps_what_was_typed_into_fields_that_stay(
    ws: Workspace, bot: Bot
) -> None:
    form = await opened(ws, bot, modal(text_input(), text_input("gone"), actions(button())))
    await form.click("go", title="kept", gone="lost")

    await bot.web.views_update(
        view_id=form.view["id"], view=modal(text_input(), text_input("new", initial_value="new"))
    )

    [shown] = (await ws.person("ana").world())["views"]
    values = {name: state["value"]["value"] for name, state in shown["state"]["values"].items()}
    assert values == {"title": "kept", "new": "new"}


async def test_an_external_id_is_taken_once(ws: Workspace, bot: Bot) -> None:
    await opened(ws, bot, modal(external_id="mine"))

    assert await open_form(ws, bot, modal(external_id="mine")) == "duplicate_external_id"


async def test_a_form_in_a_form_needs_the_trigger_of_that_form(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal(text_input(), actions(button())))
    command = await ws.person("ana").slash("#general", "/incident")
    outside = bot.web.views_push(trigger_id=command["trigger_id"], view=modal())
    clicked = await form.click("go")
    inside = bot.web.views_push(trigger_id=clicked["trigger_id"], view=modal())

    assert [await refusal(outside), await refusal(inside)] == ["not_found", "ok"]


async def test_only_the_form_on_top_can_be_submitted(ws: Workspace, bot: Bot) -> None:
    form = await opened(ws, bot, modal(text_input(), actions(button())))
    clicked = await form.click("go")
    await bot.web.views_push(trigger_id=clicked["trigger_id"], view=modal())

    with pytest.raises(NotPossible, match="on top"):
        await form.submit(title="a")


async def test_a_chosen_conversation_can_be_answered(ws: Workspace, bot: Bot) -> None:
    element = {
        "type": "conversations_select",
        "action_id": "value",
        "response_url_enabled": True,
    }
    form = await opened(ws, bot, modal(input_block(element)))

    await form.submit(title="#incidents")

    [address] = bot.payloads("view_submission")[0]["response_urls"]
    answered = await ws.director.http.post(
        address["response_url"], json={"text": "hello", "response_type": "in_channel"}
    )
    assert (address["channel_id"], answered.status_code) == (place(ws), 200)
    assert (await ws.until_message("#incidents", "hello"))["user"] == ws.hub.world.app.bot_user


async def test_app_home_needs_the_manifest_to_say_so(ws: Workspace, bot: Bot) -> None:
    home = {"type": "home", "blocks": []}

    assert await refusal(bot.web.views_publish(user_id=user(ws), view=home)) == "not_enabled"
