"""The list of all verbs, made from the verbs themselves."""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, only_you
from bot.slack.text import Mrkdwn, escape, joined, m
from bot.slack.words import MARKS

GROUPS: Mapping[str, str] = {
    "anywhere": "Anywhere",
    "situation": "How bad it is, and where it stands",
    "people": "Who does what",
    "work": "Finding the cause, and restoring service",
    "customers": "Telling customers and colleagues",
    "the end": "Ending it",
    "trouble": "When something went wrong",
}
"""What each group of verbs is called, in order."""

MEANS: Mapping[str, str] = {
    name: f"`:{name}:` puts it on the timeline" + ("" if mark == "timeline" else f" as a {mark}")
    for name, mark in MARKS.items()
}


def help_command(commands: Sequence[Command]) -> Command:
    """Make `/incident help [verb]` for these verbs and itself."""
    named = {name: command for command in commands for name in (command.verb, *command.aliases)}

    async def run(call: Call, _work: Work) -> Json:
        word = call.text.strip().lower()
        if not word:
            return _all_of([*commands, this])
        command = (named | {this.verb: this}).get(word)
        if command is None:
            raise Rejected(f"There is no verb “{word[:20]}”. Type /incident help for all of them.")
        return only_you(_one(command))

    this = Command(
        verb="help",
        usage="help [verb]",
        summary="All verbs, or one",
        group="anywhere",
        run=run,
        reads=True,
    )
    return this


def _one(command: Command) -> Mrkdwn:
    usages = [m("*/incident {}*", escape(each)) for each in command.usage.split(" · ")]
    examples = [
        m("• `/incident {}` — {}", escape(line), escape(means))
        for line, means in command.examples.items()
    ]
    return joined("\n", [*usages, escape(command.summary), *examples])


def _all_of(commands: Sequence[Command]) -> Json:
    start = Mrkdwn(
        "New here? Type */incident* and what is broken. In an incident channel, use the card."
    )
    body = [blocks.section(_group(name, commands)) for name in GROUPS]
    emoji = [m("{}  {}", Mrkdwn(f":{name}:"), Mrkdwn(means)) for name, means in MEANS.items()]
    put = m(
        "*Emoji on a message in an incident channel*\n{}\nTaken away, the entry is withdrawn.",
        joined("\n", emoji),
    )
    more = Mrkdwn("Examples of one of them: `/incident help mitigate`")
    return only_you(
        Mrkdwn("What you can type behind /incident"),
        [blocks.section(start), *body, blocks.section(put), blocks.context(more)],
    )


def _group(name: str, commands: Iterable[Command]) -> Mrkdwn:
    lines = [
        m("`{}` {}", escape(each.usage), escape(each.summary))
        for each in commands
        if each.group == name
    ]
    return Mrkdwn(f"*{GROUPS[name]}*\n" + "\n".join(lines))
