"""users.*, usergroups.*, files.* and what the app can ask about itself."""

from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import place, user
from tests.localslack.rig import Bot, bot_of, refusal, workspace


async def test_a_file_is_uploaded_in_three_steps_and_seen(ws: Workspace, bot: Bot) -> None:
    await bot.web.files_upload_v2(
        filename="postmortem.md",
        title="Postmortem",
        content="# What happened",
        channel=place(ws),
        initial_comment="The draft",
    )

    [message] = await ws.person("ana").messages("#incidents")
    [file] = message["files"]
    assert (message["text"], message["subtype"]) == ("The draft", "file_share")
    assert (file["title"], file["preview"]) == ("Postmortem", "# What happened")
    raw = await ws.director.http.get(file["url"])
    assert (raw.text, raw.headers["content-type"]) == (
        "# What happened",
        "text/plain; charset=utf-8",
    )
    listed = await bot.web.files_list(channel=place(ws))
    assert [each["name"] for each in listed["files"]] == ["postmortem.md"]
    info = await bot.web.files_info(file=file["id"])
    assert info["file"]["shares"]["public"][place(ws)][0]["ts"] == message["ts"]
    ws.assert_clean()


async def test_a_file_that_was_never_sent_cannot_be_shared(bot: Bot) -> None:
    promised = await bot.web.files_getUploadURLExternal(filename="a.txt", length=3)
    share = bot.web.files_completeUploadExternal(files=[{"id": promised["file_id"]}])

    assert await refusal(share) == "file_not_found"
    assert await refusal(bot.web.files_info(file=promised["file_id"])) == "file_not_found"


async def test_people_are_found_and_their_address_only_with_its_scope() -> None:
    for without, email in (((), "ana@northwind.example"), (("users:read.email",), None)):
        async with workspace(without_scopes=without) as ws, bot_of(ws) as bot:
            info = await bot.web.users_info(user=user(ws))
            lookup = bot.web.users_lookupByEmail(email="ana@northwind.example")

            assert info["user"]["profile"].get("email") == email
            assert await refusal(lookup) == ("ok" if email else "missing_scope")


async def test_everybody_is_listed_with_what_they_are(ws: Workspace, bot: Bot) -> None:
    everybody = {each["name"]: each for each in (await bot.web.users_list())["members"]}

    assert everybody["dee"]["id"].startswith("W")
    assert everybody["eli"]["is_ultra_restricted"]
    assert everybody["fay"]["team_id"] != ws.hub.world.team.id
    assert everybody["gus"]["deleted"]
    assert everybody["muster"]["is_bot"]


async def test_user_groups_are_for_paying_teams(ws: Workspace, bot: Bot) -> None:
    [group] = (await bot.web.usergroups_list(include_users=True))["usergroups"]
    users = await bot.web.usergroups_users_list(usergroup=group["id"])
    await ws.director.send("POST", "admin", {"do": "set_plan", "plan": "free"})

    assert (group["handle"], users["users"]) == ("payments-oncall", group["users"])
    assert await refusal(bot.web.usergroups_list()) == "plan_upgrade_required"


async def test_the_app_can_ask_who_it_is(ws: Workspace, bot: Bot) -> None:
    me = await bot.web.auth_test()
    team = await bot.web.team_info()
    itself = await bot.web.bots_info(bot=me["bot_id"])

    assert me["user_id"] == itself["bot"]["user_id"] == ws.hub.world.app.bot_user
    assert me["url"] == team["team"]["url"] == f"{ws.base_url}/"
    assert "chat:write" in me.headers["x-oauth-scopes"].split(",")
    assert (await bot.web.api_test(foo="bar"))["args"] == {"foo": "bar"}
    assert await refusal(bot.web.api_test(error="my_error")) == "my_error"
    assert await refusal(bot.web.bots_info(bot="B404")) == "bot_not_found"
