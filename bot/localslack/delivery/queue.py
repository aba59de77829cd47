"""What the bot is told: sent, acknowledged or not, and tried again."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace

from bot.localslack.clock import Clock
from bot.localslack.delivery.envelopes import RESPONSE_PAYLOAD, About, Delivery
from bot.localslack.delivery.http_transport import Answer, HttpTransport
from bot.localslack.delivery.sockets import Sockets
from bot.localslack.faults import Faults, Rule, drawn
from bot.localslack.ids import Ids
from bot.localslack.journal import Journal
from bot.localslack.shapes import Obj
from bot.localslack.strict.limits import limit
from bot.localslack.strict.violations import Violations

NOBODY = About()
RETRY_AFTER_S = (0, 60, 300)
"""At once, after a minute, after five more: https://docs.slack.dev/apis/events-api#retries"""
KEPT = 5000
SETTLE_S = 0.25


class Deliveries:
    """Send deliveries over one transport and keep account of them."""

    def __init__(
        self, clock: Clock, ids: Ids, journal: Journal, violations: Violations, faults: Faults
    ) -> None:
        self.clock = clock
        self.ids = ids
        self.journal = journal
        self.violations = violations
        self.faults = faults
        self.sockets = Sockets(clock, ids, journal, faults)
        self.sockets.acknowledge = self._frame
        self.http: HttpTransport | None = None
        self.verification_token = ""
        self.start: Callable[..., object] = lambda _task: None
        self.kept: deque[Delivery] = deque(maxlen=KEPT)
        self.last_ack_at: float | None = None
        self._waiting: dict[str, Delivery] = {}
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def transport(self) -> str:
        """Return which way the bot is told."""
        return "http" if self.http else "socket"

    @property
    def connections(self) -> int:
        """Return how many ways there are to reach the bot right now."""
        if self.http:
            return int(self.http.verified)
        return len(self.sockets.connections)

    @property
    def unanswered(self) -> int:
        """Return how many deliveries are neither acknowledged nor given up."""
        return len(self._waiting)

    def tell(self, kind: str, payload: Obj, about: About = NOBODY) -> Delivery:
        """Send one thing."""
        delivery = Delivery(
            id=self.ids.new("D"),
            kind=kind,
            type=about.type or kind,
            payload=payload,
            envelope_id=self._envelope_id(),
            transport=self.transport,
            user=about.user,
            channel=about.channel,
            event_id=about.event_id,
        )
        rule = self.faults.meet("delivery", kind=kind, type=delivery.type)
        if rule is None:
            self._send(delivery)
        else:
            self._send_with(rule, delivery)
        return delivery

    def again(self, delivery: Delivery, *, attempt: int = 0, reason: str | None = None) -> Delivery:
        """Send a copy: the same event_id and payload in a new envelope."""
        copy = replace(
            delivery,
            id=self.ids.new("D"),
            envelope_id=self._envelope_id(),
            transport=self.transport,
            attempt=attempt,
            reason=reason,
            connection=None,
            sent_at=None,
            acked_at=None,
            outcome=None,
            status=None,
            body={},
            deadline=None,
            done=asyncio.Event(),
        )
        self._send(copy)
        return copy

    def find(self, delivery_id: str) -> Delivery | None:
        """Return one of the deliveries that are kept."""
        return next((entry for entry in self.kept if entry.id == delivery_id), None)

    async def settled(self) -> None:
        """Wait until nothing is unanswered, but not for a bot that stays silent."""
        try:
            async with asyncio.timeout(SETTLE_S):
                await self._quiet.wait()
        except TimeoutError:
            return

    def forget(self) -> None:
        """Drop what was sent before a reset; whoever waits for it is let go."""
        for delivery in list(self._waiting.values()):
            self._finish(delivery, Answer(None, reason="dropped"), "dropped", retry=False)
        self.kept.clear()

    def _send_with(self, rule: Rule, delivery: Delivery) -> None:
        kind = rule.do["kind"]
        if kind == "drop":
            self.kept.append(delivery)
            self._finish(delivery, Answer(None, reason="dropped"), "dropped", retry=False)
        elif kind == "delay":
            delay = drawn(rule.do, self.ids.chance("delay"))
            self.clock.later(delay, f"deliver {delivery.id}", lambda: self._send(delivery))
        else:
            self._send(delivery)
            for number in range(1, int(rule.do.get("times", 1)) + 1):
                delay = number * float(rule.do.get("spacing_s", 0))
                self.clock.later(delay, f"repeat {delivery.id}", lambda: self.again(delivery))

    def _send(self, delivery: Delivery) -> None:
        delivery.sent_at = self.clock.time()
        self.kept.append(delivery)
        self._waiting[delivery.envelope_id] = delivery
        self._quiet.clear()
        if self.http is None:
            delivery.connection = self.sockets.send(delivery.envelope())
        self._note(delivery)
        if self.http is None and delivery.connection is None:
            self._finish(delivery, Answer(None, reason="connection_failed"), "dispatch_failed")
            return
        delivery.deadline = self.clock.later(
            limit("ack.seconds"), f"give up {delivery.id}", lambda: self._too_late(delivery)
        )
        if self.http is not None:
            self.start(self._post(delivery, self.http))

    async def _post(self, delivery: Delivery, http: HttpTransport) -> None:
        now = self.clock.time()
        challenge = self.ids.hexadecimal("challenge", 32) if not http.verified else ""
        if not await http.verify(self.verification_token, challenge, now):
            answer = Answer(None, reason="connection_failed")
            self._finish(delivery, answer, "not_delivered", retry=False)
            return
        rule = self.faults.meet("http", kind=delivery.kind, type=delivery.type)
        answer = await http.post(delivery, now, rule.do["kind"] if rule else "")
        if answer.accepted:
            self._finish(delivery, answer, "acked")
        else:
            timed_out = answer.reason == "http_timeout"
            outcome = "operation_timeout" if timed_out else "dispatch_failed"
            self._finish(delivery, answer, outcome, retry=not answer.no_retry)

    def _frame(self, frame: Obj) -> None:
        name = str(frame.get("envelope_id"))
        delivery = self._waiting.get(name)
        if delivery is None:
            self._unexpected(name)
            return
        body = frame.get("payload")
        if body and delivery.kind not in RESPONSE_PAYLOAD:
            self.violations.add(
                "ack_payload", delivery.type, "this envelope takes no response payload"
            )
        self._finish(delivery, Answer(200, body if isinstance(body, dict) else {}), "acked")

    def _unexpected(self, name: str) -> None:
        known = next((entry for entry in self.kept if entry.envelope_id == name), None)
        if known is None:
            self.violations.add("ack_unknown", "socket", f"no envelope {name}")
        else:
            code = "ack_twice" if known.outcome == "acked" else "ack_late"
            self.violations.add(code, known.type, f"{known.kind} {known.id}")

    def _too_late(self, delivery: Delivery) -> None:
        if delivery.outcome is None:
            answer = Answer(None, reason="http_timeout" if self.http else "timeout")
            self._finish(delivery, answer, "operation_timeout")

    def _finish(
        self, delivery: Delivery, answer: Answer, outcome: str, *, retry: bool = True
    ) -> None:
        if delivery.outcome is not None:
            self._unexpected(delivery.envelope_id)
            return
        delivery.outcome, delivery.status, delivery.body = outcome, answer.status, answer.body
        self._waiting.pop(delivery.envelope_id, None)
        if delivery.deadline is not None:
            delivery.deadline.cancelled = True
        if outcome == "acked":
            delivery.acked_at = self.last_ack_at = self.clock.time()
        self.journal.write(
            "ack",
            delivery=delivery.id,
            outcome=outcome,
            ms=delivery.ms,
            status=answer.status,
            body=answer.body,
        )
        if outcome != "acked" and retry and delivery.is_event:
            self._try_again(delivery, answer.reason)
        delivery.done.set()
        if not self._waiting:
            self._quiet.set()

    def _try_again(self, delivery: Delivery, reason: str | None) -> None:
        if delivery.attempt >= len(RETRY_AFTER_S):
            return
        delay = RETRY_AFTER_S[delivery.attempt]
        attempt = delivery.attempt + 1
        if delay == 0:
            self.again(delivery, attempt=attempt, reason=reason)
            return
        self.clock.later(
            delay,
            f"retry {attempt} of {delivery.event_id}",
            lambda: self.again(delivery, attempt=attempt, reason=reason),
        )

    def _note(self, delivery: Delivery) -> None:
        shown = ("type", "event_id", "envelope_id", "transport", "connection", "attempt", "reason")
        self.journal.write(
            "delivery",
            delivery=delivery.id,
            what=delivery.kind,
            **{key: getattr(delivery, key) for key in (*shown, "user", "channel", "payload")},
        )

    def _envelope_id(self) -> str:
        digits = self.ids.hexadecimal("envelope", 32)
        parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
        return "-".join(parts)
