"""Whatever can be promised can be performed, and has a name that people understand."""

from collections.abc import Iterator

from bot.app import composed
from bot.domain.entries import said
from bot.domain.reminders import EXPIRED, NO_LEAD, OVERDUE, POSTMORTEM
from bot.domain.terms import ChannelId, IncidentId, PersonId
from bot.settings import Settings
from bot.slack.asides import aside
from bot.slack.call import Call
from bot.slack.health import WHAT
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


async def test_every_kind_that_is_promised_is_performed_and_named(sqlite_url: str) -> None:
    settings = Settings.model_validate({"database_url": sqlite_url})
    async with composed(settings) as muster:
        performed = {*muster.dispatcher._ledger.kinds}  # type: ignore[attr-defined]  # noqa: SLF001 - what production put together

    assert {*promised()} == performed == {*WHAT}
