"""An incident in which every word that anybody wrote tries to be something else."""

from dataclasses import fields, replace
from enum import StrEnum

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.terms import Audience, PersonId, UpdateState, Words
from tests.domain.samples import EXAMPLES
from tests.stories.telling import Story

HOSTILE = (
    "|`x`| <script>alert(1)</script> <!-- **b** __u__ ~~s~~ [9] [9]: #x ![i](http://e.example/i) "
    "[go](javascript:alert(1)) &lt; &amp;#60; $m$ {{ 7 * 7 }} {% raw %} \\| =1+1 @here <@U0EVIL> "
    '\u202edesrever\u202c \u2066\x00\x1b[31m\ud800 שלום https://evil.example/"><b>/_a_ '
    "\r\n# heading\n\n- item\n1. one\n> quote\n```\n    code\n---\n"
    "| a | b |\n|---|---|\n\u2028# z #"
)


def entries() -> list[Entry]:
    """Return one entry of every kind, each with hostile words in every field that holds words."""
    story = Story("2024-01-15")
    person = PersonId(HOSTILE)
    for fact in (*_drafts(), *(_hostile(example) for example in EXAMPLES)):
        story.say("03:15", fact, by=person, occurred="03:12")
    return [*story.entries, _withdrawal(story, person)]


def _hostile(fact: Fact) -> Fact:
    words = {
        each.name: HOSTILE
        for each in fields(fact)
        if isinstance(value := getattr(fact, each.name), str) and not isinstance(value, StrEnum)
    }
    return replace(fact, **words)  # type: ignore[arg-type] # only fields that hold text


def _drafts() -> list[Fact]:
    return [
        facts.UpdateDrafted(number, Audience.PUBLIC, UpdateState.MONITORING, Words(HOSTILE))
        for number in range(1, 10)
    ]


def _withdrawal(story: Story, person: PersonId) -> Entry:
    fact = facts.EntryWithdrawn(len(story.entries), Words(HOSTILE))
    return story.say("03:16", fact, by=person).entries.pop()
