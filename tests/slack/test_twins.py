"""Every verb has a twin that is clicked: on the card, on the step card, or in a form."""

from datetime import timedelta

from bot.domain import facts
from bot.domain.facts import Fact
from bot.domain.terms import Audience, PersonId, Severity, Status, UpdateState, Verdict, Words
from tests.slack.town import Town


async def added(town: Town, since: int) -> list[Fact]:
    return (await town.facts())[since:]


async def test_take_lead_is_one_click(town: Town) -> None:
    await town.declares()
    before = len(await town.entries())

    await town.clicks("ben", "take_lead")

    ben = PersonId(town.id_of("ben"))
    assert facts.RoleTaken("lead", ben) in await added(town, before)
    assert "Take lead" not in await town.card()


async def test_who_has_the_lead_already_is_told_so(town: Town) -> None:
    """The button of the question for a lead stays where it was asked."""
    await town.declares()
    await town.pass_(timedelta(minutes=11))
    await town.says("ana", "lead")
    [asked] = [
        each
        for each in await town.person("ana").messages(town.channel)
        if "Nobody leads" in each["text"]
    ]

    answer = await town.clicks("ana", "take_lead", ts=asked["ts"])

    assert answer == f"<@{town.id_of('ana')}> is *Lead* already; nothing changed."


async def test_the_severity_form_sets_what_is_picked(town: Town) -> None:
    await town.declares()
    before = len(await town.entries())
    form = await town.opens("ana", "severity_form")
    assert form.view["state"]["values"]["severity"]["value"]["selected_option"]["value"] == "sev2"

    await town.sends(form, severity="sev1", why="nobody can pay")

    assert await added(town, before) == [
        facts.SeverityChanged(Severity.SEV1, Severity.SEV2, Words("nobody can pay"))
    ]


async def test_the_severity_form_alone_changes_nothing(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "severity_form")

    sent = await town.sends(form)

    assert sent["outcome"] == "updated"
    assert "nothing changed" in str(sent["view"]["blocks"])


async def test_the_menu_of_the_card_opens_a_form_for_each_text(town: Town) -> None:
    await town.declares()
    before = len(await town.entries())
    for verb, text in (
        ("note", "Deploy of 1.5.2"),
        ("hypo", "The deploy"),
        ("mitigate", "Roll back"),
        ("impact", "45 % of payments"),
    ):
        form = await town.opens("ana", "more", value=f"{verb}:1")
        assert (await town.sends(form, text=text))["outcome"] == "closed"

    assert await added(town, before) == [
        facts.Noted(Words("Deploy of 1.5.2")),
        facts.HypothesisRaised(1, Words("The deploy")),
        facts.MitigationStarted(1, Words("Roll back")),
        facts.ImpactDescribed(Words("45 % of payments")),
    ]


async def test_the_role_form_gives_a_role(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "more", value="role:1")

    await town.sends(form, role="comms", person="ben")

    assert (await town.incident()).roles == {"comms": town.id_of("ben")}
    assert "You are *Communications* of INC-1" in (await town.direct("ben"))[0]


async def test_each_form_can_be_opened_by_its_verb_alone(town: Town) -> None:
    await town.declares()
    titles = {
        "sev": "Severity",
        "note": "Add a note",
        "hypo": "Raise a hypothesis",
        "mitigate": "Start a mitigation",
        "impact": "Describe the impact",
        "role": "Assign a role",
        "update": "Write an update",
        "statuspage": "Write an update",
    }
    for verb, title in titles.items():
        assert await town.says("ana", verb) == ""

        form = await town.person("ana").form()
        assert form.title == title
        await form.close()


async def test_the_update_form_previews_and_publishes(town: Town) -> None:
    await town.declares()
    await town.says("ana", "lead")
    form = await town.opens("ana", "update_form")

    sent = await town.sends(form, text="We are looking at it.", state="investigating")
    assert sent["outcome"] == "updated"
    preview = await town.person("ana").form()
    assert "nobody outside has seen it" in str(preview.blocks)
    assert (await town.incident()).updates[0].phase == "drafted"

    await preview.click("update_publish")
    await town.settle()

    assert "U1 is approved" in str((await town.person("ana").form()).blocks)
    assert (await town.incident()).updates[0].phase == "published"


