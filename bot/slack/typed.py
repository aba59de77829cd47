"""What people type on a command line: the same verbs, decided by the same handlers."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from bot.domain.entries import Entry
from bot.domain.errors import Rejected
from bot.domain.facts import Noted
from bot.domain.terms import ChannelId, IncidentId, PersonId, label, slug
from bot.ports import Effect, Json, Promised, Promises, Summary, Work
from bot.slack import reading
from bot.slack.call import Action, Call, only_you
from bot.slack.grammar import Said, understand
from bot.slack.health import waiting
from bot.slack.listener import OUTDATED, Listener
from bot.slack.spoken import ANYWHERE, spoken
from bot.slack.text import Mrkdwn, m, one_line
from bot.workflows.consequences import channel_lane

MOST = 20
"""So many open incidents are offered to choose from."""

MEMBER = re.compile(r"(?<![\w@])(?:&lt;)?@([UW][A-Z0-9]{2,20})(?:&gt;|(?!\w))")
"""The id of a Slack member, as people copy it from a profile.

Vendor: https://docs.slack.dev/reference/objects/user-object
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Words that somebody typed; under the same `id` they are decided once, however often sent.

    `is_sure` is the answer to the question whether bare words shall declare one more incident.
    """

    id: str
    person: PersonId
    words: str
    incident_id: IncidentId | None = None
    is_sure: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button of an earlier answer that somebody chose."""

    id: str
    person: PersonId
    button: str
    value: str
    incident_id: IncidentId | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """Answers a command line.

    Replies are those of Slack; some hold more, for who asks on: `incident` is its number;
    `recorded` tells whether it has new entries; `choices` are incidents of which one must be
    named; `unsure` asks whether bare words are a title; `waits` says what Slack did not take yet;
    `reads` tells that nothing was to be recorded.
    """

    listener: Listener

    async def says(self, line: Line) -> Json:
        """Decide a line. Nothing is asked of Slack but whether a named person can respond."""
        action = self._line(as_sent(line.words) or "status", is_sure=line.is_sure)
        return await self._decided(line, self._call(line), action)

    async def presses(self, press: Press) -> Json:
        """Decide a button, as a click on it would be."""
        actions = self.listener.tables.actions
        if press.button == "say":
            action = self._line(press.value)
        elif press.button in actions:
            action = _button(actions[press.button])
        else:
            return only_you(OUTDATED) | {"failed": True}
        return await self._decided(press, replace(self._call(press), value=press.value), action)

    def _call(self, what: Line | Press) -> Call:
        return Call(
            person=what.person,
            channel=ChannelId(""),
            now=self.listener.clock(),
            preferences=self.listener.preferences,
            incident_id=what.incident_id,
        )

    async def _decided(self, what: Line | Press, call: Call, action: Action) -> Json:
        kind = type(what).__name__.lower()
        delivery = reading.delivery(f"cli:{what.id}", kind, asdict(what), call.now)
        reply = await self.listener.decided(replace(delivery, source="cli"), call, action)
        return reply | {"reads": action.reads}

    def _line(self, sent: str, *, is_sure: bool = False) -> Action:
        commands = self.listener.tables.commands
        said = understand(sent, commands)
        inner = spoken(sent, commands)
        command = commands.get(said.verb)
        needs_incident = command is not None and command.group != ANYWHERE

        async def run(call: Call, work: Work) -> Json:
            here = call.incident_id if said.incident_id is None else said.incident_id
            if here is None and (needs_incident or not command):
                open_ones = await work.incidents.list(only_open=True, limit=MOST)
                if not command:
                    asked = _unsure(said, open_ones) if not is_sure else None
                    return asked or await inner.run(call, work)
                if len(open_ones) != 1:
                    return _which(open_ones)
                here = open_ones[0].incident_id
            return await _on(here, inner, replace(call, incident_id=here), work)

        return replace(inner, run=run)


def as_sent(words: str) -> str:
    """Write words as Slack sends them: escaped, and people mentioned by their ids."""
    escaped = words.strip().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MEMBER.sub(r"<@\1>", escaped)


def _button(inner: Action) -> Action:
    async def run(call: Call, work: Work) -> Json:
        return await _on(call.incident_id, inner, call, work)

    return replace(inner, run=run)


async def _on(here: IncidentId | None, inner: Action, call: Call, work: Work) -> Json:
    """Run a verb, and let the channel hear what only its own people would have seen."""
    before = 0 if here is None else (await work.timelines.incident(here)).position
    reply = await inner.run(call, work)
    if here is None:
        return reply
    now = await work.timelines.incident(here)
    if not inner.reads:
        await work.effects.plan(_heard(here, now.entries[before:]))
    reply = reply or only_you(m("Recorded on {}.", Mrkdwn(label(here))))
    more = {"incident": here, "recorded": now.position > before}
    return reply | more | _waits(await work.effects.at_hand(here, ()))


def _heard(here: IncidentId, entries: Sequence[Entry]) -> Promises:
    """Promise a line in the channel for each new note: nobody there saw it being written."""
    return Promises(
        effects=tuple(
            Effect(
                f"{slug(here)}/slack.line/{entry.position}",
                "slack.line",
                here,
                {"position": entry.position},
                lane=channel_lane(here),
            )
            for entry in entries
            if isinstance(entry.fact, Noted)
        )
    )


def _waits(promised: Sequence[Promised]) -> Json:
    """Tell since when calls wait, and why, if any does."""
    slow = waiting(promised)
    if not slow:
        return {}
    oldest = min(slow, key=lambda each: each.planned_at)
    return {"waits": {"since": f"{oldest.planned_at:%H:%M} UTC", "reason": oldest.reason}}


def _which(open_ones: Sequence[Summary]) -> Json:
    if not open_ones:
        raise Rejected(
            "No incident is open. Declare one: /incident declare and what is broken. One that is "
            "over is named first: /incident INC-1 timeline; /incident list recent shows them."
        )
    choices = [{"incident": each.incident_id, "title": each.title} for each in open_ones]
    text = Mrkdwn("Several incidents are open. Name one, as in /incident INC-1 status.")
    return only_you(text) | {"failed": True, "choices": choices}


def _unsure(said: Said, open_ones: Sequence[Summary]) -> Json | None:
    """Ask before bare words declare one more incident: most who forget a verb mean the open one."""
    if said.near or not said.rest or not open_ones:
        return None
    newest = open_ones[0]
    text = m(
        "“{}” is no verb, and {} is open: {}. To write it down there: /incident note and the "
        "words. To declare another incident: /incident declare and the words.",
        one_line(said.rest, 60),
        Mrkdwn(label(newest.incident_id)),
        one_line(newest.title, 80),
    )
    return only_you(text) | {"failed": True, "unsure": True}
