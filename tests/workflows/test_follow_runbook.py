from dataclasses import replace

import pytest

from bot.domain.errors import Rejected
from bot.domain.facts import (
    CheckRequested,
    EvidenceCollected,
    Resolved,
    RunbookAttached,
    StepDone,
)
from bot.domain.runbook import Phase, Runbook, Step
from bot.domain.steps import collected, finish, request_check
from bot.domain.terms import Outcome, Words
from bot.workflows.follow_runbook import Given, attached, start_runbook, starting, take_step
from bot.workflows.record import Decide
from tests.workflows.offices import INC, Office

SCOPE = Phase("verify_scope", "Who is hit?", (Step("replicate", "manual", "Try it yourself"),))
EVIDENCE = Phase(
    "gather_evidence",
    "What do we see?",
    (
        Step("health", "check", "The health page answers"),
        Step("disk", "check", "The disk has room", is_automatic=False),
        Step("dns", "check", "The name resolves"),
    ),
)
BOOK = Runbook(
    id="checkout",
    version=3,
    title="Checkout fails",
    summary="",
    owners=(),
    review_by="2027-01-01",
    phases=(SCOPE, EVIDENCE),
    digest="ab" * 32,
    source="{}",
)
STARTED = RunbookAttached("checkout", "Checkout fails", 3, BOOK.digest)


async def start(office: Office, runbook_id: str = "checkout") -> None:
    saying = office.saying()
    await office.do(
        lambda work: start_runbook(INC, runbook_id, saying=saying, work=work, given=Given())
    )


async def take(office: Office, decide: Decide) -> None:
    saying = office.saying()
    await office.do(lambda work: take_step(INC, decide, saying=saying, work=work, given=Given()))


async def test_starting_a_runbook_keeps_the_content_that_is_followed() -> None:
    office = Office(BOOK)
    await office.declare()

    await start(office)

    assert (await office.facts())[1:] == [STARTED]
    assert await office.do(lambda work: attached(INC, work)) == BOOK


async def test_the_checks_of_a_phase_start_when_responders_come_to_it() -> None:
    office = Office(BOOK)
    await office.declare()
    await start(office)

    await take(office, lambda incident: finish(incident, BOOK, "replicate", "I see it, too"))

    assert (await office.facts())[2:] == [
        StepDone("replicate", Words("I see it, too")),
        CheckRequested("health", is_automatic=True),
        CheckRequested("dns", is_automatic=True),
    ]
    assert (await office.kinds()).count("run.probe") == 2


async def test_a_check_that_started_by_itself_does_not_start_again() -> None:
    office = Office(BOOK)
    await office.declare()
    await start(office)
    await take(office, lambda incident: finish(incident, BOOK, "replicate", "yes"))
    answer = EvidenceCollected(0, "health", "http", Outcome.PASS, Words("The health page answers"))
    await office.record(lambda incident: collected(incident, answer))

    await take(office, lambda incident: request_check(incident, BOOK, "disk"))

    requested = [fact for fact in await office.facts() if isinstance(fact, CheckRequested)]
    assert [each.step for each in requested] == ["health", "dns", "disk"]


async def test_checks_of_the_first_phase_start_with_the_runbook() -> None:
    only_evidence = Runbook(
        id="checkout",
        version=1,
        title="Checkout fails",
        summary="",
        owners=(),
        review_by="2027-01-01",
        phases=(EVIDENCE,),
        digest="cd" * 32,
        source="{}",
    )
    office = Office(only_evidence)
    await office.declare()

    await start(office)

    requested = [fact for fact in await office.facts() if isinstance(fact, CheckRequested)]
    assert [each.step for each in requested] == ["health", "dns"]


async def test_a_runbook_that_does_not_exist_is_refused_with_those_that_do() -> None:
    office = Office(BOOK)
    await office.declare()

    with pytest.raises(Rejected, match=r"no runbook “chekout”\. There are: checkout"):
        await start(office, "chekout")

    assert (await office.incident()).runbook is None


async def test_without_a_runbook_there_is_no_step_to_take() -> None:
    office = Office(BOOK)
    await office.declare()

    with pytest.raises(Rejected, match="/incident next"):
        await office.do(lambda work: attached(INC, work))


async def test_a_step_that_is_refused_starts_no_check() -> None:
    office = Office(BOOK)
    await office.declare()
    await start(office)

    with pytest.raises(Rejected, match="no step “nope”"):
        await take(office, lambda incident: finish(incident, BOOK, "nope"))

    assert (await office.facts())[1:] == [STARTED]


async def test_no_check_starts_where_another_runbook_is_followed() -> None:
    office = Office(BOOK)
    await office.declare()

    assert starting(await office.incident(), BOOK, Given()) == []


async def test_no_check_starts_once_it_is_resolved() -> None:
    office = Office(BOOK)
    await office.declare()
    await start(office)
    await take(office, lambda incident: finish(incident, BOOK, "replicate", "yes"))
    other = replace(BOOK, phases=(EVIDENCE, SCOPE))
    await office.append(Resolved())

    assert starting(await office.incident(), other, Given()) == []
