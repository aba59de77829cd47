"""One thing that the bot is told, and what became of it."""

import asyncio
from dataclasses import dataclass, field

from bot.localslack.clock import Timer
from bot.localslack.journal import iso
from bot.localslack.shapes import Obj

ENVELOPE_TYPE = {"event_callback": "events_api", "slash_commands": "slash_commands"}
"""The Socket Mode envelope type by kind; every other kind is "interactive"."""

RESPONSE_PAYLOAD = frozenset({"slash_commands", "view_submission", "block_suggestion"})
"""Kinds whose acknowledgement may carry an answer over Socket Mode (events never)."""


@dataclass(frozen=True, slots=True)
class About:
    """What a delivery is about, for people who look at the list: none of it is sent."""

    type: str | None = None
    user: str | None = None
    channel: str | None = None
    event_id: str | None = None


@dataclass(slots=True)
class Delivery:
    """One attempt to tell the bot one thing."""

    id: str
    kind: str
    type: str
    payload: Obj
    envelope_id: str
    user: str | None = None
    channel: str | None = None
    event_id: str | None = None
    attempt: int = 0
    reason: str | None = None
    transport: str = "socket"
    connection: int | None = None
    sent_at: float | None = None
    acked_at: float | None = None
    outcome: str | None = None
    status: int | None = None
    body: Obj = field(default_factory=dict)
    deadline: Timer | None = None
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_event(self) -> bool:
        """Say whether Slack would try this again."""
        return self.kind == "event_callback"

    @property
    def ms(self) -> int | None:
        """Return how long the bot took to acknowledge."""
        if self.sent_at is None or self.acked_at is None:
            return None
        return round((self.acked_at - self.sent_at) * 1000)

    def envelope(self) -> Obj:
        """Return the frame of Socket Mode.

        Vendor: https://docs.slack.dev/apis/events-api/using-socket-mode#events
        """
        frame: Obj = {
            "envelope_id": self.envelope_id,
            "type": ENVELOPE_TYPE.get(self.kind, "interactive"),
            "payload": self.payload,
            "accepts_response_payload": self.kind in RESPONSE_PAYLOAD,
        }
        if self.is_event:
            frame |= {"retry_attempt": self.attempt, "retry_reason": self.reason or ""}
        return frame

    def as_seen(self) -> Obj:
        """Return the delivery as the control API shows it."""
        shown: Obj = {key: getattr(self, key) for key in SEEN}
        moments = {"sent_at": self.sent_at, "acked_at": self.acked_at}
        return shown | {key: None if at is None else iso(at) for key, at in moments.items()}


SEEN = (
    "id",
    "kind",
    "type",
    "event_id",
    "envelope_id",
    "transport",
    "connection",
    "attempt",
    "reason",
    "ms",
    "outcome",
)