async def test_the_update_form_tells_colleagues_at_once(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "update_form")

    sent = await town.sends(form, text="We roll back at three.", audience="internal")

    assert sent["outcome"] == "closed"
    [update] = (await town.incident()).updates
    assert (update.audience, update.state) == (Audience.INTERNAL, UpdateState.INVESTIGATING)
    assert update.phase == "published"


async def test_the_status_page_button_shows_what_customers_see(town: Town) -> None:
    await town.declares()
    await town.says("ana", "update We are looking at it.")

    shown = await town.clicks("ana", "statuspage")

    assert "*Preview of U1*" in shown


async def test_resolve_close_and_reopen_are_clicks(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "resolve_form")
    await town.sends(form, text="Rolled back")
    assert (await town.incident()).summary == "Rolled back"

    await town.clicks("ana", "close")
    assert (await town.incident()).status is Status.CLOSED

    form = await town.opens("ana", "reopen_form")
    await town.sends(form, text="Errors are back")
    assert (await town.facts())[-1] == facts.Reopened(Words("Errors are back"))


async def test_the_draft_is_a_click_on_the_card_of_what_is_over(town: Town) -> None:
    await town.declares()
    await town.says("ana", "resolve")
    await town.says("ana", "note later")

    assert "The draft of INC-1" in await town.clicks("ana", "postmortem")


async def test_the_walk_through_a_runbook_is_clicks(town: Town) -> None:
    await town.declares()
    before = len(await town.entries())

    await town.clicks("ana", "runbook_start.checkout")
    form = await town.opens("ana", "done_form")
    await town.sends(form, text="It fails at the card form")
    await town.clicks("ana", "step_back")
    await town.clicks("ana", "step_done")
    await town.clicks("ana", "step_answer.1")

    kinds = [fact.kind for fact in await added(town, before)]
    assert kinds == [
        "runbook_attached",
        "step_done",
        "step_returned",
        "step_done",
        "question_answered",
        "check_requested",
        "evidence_collected",
    ]
    assert (await town.facts())[-3] == facts.QuestionAnswered("symptom", ("slow",))


async def test_a_question_can_be_answered_in_own_words(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")
    await town.clicks("ana", "step_done")
    form = await town.opens("ana", "answer_form")

    await town.sends(form, choices=None, text="A page of another shop")

    answered = facts.QuestionAnswered("symptom", (), Words("A page of another shop"))
    assert answered in await town.facts()


async def test_a_step_is_skipped_with_its_reason(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")
    form = await town.opens("ana", "skip_form")

    await town.sends(form, text="Ben did it")

    assert (await town.facts())[-1] == facts.StepSkipped("replicate", Words("Ben did it"))


async def test_a_check_runs_again_on_a_click(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")
    await town.clicks("ana", "step_done")
    await town.clicks("ana", "step_answer.0")

    await town.clicks("ana", "step_check")

    assert [each.step for each in (await town.incident()).evidence] == ["health", "by_hand"]


async def test_a_hypothesis_is_judged_in_the_form_as_in_the_command(town: Town) -> None:
    await town.declares()
    await town.says("ana", "hypo The deploy")
    form = await town.opens("ana", "more", value="hypo:1")

    await town.sends(form, text="1 supported the graph says so")

    judged = facts.HypothesisJudged(1, Verdict.SUPPORTED, (), Words("the graph says so"))
    assert (await town.facts())[-1] == judged


async def test_a_click_on_what_somebody_else_did_meanwhile_says_so(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "runbook_start.checkout")
    await town.clicks("ana", "step_done")
    before = await town.incident()
    seen = town.seq

    [_start, clicked] = town.deliveries("block_actions")
    late = clicked["payload"] | {"trigger_id": "1.2.later"}
    await town.workspace.director.send(
        "POST", "deliver", {"kind": "block_actions", "payload": late}
    )
    await town.settle()

    assert "nothing changed" in await town.whispered("ana", since=seen)
    assert (await town.incident()).position == before.position
