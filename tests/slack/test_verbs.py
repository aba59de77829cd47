"""Every verb, typed behind /incident by somebody in the incident channel."""

from datetime import timedelta

from bot.domain import facts
from bot.domain.facts import Fact
from bot.domain.terms import (
    Audience,
    PersonId,
    Severity,
    Stamp,
    Status,
    UpdateState,
    Verdict,
    Words,
)
from tests.slack.town import FIRST, Town


async def said(town: Town, line: str, *, by: str = "ana") -> list[Fact]:
    """Type a line and return the facts that it added."""
    before = len(await town.entries())
    await town.says(by, line)
    return (await town.facts())[before:]


async def test_sev_sets_how_bad_it_is(town: Town) -> None:
    await town.declares()

    assert await said(town, "sev 1 nobody can pay") == [
        facts.SeverityChanged(Severity.SEV1, Severity.SEV2, Words("nobody can pay"))
    ]
    assert f"<@{town.id_of('ana')}> set the severity to *:red_circle: SEV1* — nobody can pay" in (
        await town.reads()
    )
    assert ":red_circle: SEV1" in await town.card()


async def test_a_higher_severity_is_announced_again(town: Town) -> None:
    await town.declares()

    await town.says("ana", "sev 1")
    assert len(await town.person("ben").messages("#incidents")) == 2

    await town.says("ana", "sev 3")
    assert len(await town.person("ben").messages("#incidents")) == 2


async def test_title_impact_and_status_show_on_the_card(town: Town) -> None:
    await town.declares()

    assert await said(town, "title Payments fail") == [facts.Retitled(Words("Payments fail"))]
    assert await said(town, "impact 45 % of payments") == [
        facts.ImpactDescribed(Words("45 % of payments"))
    ]
    assert await said(town, "status identified a bad deploy") == [
        facts.StatusChanged(Status.IDENTIFIED, Status.INVESTIGATING, Words("a bad deploy"))
    ]

    card = await town.card()
    for shown in ("INC-1 · Payments fail", "45 % of payments", ":bulb: Cause identified"):
        assert shown in card
    announced = str(await town.person("ben").messages("#incidents"))
    assert "Payments fail" in announced
    assert "45 % of payments" in announced


async def test_status_alone_shows_the_card_to_one_person(town: Town) -> None:
    await town.declares()

    shown = await town.says("ana", "status")

    assert "INC-1 · Checkout fails" in shown
    assert "Take lead" in shown


async def test_lead_is_taken_and_given(town: Town) -> None:
    await town.declares()
    ana, ben = PersonId(town.id_of("ana")), PersonId(town.id_of("ben"))

    assert await said(town, "lead") == [facts.RoleTaken("lead", ana)]
    assert facts.RoleTaken("lead", ben) in await said(town, "lead @ben")

    assert (await town.incident()).lead == ben
    assert f"*Lead*\n<@{ben}>" in await town.card()
    assert f"<@{ben}> is *Lead* now, asked by <@{ana}>" in await town.reads()


async def test_role_is_given_to_somebody_or_taken(town: Town) -> None:
    await town.declares()
    ana, ben = PersonId(town.id_of("ana")), PersonId(town.id_of("ben"))

    assert facts.RoleTaken("comms", ben) in await said(town, "role comms @ben")
    assert facts.RoleTaken("scribe", ana) in await said(town, "role Scribe")

    assert f"comms: <@{ben}> · scribe: <@{ana}>" in await town.card()


async def test_note_is_written_down_for_now_and_for_earlier(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "note Deploy of 1.5.2 at 01:40")

    entry = (await town.entries())[-1]
    assert entry.fact == facts.Noted(Words("Deploy of 1.5.2"))
    assert entry.recorded - entry.occurred == timedelta(minutes=20)
    assert "01:40 UTC" in answer
    assert await said(town, "note all errors are 401") == [facts.Noted(Words("all errors are 401"))]


async def test_hypo_raises_and_judges(town: Town) -> None:
    await town.declares()

    assert await said(town, "hypo the 1.5.2 deploy") == [
        facts.HypothesisRaised(1, Words("the 1.5.2 deploy"))
    ]
    assert "*H1*  the 1.5.2 deploy" in await town.card()
    assert await said(town, "hypo 1 refuted started before it") == [
        facts.HypothesisJudged(1, Verdict.REFUTED, (), Words("started before it"))
    ]
    assert "*H1*" not in await town.card()


async def test_mitigate_starts_confirms_reverts_and_keeps(town: Town) -> None:
    await town.declares()

    [started] = await said(
        town, 'mitigate Turn off promo codes --temporary until 03:00 --revert "turn them on"'
    )
    assert started == facts.MitigationStarted(
        1,
        Words("Turn off promo codes"),
        is_temporary=True,
        until=town.clock.now() + timedelta(hours=1),
        revert=Words("turn them on"),
    )
    assert "*M1*  Turn off promo codes _(temporary)_" in await town.card()
    assert await said(town, "mitigate 1 worked errors are gone") == [
        facts.MitigationConfirmed(1, Words("errors are gone"))
    ]
    assert await said(town, "mitigate 1 permanent nobody uses them") == [
        facts.MitigationMadePermanent(1, Words("nobody uses them"))
    ]
    assert await said(town, "mitigate M1 reverted") == [facts.MitigationReverted(1)]


