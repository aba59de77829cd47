"""The list of all verbs, made from the verbs themselves."""

from collections.abc import Iterable, Sequence

from bot.domain.errors import Rejected
from bot.ports import Json, Work
from bot.slack import blocks
from bot.slack.call import Call, Command, only_you
from bot.slack.text import Mrkdwn, escape, joined, m

GROUPS = ("anywhere", "situation", "people", "work", "customers", "the end")


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
    more = Mrkdwn("Examples of one of them: `/incident help mitigate`")
    return only_you(
        Mrkdwn("What you can type behind /incident"),
        [blocks.section(start), *body, blocks.context(more)],
    )


def _group(name: str, commands: Iterable[Command]) -> Mrkdwn:
    lines = [
        m("`{}` {}", escape(each.usage), escape(each.summary))
        for each in commands
        if each.group == name
    ]
    return Mrkdwn(f"*{name.capitalize()}*\n" + "\n".join(lines))
