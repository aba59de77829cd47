"""Say what came of the faults, in a table that docs/reliability.md can show."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median

from tests.faults.rounds import Result
from tests.faults.storm import Blown

HEAD = ("fault", "rounds", "struck", "kills", "lost", "doubled", "different", "seconds to rest")


def table(results: Sequence[Result]) -> str:
    """Return one row for each fault, in Markdown; the seconds are the median and the longest."""
    faults = sorted({each.round.fault for each in results})
    rows = [
        _row(fault, [each for each in results if each.round.fault == fault]) for fault in faults
    ]
    return "\n".join(_lines([HEAD, *rows, _row("all", results)]))


def _row(fault: str, results: Sequence[Result]) -> tuple[str, ...]:
    seconds = [each.converged_s for each in results]
    numbers = (
        len(results),
        sum(each.struck for each in results),
        sum(each.kills for each in results),
        sum(len(each.findings.lost) for each in results),
        sum(len(each.findings.doubled) for each in results),
        sum(len(each.findings.different) for each in results),
    )
    return (fault, *map(str, numbers), f"{median(seconds):.1f} / {max(seconds):.1f}")


def _lines(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    for number, row in enumerate(rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        yield f"| {' | '.join(cells)} |"
        if number == 0:
            yield f"|{'|'.join('-' * (width + 2) for width in widths)}|"


def failures(results: Iterable[Result], seed: int, database: str) -> list[str]:
    """Return what went wrong, and the command that repeats it."""
    return [
        f"round {each.round.number} ({each.round.fault}; {each.round.scenario.name}; "
        f"{each.where}): "
        f"{each.findings}\n  repeat it: make faults SEED={seed} ROUND={each.round.number} "
        f"DATABASE={database}"
        for each in results
        if each.findings
    ]


def blown(storm: Blown) -> str:
    """Return a storm in one sentence."""
    found = storm.findings
    return (
        f"{storm.incidents} incidents, {storm.effects} promised calls, {storm.kills} kills: "
        f"{len(found.lost)} lost, {len(found.doubled)} doubled, {len(found.different)} different; "
        f"{storm.seconds:.0f} s in all, at rest {storm.rest_s:.1f} s after the last kill"
    )
