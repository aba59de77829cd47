"""Print the script that completes `muster` in a shell."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

SHELLS: dict[str, type[ShellComplete]] = {
    "bash": BashComplete,
    "zsh": ZshComplete,
    "fish": FishComplete,
}

EPILOG = """\b
Examples:
  muster completion bash >> ~/.bashrc
  muster completion zsh >> ~/.zshrc
  muster completion fish > ~/.config/fish/completions/muster.fish
"""


@click.command(epilog=EPILOG)
@click.argument("shell", type=click.Choice(list(SHELLS)))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script that completes `muster` in a SHELL; its subcommands and options follow."""
    root = context.find_root().command
    click.echo(SHELLS[shell](root, {}, "muster", "_MUSTER_COMPLETE").source())
