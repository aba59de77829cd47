"""The `muster` command: finds its subcommands in bot/cli, and explains what went wrong."""

import ast
import gc
import importlib
import os
import sys
import traceback
from importlib import metadata
from pathlib import Path
from types import ModuleType

import click
from click.shell_completion import CompletionItem

from bot.domain.errors import Refused, Rejected, Unavailable

EXAMPLES = """\b
Examples:
  muster demo                          try Muster without any account
  muster doctor                        what is still missing before it can start
  muster serve                         run the bot
  muster postmortem INC-1              the draft of an incident, from what was recorded
"""


class Subcommands(click.Group):
    """Every `<name>.py` of a package, as the subcommand `<name>` that it exports as `command`.

    A file is imported when its subcommand is called; the list in the help needs only the first
    line of its docstring.
    """

    def __init__(self, package: str, folder: Path, **settings: object) -> None:
        super().__init__(**settings)  # type: ignore[arg-type]  # click checks its own settings
        self.package = package
        self.folder = folder

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name them in alphabetical order, as people type them."""
        return sorted(
            path.stem.replace("_", "-")
            for path in self.folder.glob("*.py")
            if not path.stem.startswith("_")
        )

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the subcommand, or answer None when there is none of that name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command: click.Command = _imported(f"{self.package}.{cmd_name.replace('-', '_')}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the subcommand that was typed; a misspelt one brings up the likely ones."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            raise click.exceptions.NoSuchCommand(args[0], possibilities=known, ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands, each with the sentence on its door, importing none."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, self._summary(name)) for name in self.list_commands(ctx)])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer the subcommands, importing none, and the options of `muster` itself."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        items = [CompletionItem(name, help=self._summary(name)) for name in names]
        return items + click.Command.shell_complete(self, ctx, incomplete)

    def _summary(self, name: str) -> str:
        path = self.folder / f"{name.replace('-', '_')}.py"
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        return docstring.partition("\n")[0]


def _imported(name: str) -> ModuleType:
    """Import a module whose parts stay for ever: nobody needs to search them for garbage.

    The search would be a tenth of the start, and a pause of 0.1 s now and then ever after.
    """
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.freeze()
        gc.enable()


@click.command(
    cls=Subcommands,
    package="bot.cli",
    folder=Path(__file__).parent / "cli",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(metadata.version("musterpoint"), message="muster %(version)s")
def cli() -> None:
    """Run an incident in Slack, from declaring it to the postmortem."""


def main() -> None:
    """Run the command line: 0 done, 1 refused, unavailable or unread, 2 typed wrongly, 70 a bug."""
    sys.exit(run(cli))


def run(command: click.Command) -> int:
    """Run a command on the arguments of this process and return its exit code."""
    try:
        return command.main(prog_name="muster", standalone_mode=False) or 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except Exception as error:  # noqa: BLE001 - the last boundary before the shell
        return _failed(error)


def _failed(error: Exception) -> int:
    """Say what went wrong, unless nobody reads it any more."""
    if _nobody_reads(error):
        # What is still in the buffer has nowhere to go, and would be complained about at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    told = _expected(error)
    if told:
        click.echo(str(told), err=True)
        return 1
    traceback.print_exception(error)
    click.echo("This is a bug in Muster. Please report it with the lines above.", err=True)
    return 70


def _nobody_reads(error: BaseException) -> bool:
    """Tell whether all that went wrong is that the reader of a pipe went away, as `head` does."""
    if isinstance(error, BaseExceptionGroup):
        return all(_nobody_reads(each) for each in error.exceptions)
    return isinstance(error, BrokenPipeError)


def _expected(error: Exception) -> Exception | None:
    """Find the refusal among what tasks raised together, if nothing else went wrong."""
    if isinstance(error, Rejected | Refused | Unavailable):
        return error
    if not isinstance(error, ExceptionGroup):
        return None
    found = [_expected(each) for each in error.exceptions]
    return found[0] if all(found) else None


if __name__ == "__main__":
    main()
