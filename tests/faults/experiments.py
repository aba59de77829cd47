"""One experiment per promise, each as small as it can be: it fails when the promise is broken."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.domain import facts
from bot.domain.errors import Unavailable
from bot.domain.terms import Audience, PersonId, UpdateState, Words
from bot.effects.faultpoints import Countdown
from bot.effects.publishing import Publish
from bot.ports import Done, PageUpdate, Promised, Timer
from bot.slack.call import Call, Command, nothing_to_say
from bot.slack.listener import Tables
from bot.slack.preferences import Preferences
from bot.slack.speech import Speech
from bot.workflows.record import Saying, record
from tests.fakes.outside import LOST, Outside, Scripted
from tests.faults.lab import LINE, NEXT, Lab, Process
from tests.faults.ledger_lives import Died, die
from tests.storage.stores import INC

Experiment: TypeAlias = Callable[[Lab], Awaitable[None]]

ANA = PersonId("U1")
BODY: dict[str, Any] = {
    "team_id": "T1",
    "user_id": ANA,
    "channel_id": "C1",
    "trigger_id": "13.37.abc",
    "text": "INC-1 note all errors are 401",
}
TIMER = "inc-1/nudge.lead.channel"


async def told_twice_is_done_once(lab: Lab) -> None:
    """Let Slack tell the same thing again: it stands on the timeline once."""
    async with lab.process() as process:
        await process.promise()
        for _ in range(2):
            await _typed(process, [])
        assert await _notes(process) == 1


async def what_was_answered_survives(lab: Lab) -> None:
    """Die before the commit: then nobody may have been answered to."""
    answered: list[object] = []
    async with lab.process() as process:
        await process.promise()
    for place in range(1, 6):
        async with lab.process(Countdown(place, die)) as process:
            with suppress(Died):
                await _typed(process, answered)
        async with lab.process() as process:
            assert await _notes(process) or not answered, f"lost, dying at {place}"


async def two_replicas_call_once(lab: Lab) -> None:
    """Let another replica come by while a call is made: it lets it be."""
    async with lab.process() as one, lab.process() as other:
        await one.promise(LINE)
        outside = Outside()

        async def meanwhile(_effect: Promised) -> Done:
            await other.ledger(Unseen(outside)).run(LINE.key)
            return Done("ref")

        await one.ledger(Scripted(outside, [meanwhile])).run(LINE.key)
    assert outside.made == [LINE.key]


async def a_slow_call_stays_ours(lab: Lab) -> None:
    """Take eight seconds for a call: nobody else may think that we are dead."""
    async with lab.process() as one, lab.process() as other:
        await one.promise(LINE)
        outside = Outside()

        async def meanwhile(_effect: Promised) -> Done:
            lab.clock.pass_(timedelta(seconds=8))
            await other.ledger(Unseen(outside)).run(LINE.key)
            return Done("ref")

        await one.ledger(Unseen(outside, [meanwhile])).run(LINE.key)
    assert outside.made == [LINE.key]


async def a_death_after_the_answer_repeats_nothing(lab: Lab) -> None:
    """Die when the call is made, but before that can be written down."""
    outside = Outside()
    async with lab.process(_dying_at("effect.replied")) as process:
        await process.promise(LINE)
        with suppress(Died):
            await process.ledger(Scripted(outside)).run(LINE.key)
    async with lab.process() as process:
        ledger = process.ledger(Scripted(outside))
        await ledger.void_leases()
        lab.clock.pass_(timedelta(seconds=60))
        await ledger.run(LINE.key)
        assert (await process.row()).state == "done"
    assert outside.made == [LINE.key]


async def a_lost_answer_is_no_refusal(lab: Lab) -> None:
    """Make the call, but get an HTTP 503 or a reset as the answer."""
    outside = Outside()
    async with lab.process() as process:
        await process.promise(LINE)
        ledger = process.ledger(Scripted(outside, [LOST]))
        await ledger.run(LINE.key)
        lab.clock.pass_(timedelta(seconds=60))
        await ledger.run(LINE.key)
        assert (await process.row()).state == "done"
    assert outside.made == [LINE.key]


async def who_is_asked_to_wait_waits(lab: Lab) -> None:
    """Answer 429, Retry-After: 30: no call within 30 seconds, and no attempt is used up."""
    outside = Outside()
    async with lab.process() as process:
        await process.promise(LINE)
        busy = Unavailable("busy", retry_after=timedelta(seconds=30))
        ledger = process.ledger(Scripted(outside, [busy]))
        await ledger.run(LINE.key)
        assert (await process.row()).attempts == 0
        lab.clock.pass_(timedelta(seconds=29))
        await ledger.run(LINE.key)
        assert outside.made == [], "asked again too early"


async def who_was_overtaken_writes_nothing(lab: Lab) -> None:
    """Sleep through the lease; what another replica finishes meanwhile stands."""
    async with lab.process() as one, lab.process() as other:
        await one.promise(LINE)
        outside = Outside()

        async def meanwhile(_effect: Promised) -> Done:
            lab.clock.pass_(timedelta(seconds=45))
            await other.ledger(Scripted(outside, done=Done("of the other"))).run(LINE.key)
            return Done("of the sleeper")

        await one.ledger(Scripted(outside, [meanwhile])).run(LINE.key)
        assert (await one.row()).reference == "of the other"


async def a_lane_keeps_its_order(lab: Lab) -> None:
    """Let the first line wait: the second one waits behind it."""
    outside = Outside()
    async with lab.process() as process:
        await process.promise(LINE, NEXT)
        busy = Unavailable("busy", retry_after=timedelta(seconds=30))
        dispatcher = process.dispatcher(Scripted(outside, [busy]))
        for _ in range(5):
            await dispatcher.drain()
            lab.clock.pass_(timedelta(seconds=31))
        made = [key for key in outside.made if key in {LINE.key, NEXT.key}]
    assert made == [LINE.key, NEXT.key]


async def published_means_that_customers_read_it(lab: Lab) -> None:
    """Let the page answer "200 OK" and show nothing: nobody may say that it is published."""
    async with lab.process() as process:
        await process.promise()
        await _say(process, facts.UpdateDrafted(
            1, Audience.PUBLIC, UpdateState.RESOLVED, Words("It is over.")
        ))  # fmt: skip
        await _say(process, facts.UpdateApproved(1))
        page = process.lab.safeguards.page(Forgetful())
        publish = next(each for each in await process.promised() if each.kind == "page.publish")
        await process.ledger(Publish(page, process.deliveries)).run(publish.key)
        told = await process.store.look(lambda work: work.timelines.read(INC))
    assert not any(isinstance(entry.fact, facts.UpdatePublished) for entry in told)


async def a_timer_rings_once_for_each_time_it_was_set(lab: Lab) -> None:
    """Set a timer twice: it rings twice, and two tickers at once make it no more."""
    async with lab.process() as process:
        await process.promise()
        for _ in range(2):
            due = lab.clock() + timedelta(minutes=5)
            timer = Timer(TIMER, "nudge.lead.channel", INC, due)
            await process.arm(timer)
            lab.clock.pass_(timedelta(minutes=6))
            for _ticker in range(2):
                await process.timers.fire(lab.clock())
        rung = [each for each in await process.promised() if each.kind == "nudge.lead.channel"]
    assert len(rung) == 2


EXPERIMENTS: Mapping[str, Experiment] = {
    each.__name__: each
    for each in (
        told_twice_is_done_once,
        what_was_answered_survives,
        two_replicas_call_once,
        a_slow_call_stays_ours,
        a_death_after_the_answer_repeats_nothing,
        a_lost_answer_is_no_refusal,
        who_is_asked_to_wait_waits,
        who_was_overtaken_writes_nothing,
        a_lane_keeps_its_order,
        published_means_that_customers_read_it,
        a_timer_rings_once_for_each_time_it_was_set,
    )
}


@dataclass
class Forgetful:
    """A status page that takes everything and shows nothing."""

    name: str = "status page"
    taken: list[str] = field(default_factory=list)

    async def publish(self, update: PageUpdate, *, key: str) -> None:
        self.taken.append(key)

    async def shows(self, update: PageUpdate, *, key: str) -> str | None:
        return None


class Unseen(Scripted):
    """What it does cannot be seen by others before it has ended."""

    async def look_up(self, effect: Promised, since: datetime) -> Done | None:
        return None


def _dying_at(place: str) -> Callable[[str, str], None]:
    def fp(name: str, key: str) -> None:
        if name == place:
            die(name, key)

    return fp


async def _typed(process: Process, answered: list[object]) -> None:
    """Let Slack deliver the command once."""

    async def ack(**_answer: object) -> None:
        answered.append(True)

    listener = process.lab.safeguards.listener(
        tables=Tables({"note": NOTE}, {}, {}, {}, {}),
        deliveries=process.deliveries,
        preferences=Preferences(),
        clock=process.lab.clock,
        speech=SILENT,
        check=_anybody,
        meet=_anybody,
        start=lambda errand: errand.close(),
        alarm=_silence,
    )
    await listener.command(ack, BODY)


async def _anybody(_people: Iterable[PersonId] | PersonId) -> None:
    """Let everybody take part, and learn nothing about them."""


async def _silence() -> None:
    """Care for no token."""


async def _note(call: Call, work: Any) -> dict[str, Any]:
    saying = Saying(ANA, call.now)
    await record(INC, lambda _: [facts.Noted(Words(call.text))], saying=saying, work=work)
    return nothing_to_say()


NOTE = Command("note", "note <text>", "Write it down", _note)
SILENT: Speech = None  # type: ignore[assignment] # nothing here is said by errands


async def _notes(process: Process) -> int:
    told = await process.store.look(lambda work: work.timelines.read(INC))
    return sum(entry.fact == facts.Noted(Words("all errors are 401")) for entry in told)


async def _say(process: Process, fact: facts.Fact) -> None:
    async def body(work: Any) -> None:
        await record(INC, lambda _: [fact], saying=Saying(ANA, process.lab.clock()), work=work)

    await process.store.transact("test", body)
