"""Run an incident without Slack: the verbs of /incident, typed here."""

import os
import pwd
import re
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from bot.cli import _which_database
from bot.cli._conversation import Conversation
from bot.cli._logs import configure
from bot.domain.errors import Rejected
from bot.domain.terms import COMMAND_LINE, IncidentId, PersonId
from bot.settings import Settings

VERBS = Path(__file__).parents[1] / "slack" / "commands"
NUMBERED = re.compile(r"(?:INC-)?([0-9]{1,9})", re.IGNORECASE)
MEMBER = re.compile(r"@?([UW][A-Z0-9]{2,20})")
OURS = ("--in", "--as", "--database", "--yes")

EPILOG = """\b
Examples:
  muster incident declare sev2 Checkout fails in the EU
  muster incident note The card service is silent at 02:14
  muster incident lead
  muster incident update investigating: We are looking into failing payments.
  muster incident --in INC-7 mitigate Rollback to v1.5.1
  muster incident --as U024BE7LH resolve Rolled back
  muster incident --database .muster/demo/muster.db status
  muster incident help
"""


def _completed(
    _context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the verbs, which are the names of their files; behind a verb come people's words."""
    if _context.params.get(parameter.name or ""):
        return []
    verbs = sorted({path.stem for path in VERBS.glob("[!_]*.py")} | {"help"})
    return [CompletionItem(verb) for verb in verbs if verb.startswith(incomplete)]


@click.command(epilog=EPILOG, context_settings={"allow_interspersed_args": False})
@click.option(
    "--in", "named", default="", metavar="INC-N", help="Which one, unless only one is open."
)
@click.option("--as", "member", default="", metavar="ID", help="Act as the Slack member U024BE7LH.")
@_which_database.option
@click.option("--yes", is_flag=True, help="Publish without asking, and declare without asking.")
@click.argument("words", nargs=-1, metavar="[VERB] [TEXT]...", shell_complete=_completed)
def command(
    words: tuple[str, ...], database: str | None, named: str, member: str, *, yes: bool
) -> None:
    """Declare, note, update and publish as /incident does, also while Slack is down.

    What follows in Slack happens by itself once Slack takes calls again. Without VERB: the
    incident as it stands. Quote what your shell would eat: muster incident note "it's slow".
    """
    configure("WARNING")
    settings = _which_database.chosen(database)
    *text, last = [*words, ""] if words[-1:] != ("--yes",) else words
    misplaced = sorted({*OURS} & {*text})
    if misplaced:
        raise Rejected(
            f"{misplaced[0]} stands before the verb: muster incident {misplaced[0]} ... note text."
        )
    incident_id = _number(named) if named else None
    conversation = Conversation(settings, _actor(settings, member), incident_id, yes or last != "")
    conversation.say(" ".join(text))


def _number(named: str) -> IncidentId:
    found = NUMBERED.fullmatch(named.strip())
    if not found:
        raise Rejected(f"“{named[:20]}” is not an incident. Type its number, as in --in INC-7.")
    return IncidentId(int(found.group(1)))


def _actor(settings: Settings, member: str) -> PersonId:
    """Say who acts: the member that is named, else whoever is logged in on this machine."""
    named = member or settings.operator
    if not named:
        return PersonId(COMMAND_LINE + re.sub(r"[^\w.-]", "-", _login(), flags=re.ASCII)[:32])
    found = MEMBER.fullmatch(named)
    if not found:
        raise Rejected(
            f"“{named[:20]}” is not a member of Slack. Type an id such as U024BE7LH: in Slack, "
            "Profile, the three dots, Copy member ID."
        )
    return PersonId(found.group(1))


def _login() -> str:
    """Return who logged in here, also behind sudo; where nobody did, as whom we run."""
    try:
        return os.getlogin()
    except OSError:
        pass
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
