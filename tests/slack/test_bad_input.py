"""What cannot be done is answered to the person alone, says what to type, and changes nothing."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests.slack.town import Town

LONG = "x" * 5_000
SHOUT = "<!channel>"


@dataclass(frozen=True)
class Before:
    """What must be the same afterwards."""

    entries: int
    incidents: int
    promised: int
    public: int


async def now(town: Town) -> Before:
    count = await town.incidents()
    promised = [len(await town.promised(each + 1)) for each in range(count)]
    public = [
        record
        for record in town.workspace.hub.journal.since(0, kinds=["state"])
        if record["what"] == "message" and record["user"] is None
    ]
    return Before(await town.total(), count, sum(promised), len(public))


async def refuses(town: Town, line: str, *told: str, where: str = "", by: str = "ana") -> None:
    before, seen = await now(town), town.seq

    answer = await town.says(by, line, where=where)

    for part in told:
        assert part in answer, line
    assert await now(town) == before, line
    assert (await town.whispered(by, since=seen)) == answer
    assert len(answer) < 700


UNKNOWN = {
    "frobnicate the database": (
        "“frobnicate” is not something Muster can do here",
        "/incident note",
    ),
    "resovle": ("“resovle” is not a verb. Did you mean */incident resolve*?",),
    "help frobnicate": ("There is no verb “frobnicate”", "/incident help"),
    "list frobnicate": ("There is no list “frobnicate”", "/incident list open, mine or recent"),
    "timeline 0": ("how many entries, 1 to 50", "/incident timeline 30"),
    "timeline many": ("how many entries, 1 to 50", "/incident timeline 30"),
    "INC-99 status": ("There is no INC-99",),
}

TITLES = {
    "title": ("The title is empty", "Add a few words"),
    f"title {LONG}": ("5,000 characters; at most 120", "Shorten it"),
    f"declare {LONG}": ("5,000 characters; at most 120", "Shorten it"),
    "title 🔥🔥": ("The title has no words", "what is broken"),
    "title :fire: :fire:": ("The title has no words", "what is broken"),
    "declare 🔥 :fire:": ("The title has no words", "what is broken"),
    "title \u200b\u2060": ("The title is empty", "Add a few words"),
    "title !!! ???": ("The title has no words", "what is broken"),
}

CHARACTERS = {
    "note a\x00b": ("control character (U+0000)", "Type it again"),
    "note a\ud800b": ("broken character", "Type it again"),
    "title pay\u202eday": ("reverses text", "Type it again"),
    "declare pay\u2066day is broken": ("reverses text", "Type it again"),
    "impact \ud83d": ("broken character", "Type it again"),
    "\x00": ("“",),
    "\ud800 \udfff": ("“",),
}

SHOUTS = {
    f"{verb} {SHOUT}": ("would notify many people (channel)", "Leave that out")
    for verb in (
        "title", "declare payments fail", "impact", "note", "hypo", "mitigate", "resolve",
        "sev 1", "status identified", "update", "update internal:", "when impact 01:00",
        "mitigate Roll back --temporary --revert",
    )
} | {
    "note @here look": ("would notify many people (here)", "Leave that out"),
    "note <!subteam^S0PAYMENTS|@payments-oncall>": ("would notify many people (payments-oncall)",),
}  # fmt: skip

SEVERITIES = {
    "sev 9": ("There is no severity “9”", "Use sev1 (worst) to sev4"),
    "sev high": ("There is no severity “high”", "Use sev1 (worst) to sev4"),
    "declare sev9 Checkout fails": ("There is no severity “sev9”", "Use sev1 (worst) to sev4"),
    "sev9": ("There is no severity “sev9”", "Use sev1 (worst) to sev4"),
}

TIMES = {
    "note deploy at 25:00": ("25:00",),
    "note deploy at 12:61": ("12:61",),
    "note deploy at 2026-02-30 10:00": ("2026-02-30 10:00",),
    "note deploy at 2030-01-01 10:00": ("future",),
    "when mitigated 25:00": ("25:00",),
    "when mitigated 2030-01-01 10:00": ("future",),
    "when lunch 02:00": ("Type which moment and when", "mitigated"),
    "mitigate Roll back --temporary until yesterday": ("yesterday",),
}

PEOPLE = {
    "role wizard": ("There is no role “wizard”", "Use one of: lead, comms, scribe, ops"),
    "role @ben": ("There is no role", "Use one of: lead"),
    "role comms @nobody-of-that-name": ("could not tell who that is", "/incident role comms @user"),
    "lead @nobody-of-that-name": ("could not tell who that is", "/incident lead @user"),
}

WORK = {
    "status fixed": ("“fixed” is not a status", "investigating, identified or monitoring"),
    "status resolved": ("“resolved” is not a status", "/incident resolve"),
    "hypo 9 refuted because": ("There is no hypothesis H9",),
    "hypo 1 maybe": ("“maybe” is not a verdict", "supported, refuted or inconclusive"),
    "mitigate 9 reverted": ("There is no mitigation M9", "/incident mitigate text"),
    "mitigate 1": ("Say what became of M1", "reverted (it is undone)"),
    "mitigate 1 temporary until 14:00": ("Say what became of M1", "is said at its start"),
    "mitigate Go slow temporary until noon": ("“noon” is no time", "Type 06:00"),
    "step": ("Type /incident step done",),
    "step frobnicate": ("Type /incident step done",),
    "step done": ("No runbook is attached yet", "/incident next"),
    "check": ("No runbook is attached yet", "/incident next"),
    "next frobnicate": ("There is no runbook “frobnicate”", "There are: chain, checkout, generic"),
    "close": ("not resolved yet", "/incident resolve"),
    "reopen": ("is open already", "/incident"),
    "reopen why not": ("is open already", "/incident"),
    f"update {LONG}": ("5,000 characters; at most 2,000", "Shorten it"),
    f"note {LONG}": ("5,000 characters; at most 3,000", "Shorten it"),
}


@pytest.mark.parametrize(
    "table",
    [UNKNOWN, TITLES, CHARACTERS, SHOUTS, SEVERITIES, TIMES, PEOPLE, WORK],
    ids=["unknown", "titles", "characters", "shouts", "severities", "times", "people", "work"],
)
async def test_what_cannot_be_done_says_why(town: Town, table: dict[str, tuple[str, ...]]) -> None:
    await town.declares()
    for line, told in table.items():
        await refuses(town, line, *told)


OUTSIDE = {
    "frobnicate": ("“frobnicate” is neither a verb nor a title", "/incident checkout is failing"),
    "resovle": ("Did you mean */incident resolve*?",),
    "🔥 🔥": ("The title has no words",),
    f"{SHOUT} everything burns": ("would notify many people (channel)",),
    f"payments {LONG}": ("5,009 characters; at most 120",),
    "INC-99": ("There is no INC-99",),
    "sev9 payments fail": ("There is no severity “sev9”",),
    "resolve": ("This is not an incident channel", "/incident list"),
}


async def test_outside_of_incidents_nothing_is_declared_by_mistake(town: Town) -> None:
    for line, told in OUTSIDE.items():
        await refuses(town, line, *told, where="#general")


ENDED = (
    "sev 1", "title Other words", "impact 45 %", "status monitoring", "lead", "role comms",
    "mitigate Roll back", "next checkout", "step done", "check health",
)  # fmt: skip
CLOSED = (
    "note later",
    "hypo The deploy",
    "resolve again",
    "when mitigated 01:00",
    "update resolved: It is over.",
)


async def test_what_is_resolved_says_how_to_reopen_it(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "resolve")

    for line in ENDED:
        await refuses(town, line, "This incident is resolved.", "/incident reopen why")
    await refuses(town, "reopen", "The reason is empty")
    await refuses(town, "resolve again", "resolved already", "/incident note")


async def test_what_is_closed_says_how_to_reopen_it(town: Town) -> None:
    await town.declares()
    await town.says("ana", "next checkout")
    await town.says("ana", "resolve")
    await town.says("ana", "close")

    for line in (*ENDED, *CLOSED):
        await refuses(town, line, "This incident is closed.", "/incident reopen why")


FORMS = ("note", "hypo", "mitigate", "impact")
IN_FORMS = {
    f"{SHOUT} wake up": "would notify many people",
    "a\x00b": "control character",
    "pay\u202eday": "reverses text",
}


@pytest.mark.parametrize("verb", FORMS)
async def test_a_form_says_at_the_field_what_is_wrong_and_stays_open(town: Town, verb: str) -> None:
    await town.declares()
    form = await town.opens("ana", "more", value=f"{verb}:1")
    before = await now(town)

    for text, told in IN_FORMS.items():
        sent = await town.sends(form, text=text)

        assert sent["outcome"] == "errors"
        assert told in sent["errors"]["text"]
    assert await now(town) == before

    assert (await town.sends(form, text="The deploy"))["outcome"] == "closed"


WRONG_IN_DECLARE: list[tuple[str, dict[str, Any]]] = [
    ("title", {"title": "🔥"}),
    ("title", {"title": f"{SHOUT} help"}),
    ("impact", {"title": "Checkout fails", "impact": f"{SHOUT} help"}),
    ("started", {"title": "Checkout fails", "started": "25:00"}),
    ("started", {"title": "Checkout fails", "started": "2030-01-01 10:00"}),
    ("service", {"title": "Checkout fails", "service": f"{SHOUT}"}),
]


async def test_the_declare_form_says_at_the_field_what_is_wrong(town: Town) -> None:
    for field, values in WRONG_IN_DECLARE:
        await town.person("ana").shortcut("declare")
        form = await town.person("ana").form()

        sent = await town.sends(form, **values)

        assert list(sent["errors"]) == [field], values
        await form.close()
    assert await town.incidents() == 0


WRONG_WORDS: list[tuple[str, str, dict[str, Any]]] = [
    ("severity_form", "why", {"severity": "sev1", "why": SHOUT}),
    ("update_form", "text", {"text": f"{SHOUT} we are on it"}),
    ("resolve_form", "text", {"text": SHOUT}),
]


async def test_wrong_words_are_shown_where_they_were_typed(town: Town) -> None:
    await town.declares()
    before = await now(town)
    for action, field, values in WRONG_WORDS:
        form = await town.opens("ana", action)

        sent = await town.sends(form, **values)

        assert "would notify many people" in sent["errors"][field]
        await form.close()
    assert await now(town) == before


async def test_a_form_of_an_incident_that_ended_meanwhile_says_so(town: Town) -> None:
    await town.declares()
    form = await town.opens("ana", "severity_form")
    await town.says("ana", "resolve")
    before = await now(town)

    sent = await town.sends(form, severity="sev1")

    assert "This incident is resolved." in str(sent["errors"])
    assert await now(town) == before


async def test_a_click_on_an_incident_that_is_over_says_so(town: Town) -> None:
    await town.declares()
    await town.clicks("ana", "take_lead")
    await town.says("ana", "resolve")
    [clicked] = town.deliveries("block_actions")
    before, seen = await now(town), town.seq

    late = clicked["payload"] | {"trigger_id": "1.2.later"}
    await town.workspace.director.send(
        "POST", "deliver", {"kind": "block_actions", "payload": late}
    )
    await town.settle()

    assert "This incident is resolved." in await town.whispered("ana", since=seen)
    assert await now(town) == before