async def test_next_shows_the_step_and_step_handles_it(town: Town) -> None:
    await town.declares()
    assert "Which runbook do we follow?" in await town.says("ana", "next")

    await town.says("ana", "next checkout")
    assert "*Buy something yourself*" in await town.steps()
    assert "*Buy something yourself*" in await town.says("ana", "next")

    assert await said(town, "step done it fails at the card form") == [
        facts.StepDone("replicate", Words("it fails at the card form"))
    ]
    assert "*What do customers see?*" in await town.steps()
    assert await said(town, "step back") == [facts.StepReturned("replicate")]
    assert await said(town, "step skip we saw it") == [
        facts.StepSkipped("replicate", Words("we saw it"))
    ]


async def test_a_question_is_answered_by_its_word(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "step done")

    added = await said(town, "step done a page that never loads")

    assert added[0] == facts.QuestionAnswered("symptom", ("slow",))
    assert "The service is overloaded" in await town.steps()


async def test_checks_run_by_themselves_and_by_word(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "step done")

    await town.says("ana", "step done An error page")

    [evidence] = (await town.incident()).evidence
    assert (evidence.step, evidence.outcome) == ("health", "pass")
    assert ":white_check_mark: PASS  E1  The service says that it is well" in await town.steps()

    answer = await town.says("ana", "check")
    assert "Checking" in answer
    assert [each.outcome for each in (await town.incident()).evidence] == ["pass", "fail"]


async def test_the_answer_of_a_check_comes_into_the_thread_of_the_step_card(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "check health")

    messages = await town.person("ana").messages(town.channel)
    [root] = [each for each in messages if each["reply_count"]]
    thread = await town.reads(thread=root["ts"])
    assert ":white_check_mark: PASS  *E1*  The service says that it is well" in thread[1]


async def test_timeline_lists_what_was_recorded(town: Town) -> None:
    await town.declares()
    await town.says("ana", "note all errors are 401")
    await town.says("ben", "INC-1 note and 403", where="#general")

    shown = await town.says("ana", "timeline")
    newest = await town.says("ana", "timeline 1")

    assert f"<@{town.id_of('ana')}> noted: all errors are 401" in shown
    assert "and 403" in newest
    assert "401" not in newest
    assert "earlier entries" in newest


async def test_list_names_what_is_open_mine_and_recent(town: Town) -> None:
    await town.declares()
    await town.says("ben", "declare Search is slow", where="#general")
    await town.says("ben", "INC-2 resolve", where="#general")

    assert "INC-1" in await town.says("ana", "list", where="#general")
    assert "INC-2" not in await town.says("ana", "list", where="#general")
    assert "INC-2" in await town.says("ana", "list recent", where="#general")
    assert "No open incidents" in await town.says("chi", "list mine", where="#general")


async def test_health_says_what_was_done(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "health")

    assert answer == "All is well: Muster has done 9 things here, none failed."


async def test_when_sets_a_moment(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "when mitigated 01:50 from the graph")

    assert (await town.facts())[-1] == facts.StampSet(
        Stamp.MITIGATED, town.clock.now() - timedelta(minutes=10), Words("from the graph")
    )
    assert "*mitigated* is recorded as" in answer


async def test_update_shows_a_preview_and_changes_nothing_outside(town: Town) -> None:
    await town.declares()

    shown = await town.says("ana", "update monitoring: Payments work again.")

    assert "*Preview of U1* — nobody outside has seen it." in shown
    assert ">Payments work again." in shown
    assert (await town.facts())[-1] == facts.UpdateDrafted(
        1,
        Audience.PUBLIC,
        UpdateState.MONITORING,
        Words("Payments work again."),
        Words("Service disruption"),
    )
    assert await town.muster.posts.of(FIRST) == []


async def test_an_internal_update_goes_to_the_channel(town: Town) -> None:
    await town.declares()

    await town.says("ana", "update internal: We roll back at three.")

    assert any("We roll back at three." in each for each in await town.reads())
    assert await town.muster.posts.of(FIRST) == []


async def test_resolve_close_and_reopen(town: Town) -> None:
    await town.declares()

    await town.says("ana", "resolve Rolled back to 1.5.1")
    assert (await town.incident()).status is Status.RESOLVED
    await town.says("ana", "close")
    assert (await town.incident()).status is Status.CLOSED
    await town.says("ana", "reopen errors are back")
    assert (await town.incident()).status is Status.INVESTIGATING
    assert ":mag: Investigating" in await town.card()


async def test_postmortem_shares_the_draft_at_any_time(town: Town) -> None:
    await town.declares()

    answer = await town.says("ana", "postmortem")

    assert "The draft of INC-1 comes into the channel" in answer
    messages = await town.person("ana").messages(town.channel)
    [name] = [file["name"] for each in messages for file in each["files"]]
    assert name == "inc-1-postmortem-draft.md"
