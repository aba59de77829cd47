"""Words that a verb does not take are never swallowed: one sentence says so, nothing changes."""

from tests.slack.known import TABLES
from tests.slack.test_bad_input import refuses
from tests.slack.town import Town

ALONE = sorted(name for name, each in TABLES.commands.items() if " " not in each.usage)
TOO_MUCH = {
    "close INC-2": ("takes no words such as “INC-2”", "/incident note"),
    "lead foo bar": ("could not tell who that is", "/incident lead @user"),
    "lead @ben please": ("but not “please”", "/incident lead @user"),
    "role comms foo": ("There is no role “comms foo”", "lead, comms, scribe, ops"),
    "role comms @ben now": ("There is no role “comms", "lead, comms, scribe, ops"),
    "next blah": ("There is no runbook “blah”", "checkout"),
    "next checkout now": ("There is no runbook “checkout now”", "checkout"),
    "step back now": ("step back takes no words such as “now”", "/incident note"),
    "list open now": ("There is no list “open now”", "open, mine or recent"),
    "timeline 30 entries": ("how many entries",),
    "help note now": ("There is no verb “note now”", "/incident help"),
}


def test_the_verbs_that_stand_alone_are_these() -> None:
    assert ALONE == ["health", "postmortem", "statuspage", "undo"]


async def test_words_behind_a_verb_that_stands_alone_change_nothing(town: Town) -> None:
    await town.declares()
    for verb in ALONE:
        told = (f"/incident {verb} stands alone", "“blah blah”", "/incident note")
        await refuses(town, f"{verb} blah blah", *told)


async def test_words_that_a_verb_does_not_take_change_nothing(town: Town) -> None:
    await town.declares()
    for line, told in TOO_MUCH.items():
        await refuses(town, line, *told)


async def test_a_check_that_is_not_there_names_those_that_are(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")

    await refuses(town, "check health now", "has no step “health now”", "health")
