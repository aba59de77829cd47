"""Whatever can be promised can be performed, has a name for people, and a way out of doubt."""

import inspect
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from bot.app import composed
from bot.domain.calls import WHAT
from bot.domain.entries import said
from bot.domain.reminders import EXPIRED, NO_LEAD, OVERDUE, POSTMORTEM
from bot.domain.terms import ChannelId, IncidentId, PersonId
from bot.ports import Performer
from bot.settings import Settings
from bot.slack.asides import aside
from bot.slack.call import Call
from bot.slack.preferences import Preferences
from bot.slack.recording import fetch_message, forget_message
from bot.workflows.consequences import following
from tests.domain.samples import EXAMPLES
from tests.fakes.clock import NOON

ADA, ROOM, INC = PersonId("U1"), ChannelId("C1"), IncidentId(42)
CALL = Call(ADA, ROOM, NOON, Preferences(), incident_id=INC)


def promised() -> Iterator[str]:
    """Name every kind of call that can follow from a fact, become due, or be asked for."""
    for fact in EXAMPLES:
        promises = following(INC, said([fact], actor=ADA, now=NOON, after=7))
        yield from (effect.kind for effect in promises.effects)
    yield from (*NO_LEAD, *OVERDUE, *EXPIRED, *POSTMORTEM)
    for asked in (fetch_message, forget_message):
        yield from (effect.kind for effect in asked(CALL, "1.2", "timeline").effects)
    for kind in ("slack.noted", "slack.next"):
        yield from (effect.kind for effect in aside(kind, CALL, 7).effects)


@pytest.fixture
async def kinds(sqlite_url: str) -> Mapping[str, Performer]:
    settings = Settings.model_validate({"database_url": sqlite_url})
    async with composed(settings) as muster:
        return {**muster.ledger.kinds}


def test_every_kind_that_is_promised_is_performed_and_named(kinds: Mapping[str, Performer]) -> None:
    assert {*promised()} == {*kinds} == {*WHAT}


PAGE = Path(__file__).parents[1] / "docs" / "reliability.md"
HEAD = "| when the answer was lost | to calls of these kinds |\n|---|---|\n"


def innermost(performer: object) -> object:
    """Return what makes the call itself; what is around it only says when, and where."""
    inside = getattr(performer, "inner", None) or getattr(performer, "performer", None)
    return performer if inside is None else innermost(inside)


def rule(performer: Performer) -> str:
    """Return the sentence in which a kind says how a doubtful call of it is decided."""
    words = inspect.getdoc(type(innermost(performer)).look_up) or ""  # type: ignore[attr-defined] # every performer has it
    return words.partition("\n")[0].rstrip(".")


def test_the_docs_say_of_every_kind_what_its_code_says_of_doubt(
    kinds: Mapping[str, Performer],
) -> None:
    rules: dict[str, list[str]] = {}
    for kind, performer in kinds.items():
        rules.setdefault(rule(performer), []).append(WHAT[kind])
    rows = sorted(f"| {each} | {', '.join(sorted(rules[each]))} |" for each in rules)

    written = PAGE.read_text(encoding="utf-8").partition(HEAD)[2].partition("\n\n")[0]

    assert written.splitlines() == rows


def test_every_rule_repeats_looks_or_drops(kinds: Mapping[str, Performer]) -> None:
    decided = {rule(performer).split()[0] for performer in kinds.values()}

    assert decided == {"Repeat", "Look", "Read", "Drop"}
