"""What a line behind /incident asks for, whether it was typed or pressed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.domain.errors import Rejected
from bot.domain.terms import PersonId, label
from bot.ports import Json, Work
from bot.slack.call import Action, Call, Command, only_you
from bot.slack.grammar import mentioned, understand
from bot.slack.text import Mrkdwn, m, readable
from bot.slack.unknown import unknown_verb

ANYWHERE = "anywhere"
"""The group of verbs that need no incident."""


def spoken(line: str, commands: Mapping[str, Command]) -> Action:
    """Find the verb in a line as Slack sends it, and give it what stands behind."""
    said = understand(line, commands)
    command = commands.get(said.verb)
    keeps_mentions = command is not None and command.names_people
    text = said.rest if keeps_mentions else readable(said.rest)
    does = command.run if command else unknown_verb(said, commands)

    async def run(call: Call, work: Work) -> Json:
        named = said.incident_id
        call = replace(call, text=text, incident_id=call.incident_id if named is None else named)
        if command is not None and command.group != ANYWHERE:
            _where = call.here  # first of all: what else may be wrong matters only in an incident
        if command is not None and text.strip():
            _takes_words(command, text.strip())
        told = await does(call, work)
        if told or named is None:
            return told
        # The change shows in the incident channel, where this person may not be.
        return only_you(m("Recorded on {}.", Mrkdwn(label(named))))

    def names(call: Call) -> Iterable[PersonId]:
        who = PersonId(mentioned(text)[0] if keeps_mentions else "")
        return [who] if who and who != call.person else []

    return Action(said.verb, run, reads=command is not None and command.reads, names=names)


def _takes_words(command: Command, text: str) -> None:
    """Raise Rejected when words stand behind a verb whose usage names none."""
    if " " in command.usage:
        return
    few = text[:40] + ("…" if len(text) > len(text[:40]) else "")
    raise Rejected(
        f"/incident {command.verb} stands alone, and “{few}” behind it would be lost, so nothing "
        f"was done. Type /incident {command.verb}; to write words down, /incident note and the "
        "words."
    )


def pressed(commands: Mapping[str, Command]) -> Action:
    """Make the button under “did you mean”, which says the line that it carries."""

    async def run(call: Call, work: Work) -> Json:
        told = await spoken(call.value, commands).run(call, work)
        return (told or only_you(Mrkdwn("Done."))) | {"replaces": True}

    def names(call: Call) -> Iterable[PersonId]:
        return spoken(call.value, commands).names(call)

    return Action("say", run, names=names)
