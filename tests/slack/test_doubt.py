"""What decides whether a call happened whose answer was lost: our own marks, and nothing else."""

from typing import Any

import pytest

from bot.domain.facts import EffectFailed
from bot.localslack.changes import messages
from bot.localslack.state.messages import Message
from tests.slack.lives import SOON
from tests.slack.test_lost_answers import loses_the_answer, loses_the_request
from tests.slack.town import Town


async def refuses(town: Town, method: str, code: str = "missing_scope") -> None:
    rule = {"on": "api", "match": {"method": method}, "do": {"kind": "error", "code": code}}
    await town.workspace.director.fault(rule)


async def mends(town: Town) -> None:
    await town.workspace.director.send("DELETE", "faults", None)


async def loses_everything(town: Town, method: str) -> None:
    """Cut the line before Slack hears any call of this method."""
    rule = {"on": "api", "match": {"method": method}, "do": {"kind": "reset_before"}}
    await town.workspace.director.fault(rule)


def ours(town: Town, words: str) -> list[Message]:
    """Return what the bot said with these words, in any channel or thread."""
    spoken = town.workspace.hub.world.messages.by_channel.values()
    found = [each for channel in spoken for each in channel.values() if each.user == town.me]
    return [each for each in found if words in str(each.blocks) and each.only_for is None]


async def lines(town: Town) -> int:
    return len([each for each in await town.reads() if "set the severity" in each])


async def unknown(town: Town) -> list[str]:
    return [each.kind for each in await town.promised() if each.state == "unknown"]


# -- posts ----------------------------------------------------------------------------------------


async def test_a_post_that_we_may_not_look_for_is_left_to_people(town: Town) -> None:
    await town.declares()
    await loses_the_answer(town, "chat.postMessage")
    await refuses(town, "conversations.history")

    await town.says("ana", "sev 1")
    await town.pass_(SOON)

    assert await unknown(town) == ["slack.line"]
    assert await lines(town) == 1
    [fact] = [each for each in await town.facts() if isinstance(each, EffectFailed)]
    assert fact.is_unknown
    assert "nobody knows whether it happened" in await town.says("ana", "health")


async def test_a_post_whose_mark_slack_does_not_show_is_left_to_people(town: Town) -> None:
    await town.declares()
    app = town.workspace.hub.world.app
    app.scopes = [each for each in app.scopes if each != "metadata.message:read"]
    await loses_the_answer(town, "chat.postMessage")

    await town.says("ana", "sev 1")
    await town.pass_(SOON)

    assert await unknown(town) == ["slack.line"]
    assert await lines(town) == 1


async def test_a_post_that_somebody_deleted_before_we_looked_is_made_again(town: Town) -> None:
    await town.declares()
    await loses_the_answer(town, "chat.postMessage")
    await refuses(town, "conversations.history", "internal_error")
    await town.says("ana", "sev 1")
    [line] = ours(town, "set the severity")
    messages.delete(town.workspace.hub, line)
    assert await lines(town) == 0

    await mends(town)
    await town.pass_(SOON)

    assert await lines(town) == 1
    assert (await town.incident()).troubles == {}


@pytest.mark.parametrize("who", ["a person", "another app"])
async def test_the_same_words_and_mark_of_somebody_else_are_not_taken_for_ours(
    town: Town, who: str
) -> None:
    await town.declares(also="ben")
    await loses_the_request(town, "chat.postMessage")
    await refuses(town, "conversations.history", "internal_error")
    await town.says("ana", "sev 1")
    [line] = [each for each in await town.promised() if each.kind == "slack.line"]
    mark = {"event_type": "muster_op", "event_payload": {"op": line.key}}
    said = said_by(town, "ana set the severity to SEV1", metadata=mark)
    said.bot_id = None if who == "a person" else "B0OTHER"
    await town.workspace.director.expect("duplicate_operation")  # theirs and ours

    await mends(town)
    await town.pass_(SOON)

    assert len(ours(town, "set the severity")) == 1
    [line] = [each for each in await town.promised() if each.kind == "slack.line"]
    assert line.state == "done"
    assert not line.reference.endswith(said.ts)


@pytest.mark.parametrize(("many", "state"), [(250, "done"), (2_100, "unknown")])
async def test_a_lost_post_is_found_behind_many_messages_or_left_to_people(
    town: Town, many: int, state: str
) -> None:
    await town.declares(also="ben")
    await loses_the_answer(town, "chat.postMessage")
    await refuses(town, "conversations.history", "internal_error")
    await town.says("ana", "sev 1")
    for number in range(many):
        said_by(town, f"still broken {number}")

    await mends(town)
    await town.workspace.director.expect("history_polling")  # many pages of one channel
    await town.pass_(SOON)

    [line] = [each for each in await town.promised() if each.kind == "slack.line"]
    assert line.state == state
    assert len(ours(town, "set the severity")) == 1


def said_by(town: Town, text: str, **more: Any) -> Message:
    hub = town.workspace.hub
    ts = hub.ids.stamp(hub.clock.time())
    return hub.world.messages.add(Message(town.channel, ts, town.id_of("ben"), text, **more))


async def test_a_check_result_is_looked_for_under_every_step_card(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")
    await loses_the_answer(town, "chat.postMessage")
    await refuses(town, "conversations.replies", "internal_error")
    await town.says("ana", "check health")
    [root] = [each for each in await town.promised() if each.kind == "slack.steps.post"]
    evidence = [each for each in await town.promised() if each.kind == "slack.evidence"]
    assert [each.state for each in evidence] == ["intent"]
    card = town.workspace.hub.world.messages.get(town.channel, root.reference.split()[1])
    assert card is not None
    messages.delete(town.workspace.hub, card)  # its thread stays; the card is posted anew
    await town.says("ana", "step skip It is broken for sure")

    await mends(town)
    await town.pass_(SOON)

    replies = [each for each in ours(town, "E1") if each.is_reply]
    assert len(replies) == 1
    assert (await town.incident()).troubles == {}


# -- to one person ---------------------------------------------------------------------------------


async def role_notes(town: Town) -> int:
    return len([each for each in await town.direct("ben") if "lead" in each.lower()])


@pytest.mark.parametrize("lose", [loses_the_answer, loses_the_request])
async def test_a_direct_message_in_doubt_is_sent_once(town: Town, lose: Any) -> None:
    await town.declares(also="ben")
    before = await role_notes(town)
    await lose(town, "chat.postMessage")

    await town.says("ana", f"role lead <@{town.id_of('ben')}>")
    await town.pass_(SOON)

    assert await role_notes(town) == before + 1
    assert (await town.incident()).troubles == {}


@pytest.mark.parametrize(
    ("method", "code"),
    [("conversations.history", "missing_scope"), ("conversations.open", "user_disabled")],
)
async def test_a_direct_message_that_cannot_be_looked_for_is_dropped(
    town: Town, method: str, code: str
) -> None:
    await town.declares(also="ben")
    rule = {"on": "api", "match": {"method": "chat.postMessage"}, "do": {"kind": "reset_after"}}
    await town.workspace.director.fault(rule | {"times": 2})
    await town.says("ana", f"role lead <@{town.id_of('ben')}>")
    await refuses(town, method, code)

    await town.pass_(SOON)

    [note] = [each for each in await town.promised() if each.kind == "slack.role.note"]
    assert (note.state, note.reason[:7]) in {("failed", "dropped"), ("done", "")}
    assert "slack.role.note" not in {
        each.what for each in (await town.incident()).troubles.values()
    }
