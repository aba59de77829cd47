"""The boundary: one handler per kind of Slack payload, then our own table, then the answer."""

import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from bot.domain.errors import Rejected, Unavailable
from bot.domain.terms import MUSTER, ChannelId, PersonId
from bot.ports import Clock, Deliveries, Delivery, Json, Poisoned, Unconcerned, Work
from bot.slack import reading, shapes
from bot.slack.call import (
    Action,
    Call,
    Command,
    Event,
    Handler,
    Misfilled,
    at_a_field,
    only_you,
)
from bot.slack.preferences import Preferences
from bot.slack.speech import Speech
from bot.slack.spoken import spoken
from bot.slack.text import Mrkdwn, told
from bot.slack.token import REVOKED

log = logging.getLogger(__name__)

OUTDATED = Mrkdwn(
    "Muster does not know this any more: it is from an earlier version. Type /incident status for "
    "a new card, or /incident help."
)

UNREADABLE = Mrkdwn(
    "Muster could not read what Slack sent, so nothing was recorded. Please try again."
)

Ack: TypeAlias = Callable[..., Awaitable[Any]]
Start: TypeAlias = Callable[[Coroutine[Any, Any, None]], None]
Check: TypeAlias = Callable[[Iterable[PersonId]], Awaitable[None]]
Meet: TypeAlias = Callable[[PersonId], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Tables:
    """Every verb, click, form and event by its name."""

    commands: Mapping[str, Command]
    actions: Mapping[str, Action]
    views: Mapping[str, Action]
    shortcuts: Mapping[str, Action]
    events: Mapping[str, Event]


@dataclass(frozen=True, slots=True)
class Listener:
    """Answers Slack within its three seconds: decide, commit, acknowledge; the rest comes later.

    `check` raises Rejected for people who can take no part; it answers within a second.
    `start` begins an errand that nobody waits for, such as opening a form, or learning with `meet`
    what somebody who does something here is called; `alarm` is the one for a token that Slack may
    refuse from now on. A delivery of another
    shape than Slack documents is acknowledged, counted in `ignored`, and changes nothing.
    """

    tables: Tables
    deliveries: Deliveries
    preferences: Preferences
    clock: Clock
    speech: Speech
    check: Check
    meet: Meet
    start: Start
    alarm: Callable[[], Coroutine[Any, Any, None]]
    ignored: Counter[str] = field(default_factory=Counter)

    async def command(self, ack: Ack, body: Json) -> None:
        """Answer a slash command, to the person alone."""
        if self._is_unreadable("command", shapes.COMMAND, body):
            await ack(**_visible(only_you(UNREADABLE)))
            return
        said = spoken(str(body.get("text") or ""), self.tables.commands)
        call = replace(self._call(body), trigger=body["trigger_id"])
        key = reading.interaction_key(body)
        reply = await self._answer(key, "command", body, call, said)
        await ack(**_visible(reply))
        self._follow_up(reply, call)

    async def action(self, ack: Ack, body: Json) -> None:
        """Answer a click; what it changed shows on the cards."""
        if self._is_unreadable("action", shapes.ACTION, body):
            await ack()
            return
        clicked = body["actions"][0]
        action = self.tables.actions.get(reading.action_of(clicked))
        if action is None:
            await ack()
            self._tell(only_you(OUTDATED), self._call(body))
            return
        call = replace(
            self._call(body),
            value=reading.chosen(clicked),
            trigger=body["trigger_id"],
            state=(body.get("state") or (body.get("view") or {}).get("state") or {}),
            metadata=(body.get("view") or {}).get("private_metadata") or "",
        )
        key = reading.interaction_key(body)
        reply = await self._answer(key, "action", body, call, action)
        await ack()
        self._follow_up(reply, call)
        self._tell(reply, call)

    async def shortcut(self, ack: Ack, body: Json) -> None:
        """Answer a shortcut, global or on a message."""
        if self._is_unreadable("shortcut", shapes.SHORTCUT, body):
            await ack()
            return
        action = self.tables.shortcuts.get(body["callback_id"])
        if action is None:
            await ack()
            self._tell(only_you(OUTDATED), self._call(body))
            return
        call = replace(self._call(body), trigger=body["trigger_id"])
        key = reading.interaction_key(body)
        reply = await self._answer(key, "shortcut", body, call, action)
        await ack()
        self._follow_up(reply, call)
        self._tell(reply, call)

    async def view(self, ack: Ack, body: Json) -> None:
        """Answer a sent form: close it, or show what is wrong in the field where it is wrong."""
        if self._is_unreadable("view", shapes.VIEW, body):
            await ack(response_action="update", view=self.speech.notice(UNREADABLE))
            return
        form = body["view"]
        action = self.tables.views.get(form["callback_id"])
        if action is None:
            await ack(response_action="update", view=self.speech.notice(OUTDATED))
            return
        call = replace(
            self._call(body),
            state=form["state"],
            metadata=form["private_metadata"],
            trigger=body.get("trigger_id") or "",
        )
        # Pressed once more after a lost answer, the form differs in nothing but its trigger.
        key, told = reading.submission_key(body), {"state": form["state"]}
        reply = await self._answer(key, "view", told, call, action)
        errors = reply.get("errors") or at_a_field(reply, form["blocks"])
        shown = reply.get("update")
        if errors:
            await ack(response_action="errors", errors=errors)
        elif shown:
            await ack(response_action="update", view=shown)
        elif "text" in reply and not reply.get("said"):
            await ack(response_action="update", view=self.speech.notice(reply["text"]))
        else:
            await ack()

    async def closed(self, ack: Ack) -> None:
        """Let a form be closed."""
        await ack()

    async def options(self, ack: Ack) -> None:
        """Offer nothing: none of our selects asks for its options."""
        await ack(options=[])

    async def event(self, ack: Ack, body: Json) -> None:
        """Acknowledge an event once it is `noted`."""
        await self.noted(body)
        await ack()

    async def noted(self, body: Json) -> None:
        """Take note of what happened; events that no rule cares about leave no trace.

        Unavailable is passed on: the delivery is then not acknowledged and Slack sends it again.
        """
        if not self._is_unreadable("event", shapes.EVENT, body):
            if body["event"]["type"] in REVOKED:
                self.start(self.alarm())
            await self._heard(body, body["event"])

    async def _heard(self, body: Json, event: Json) -> None:
        rule = self.tables.events.get(event["type"])
        if rule is None or not rule.concerns(event):
            return
        if self._is_unreadable(f"event.{rule.type}", rule.shape, event):
            return
        run = rule.own if reading.is_our_own(body) else rule.run
        if run is not None:
            await self._note(rule, run, body, event)

    async def _note(self, rule: Event, run: Handler, body: Json, event: Json) -> None:
        call = Call(
            person=PersonId(reading.author_of(event) or MUSTER),
            channel=ChannelId(rule.channel(event)),
            now=self.clock(),
            preferences=self.preferences,
            payload=event,
        )
        key = f"evt:{reading.team_of(body)}:{body['event_id']}"
        delivery = reading.delivery(key, f"event.{event['type']}", event, call.now)
        with suppress(Unconcerned):
            await self._decide(delivery, call, run)

    async def _decide(self, delivery: Delivery, call: Call, run: Handler) -> None:
        async def decision(work: Work) -> Json:
            known = await work.incidents.in_channel(call.channel)
            if known is None:
                raise Unconcerned
            return await run(replace(call, incident_id=known), work)

        try:
            await self.deliveries.decide(delivery, decision)
        except Rejected as rejected:
            log.info("event.rejected", extra={"event_type": delivery.kind, "why": str(rejected)})
        except Poisoned as poisoned:
            log.error("event.poisoned", extra={"error_id": poisoned.error_id})  # noqa: TRY400 - the trace is kept with the delivery

    def _is_unreadable(self, kind: str, shape: shapes.Shape, told: Json) -> bool:
        """Whether this has a shape that nothing here can read; then it is counted."""
        fault = shape(told)
        times = shapes.tally(self.ignored, kind) if fault else 0
        if times:
            log.warning("delivery.ignored", extra={"kind": kind, "at": fault, "times": times})
        return bool(fault)

    def _call(self, body: Json) -> Call:
        return Call(
            person=PersonId(reading.person_of(body)),
            channel=ChannelId(reading.channel_of(body)),
            now=self.clock(),
            preferences=self.preferences,
            payload=body,
        )

    async def _answer(
        self,
        key: str,
        kind: str,
        body: Json,
        call: Call,
        action: Action,
    ) -> Json:
        return await self.decided(reading.delivery(key, kind, body, call.now), call, action)

    async def decided(self, delivery: Delivery, call: Call, action: Action) -> Json:
        """Decide once; every way to fail becomes a sentence for the person."""

        async def decision(work: Work) -> Json:
            return await action.run(await _located(call, work), work)

        try:
            # Before anything is decided: no transaction stays open while Slack is asked.
            await self.check(action.names(call))
            if action.reads:
                return await self.deliveries.read(decision)
            return await self._decided(delivery, decision, call)
        except Misfilled as misfilled:
            return {"errors": {misfilled.block_id: str(misfilled)}}
        except Rejected as rejected:
            return {"text": told(str(rejected)), "failed": True, "refused": str(rejected)}
        except Unavailable:
            return {"text": self.speech.busy(), "failed": True}
        except Poisoned as poisoned:
            return {"text": self.speech.broken(poisoned.error_id), "failed": True}

    async def _decided(
        self, delivery: Delivery, decision: Callable[[Work], Awaitable[Json]], call: Call
    ) -> Json:
        reply = await self.deliveries.decide(delivery, decision)
        self.start(self.meet(call.person))
        return reply

    def _follow_up(self, reply: Json, call: Call) -> None:
        if "view" in reply:
            self.start(self.speech.open_form(call, reply["view"], Mrkdwn(reply["text"])))

    def _tell(self, reply: Json, call: Call) -> None:
        if reply.get("text") and "view" not in reply:
            self.start(self.speech.answer(call, reply))


async def _located(call: Call, work: Work) -> Call:
    """Take the incident from the channel unless the person named one."""
    if call.incident_id is not None or not call.channel:
        return call
    return replace(call, incident_id=await work.incidents.in_channel(call.channel))


def _visible(reply: Json) -> Json:
    """Keep of a reply what Slack shows to the person who typed the command."""
    if "view" in reply or not reply.get("text"):
        return {}
    shown: Json = {"response_type": "ephemeral", "text": reply["text"]}
    return shown | ({"blocks": reply["blocks"]} if reply.get("blocks") else {})
