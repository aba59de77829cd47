"""Elements of messages: every kind that people use, and what arrives."""

import pytest

from bot.localslack.actor import NotPossible
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import confirm, option, place, select, user
from tests.localslack.rig import Bot, Json, actions, button, plain, refusal, section


async def card(ws: Workspace, bot: Bot, *elements: Json) -> str:
    blocks = [section("card"), actions(*elements)]
    said = await bot.web.chat_postMessage(channel=place(ws), text="card", blocks=blocks)
    return str(said["ts"])


async def test_a_button_arrives_with_message_and_ways_to_answer(ws: Workspace, bot: Bot) -> None:
    ts = await card(ws, bot, button(value="1"))

    answer = await ws.person("ana").click("go", channel="#incidents")

    [payload] = bot.payloads("block_actions")
    [action] = payload["actions"]
    assert (action["action_id"], action["value"], action["type"]) == ("go", "1", "button")
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": place(ws),
        "is_ephemeral": False,
    }
    assert payload["message"]["text"] == "card"
    assert payload["user"]["id"] == user(ws)
    assert payload["trigger_id"] == answer["trigger_id"]
    assert payload["response_url"].startswith(f"{ws.base_url}/response/")


def chosen(payload: Json) -> Json:
    known = {"action_id", "block_id", "action_ts", "placeholder", "type"}
    found: Json = payload["actions"][0]
    return {key: value for key, value in found.items() if key not in known}


PICKS: list[tuple[Json, object, Json]] = [
    (select(), "1", {"selected_option": option()}),
    (
        {"type": "overflow", "action_id": "pick", "options": [option()]},
        "1",
        {"selected_option": option()},
    ),
    (
        {"type": "radio_buttons", "action_id": "pick", "options": [option()]},
        "1",
        {"selected_option": option()},
    ),
    (
        {"type": "checkboxes", "action_id": "pick", "options": [option(), option("Two", "2")]},
        ["2"],
        {"selected_options": [option("Two", "2")]},
    ),
    ({"type": "datepicker", "action_id": "pick"}, "2026-01-05", {"selected_date": "2026-01-05"}),
    ({"type": "timepicker", "action_id": "pick"}, "14:07", {"selected_time": "14:07"}),
    (
        {"type": "datetimepicker", "action_id": "pick"},
        1_767_571_200,
        {"selected_date_time": 1_767_571_200},
    ),
]


@pytest.mark.parametrize(
    ("element", "value", "expected"), PICKS, ids=[str(p[0]["type"]) for p in PICKS]
)
async def test_a_choice_arrives_in_the_shape_of_its_element(
    element: Json, value: object, expected: Json, ws: Workspace, bot: Bot
) -> None:
    await card(ws, bot, element)

    await ws.person("ana").click("pick", channel="#incidents", value=value)

    assert chosen(bot.payloads("block_actions")[0]) == expected


async def test_people_and_channels_are_chosen_by_name_and_arrive_as_ids(
    ws: Workspace, bot: Bot
) -> None:
    await card(
        ws,
        bot,
        {"type": "users_select", "action_id": "who"},
        {"type": "channels_select", "action_id": "where"},
        {"type": "conversations_select", "action_id": "either"},
    )
    ana = ws.person("ana")

    await ana.click("who", channel="#incidents", value="dee")
    await ana.click("where", channel="#incidents", value="#checkout")
    await ana.click("either", channel="#incidents", value="@ben")

    assert [chosen(payload) for payload in bot.payloads("block_actions")] == [
        {"selected_user": "W0DEE00001"},
        {"selected_channel": place(ws, "checkout")},
        {"selected_conversation": user(ws, "ben")},
    ]


async def test_what_was_chosen_before_stands_in_the_state_of_the_next_click(
    ws: Workspace, bot: Bot
) -> None:
    await card(ws, bot, select(), button())
    ana = ws.person("ana")

    await ana.click("pick", channel="#incidents", value="1")
    await ana.click("go", channel="#incidents")

    [values] = bot.payloads("block_actions")[1]["state"]["values"].values()
    assert values == {"pick": {"type": "static_select", "selected_option": option()}}


