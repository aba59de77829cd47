"""Help names every verb, and each verb says where it belongs."""

from bot.slack.words import MARKS
from tests.slack.known import TABLES
from tests.slack.town import Town


async def test_help_names_every_verb(town: Town) -> None:
    shown = await town.says("ana", "help", where="#general")

    for command in TABLES.commands.values():
        assert f"`{command.usage.partition(' ')[0]}" in shown


async def test_help_explains_the_emoji_and_names_its_sections_by_what_they_are_for(
    town: Town,
) -> None:
    shown = await town.says("ana", "help", where="#general")

    for name, mark in MARKS.items():
        assert f":{name}:  `:{name}:` puts it on the timeline" in shown
        assert mark in shown
    _before, _title, trouble = shown.partition("*When something went wrong*")
    assert trouble.index("`undo`") < trouble.index("*Emoji on a message")
    assert "`health`" in trouble


async def test_help_explains_each_verb(town: Town) -> None:
    for name, command in TABLES.commands.items():
        shown = await town.says("ana", f"help {name}", where="#general")

        assert command.summary in shown


async def test_every_example_of_the_help_does_something_as_it_stands(town: Town) -> None:
    await town.declares(also="ben")
    await town.says("ana", "next checkout")
    commands = {command.verb: command for command in TABLES.commands.values()}

    for verb, command in sorted(commands.items()):
        shown = await town.says("ana", f"help {verb}")
        for line in command.examples:
            assert f"`/incident {line}`" in shown.replace("&lt;", "<")
            before = await town.total()

            answer = await town.says("ana", line)

            assert await town.total() > before, f"{line}: {answer}"


async def test_outside_of_incidents_a_verb_says_where_it_belongs(town: Town) -> None:
    everywhere = {"help", "list", "find", "declare", "new"}
    for verb in sorted(TABLES.commands.keys() - everywhere):
        answer = await town.says("ana", f"{verb} 1", where="#general")

        assert answer.startswith("This is not an incident channel.")
    assert await town.incidents() == 0
