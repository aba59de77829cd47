"""Check runbooks, and try what they ask."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from bot.app import utc_now
from bot.cli._files import write
from bot.domain.conditions import Known, applies
from bot.domain.errors import Rejected
from bot.domain.facts import EvidenceCollected
from bot.domain.runbook import Phase, Runbook, Step
from bot.domain.terms import Outcome, Severity
from bot.evidence import http
from bot.outbound import Outbound
from bot.patterns import search
from bot.runbooks.checks import ask, described, prepared
from bot.runbooks.faults import Fault
from bot.runbooks.filling import Unfilled
from bot.runbooks.format import schema
from bot.runbooks.loading import files, lint, load
from bot.runbooks.values import starting_values
from bot.settings import Settings
from bot.settings import load as load_settings

CLEAN, FOUND, USAGE, COULD_NOT_ASK, WARNED = 0, 1, 2, 3, 4

EPILOG = """\b
Examples:
  muster runbook lint                          check every runbook that is in use
  muster runbook lint --strict runbooks        the same for one folder, warnings included
  muster runbook schema --out runbook.schema.json
  muster runbook run login-failure --plan      what would be asked, asking nobody
  muster runbook run login-failure --var base_url=https://shop.example.com
"""


@click.group("runbook", epilog=EPILOG)
def command() -> None:
    """Check runbooks, and try what they ask."""


@command.command("lint")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def lint_command(paths: tuple[Path, ...], *, strict: bool, form: str) -> None:
    """Check files and folders; without any, the runbooks in use.

    Exits with 0 when all is well, 1 when something must be repaired, 2 for a path that is missing.
    """
    chosen = paths or (load_settings().runbooks,)
    faults = lint(chosen, today=utc_now().date())
    if form == "json":
        click.echo(json.dumps([asdict(fault) for fault in faults], indent=1))
    else:
        _print_faults(faults)
        if not faults:
            count = len(files(chosen))
            click.echo(f"{count} {'runbook' if count == 1 else 'runbooks'}: all is well.")
    if any(strict or not fault.is_warning for fault in faults):
        raise click.exceptions.Exit(FOUND)


@command.command("schema")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write it here.")
def schema_command(out: Path | None) -> None:
    """Print the JSON Schema of the format, with which editors help."""
    text = json.dumps(schema(), indent=1) + "\n"
    if out:
        write(out, text)
    else:
        click.echo(text, nl=False)


@command.command("run")
@click.argument("name", metavar="ID")
@click.option("--var", "given", multiple=True, metavar="NAME=VALUE", help="Value of a variable.")
@click.option("--phase", help="Only the steps of this phase.")
@click.option("--step", help="Only this step.")
@click.option("--plan", is_flag=True, help="Print what would be asked, and ask nobody.")
def run_command(
    name: str, *, given: tuple[str, ...], phase: str | None, step: str | None, plan: bool
) -> None:
    """Run the checks of the runbook ID in order; nothing is stored.

    No incident is needed. ID is a runbook in use, or the path of a file. Exits with 0 when all
    checks pass, 1 when one fails, 3 when one could not be asked and none fails, 4 when there are
    only warnings.
    """
    settings = load_settings()
    runbook = load(_file(name, settings))
    values = dict(settings.variables) | dict(_pair(text) for text in given)
    steps = _chosen(runbook, phase, step)
    if plan:
        for each in steps:
            click.echo(_planned(each, runbook, values))
        return
    outcomes = asyncio.run(_run(steps, runbook, values, settings))
    raise click.exceptions.Exit(_exit_code(outcomes))


def _print_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(str(fault))


def _file(name: str, settings: Settings) -> Path:
    path = Path(name) if name.endswith(".yaml") else settings.runbooks / f"{name}.yaml"
    known = sorted(each.stem for each in settings.runbooks.glob("*.yaml"))
    if not name.endswith(".yaml") and name not in known:
        raise click.UsageError(f"There is no runbook {name}. There are: {', '.join(known)}.")
    return path


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"“{text}” is no value. Write --var base_url=https://example.com")
    return name, value


def _chosen(runbook: Runbook, phase: str | None, step: str | None) -> list[Step]:
    phases = [each for each in runbook.phases if phase in {None, each.name}]
    if not phases:
        raise click.UsageError(f"There is no phase {phase}. {_there_are(runbook.phases)}")
    steps = [each for inner in phases for each in inner.steps if step in {None, each.id}]
    if not steps:
        known = ", ".join(each.id for inner in phases for each in inner.steps)
        raise click.UsageError(f"There is no step {step}. There are: {known}.")
    return steps


def _there_are(phases: Iterable[Phase]) -> str:
    return f"There are: {', '.join(each.name for each in phases)}."


def _planned(step: Step, runbook: Runbook, values: dict[str, str]) -> str:
    if step.kind != "check":
        return f"{step.kind:9} {step.id}: {step.title}"
    try:
        request = described(prepared(step, runbook, values)[0])
    except (Unfilled, Rejected) as problem:
        request = f"cannot be asked: {problem}"
    return f"{step.kind:9} {step.id}: {step.title}\n" + "\n".join(
        f"          {line}" for line in request.splitlines()
    )


async def _run(
    steps: Iterable[Step], runbook: Runbook, values: dict[str, str], settings: Settings
) -> list[Outcome]:
    outbound = Outbound(settings.allowed, clock=utc_now)
    sources = {"http": http.connect(http.Config(), outbound)}
    results: dict[str, tuple[str, ...]] = {}
    outcomes = []
    for step in steps:
        known = Known(results, {}, starting_values(runbook, values), Severity.UNKNOWN, search)
        condition = applies(step.when, known)
        if step.kind != "check" or condition.holds is not True:
            reason = condition.sentence or "for people to do"
            click.echo(f"-      {step.id}  {step.title}: {reason}")
            continue
        evidence = await ask(step, runbook, values, sources)
        results[step.id] = (evidence.outcome.value,)
        outcomes.append(evidence.outcome)
        click.echo(_result(evidence))
    return outcomes


def _result(evidence: EvidenceCollected) -> str:
    word = evidence.outcome.value.upper()
    took = f"{evidence.elapsed_ms / 1000:.1f} s"
    return f"{word:6} {evidence.step}  {evidence.title}: {evidence.reason} ({took})"


def _exit_code(outcomes: Iterable[Outcome]) -> int:
    found = set(outcomes)
    for outcome, code in (
        (Outcome.FAIL, FOUND),
        (Outcome.ERROR, COULD_NOT_ASK),
        (Outcome.WARN, WARNED),
    ):
        if outcome in found:
            return code
    return CLEAN