async def test_a_confirm_dialog_must_be_confirmed(ws: Workspace, bot: Bot) -> None:
    ts = await card(ws, bot, button(confirm=confirm()))
    where = {"channel": "#incidents", "ts": ts, "action_id": "go"}

    with pytest.raises(NotPossible) as refusal_:
        await ws.person("ana").do("click", **where)
    await ws.person("ana").do("click", **where, confirm=True)

    assert refusal_.value.body["confirm"]["title"] == plain("Sure?")
    assert len(bot.payloads("block_actions")) == 1


async def test_a_link_button_is_heard_of_as_well(ws: Workspace, bot: Bot) -> None:
    await card(ws, bot, button(url="https://a.example"))

    answer = await ws.person("ana").click("go", channel="#incidents")

    assert answer["url"] == "https://a.example"
    assert bot.payloads("block_actions")[0]["actions"][0]["url"] == "https://a.example"


async def test_a_button_of_an_ephemeral_message_arrives_without_the_message(
    ws: Workspace, bot: Bot
) -> None:
    blocks = [actions(button())]
    await bot.web.chat_postEphemeral(
        channel=place(ws), user=user(ws), text="for you", blocks=blocks
    )

    await ws.person("ana").click("go", channel="#incidents")

    [payload] = bot.payloads("block_actions")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload


async def test_the_original_can_be_replaced_and_deleted_at_the_response_url(
    ws: Workspace, bot: Bot
) -> None:
    await card(ws, bot, button())
    ana = ws.person("ana")
    await ana.click("go", channel="#incidents")
    url = bot.payloads("block_actions")[0]["response_url"]

    await ws.director.http.post(url, json={"replace_original": True, "text": "done"})
    replaced = [message["text"] for message in await ana.messages("#incidents")]
    await ws.director.http.post(url, json={"delete_original": True})

    assert replaced == ["done"]
    assert await ana.messages("#incidents") == []


async def test_an_external_select_offers_what_the_bot_says(ws: Workspace, bot: Bot) -> None:
    element = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
    ts = await card(ws, bot, element)
    bot.replies["block_suggestion"] = lambda _: {"options": [option("Ten", "10")]}
    where = {"channel": "#incidents", "ts": ts, "action_id": "pick"}

    offered = await ws.person("ana").do("suggest", **where, query="te")
    await ws.person("ana").do("click", **where, value="10")

    assert bot.payloads("block_suggestion")[0]["value"] == "te"
    assert offered["options"] == [option("Ten", "10")]
    assert chosen(bot.payloads("block_actions")[0])["selected_option"] == option("Ten", "10")


WRONG = [
    ({"action_id": "other"}, "unknown_element"),
    ({"action_id": "pick", "value": "9"}, "bad_value"),
    ({"action_id": "pick", "value": ["1"]}, "bad_value"),
    ({"action_id": "pick", "value": "1", "values": {"none": {}}}, "unknown_element"),
    ({"action_id": "pick", "value": "1", "values": []}, "bad_request"),
    ({"action_id": 7}, "bad_request"),
]


@pytest.mark.parametrize(("asked", "code"), WRONG)
async def test_what_cannot_be_clicked_is_refused(
    asked: Json, code: str, ws: Workspace, bot: Bot
) -> None:
    ts = await card(ws, bot, select())

    with pytest.raises(NotPossible) as refusal_:
        await ws.person("ana").do("click", channel="#incidents", ts=ts, **asked)

    assert refusal_.value.code == code
    assert bot.payloads("block_actions") == []


async def test_triggers_work_once_and_for_three_seconds(ws: Workspace, bot: Bot) -> None:
    await card(ws, bot, button())
    ana = ws.person("ana")
    used = await ana.click("go", channel="#incidents")
    late = await ana.click("go", channel="#incidents")
    form: Json = {"type": "modal", "title": plain("Form"), "blocks": []}

    await ws.director.expect("trigger_reused")
    answers = [
        await refusal(bot.web.views_open(trigger_id=trigger, view=form))
        for trigger in (used["trigger_id"], used["trigger_id"], "none")
    ]
    await ws.clock.advance(3)
    answers.append(await refusal(bot.web.views_open(trigger_id=late["trigger_id"], view=form)))

    expected = ["ok", "exchanged_trigger_id", "invalid_trigger_id", "expired_trigger_id"]
    assert answers == expected
