"""What a command, button or form gets, and what it gives back."""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from bot.domain.errors import Rejected
from bot.domain.terms import ChannelId, IncidentId, PersonId
from bot.ports import Json, Work
from bot.slack.preferences import Preferences
from bot.slack.shapes import Shape
from bot.slack.text import Mrkdwn, m
from bot.workflows.record import Decide, Saying, record

SO = Mrkdwn("That is so already")


@dataclass(frozen=True, slots=True)
class Call:
    """One thing a person did: typed a command, pressed a button, sent a form.

    `text` is what stands behind the verb, `value` what the button or select carries, `state` the
    entered values of a form or message, `payload` the whole of what Slack sent.
    """

    person: PersonId
    channel: ChannelId
    now: datetime
    preferences: Preferences
    text: str = ""
    value: str = ""
    incident_id: IncidentId | None = None
    trigger: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    metadata: str = ""
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def saying(self) -> Saying:
        """Who says it, now."""
        return Saying(actor=self.person, now=self.now, observed=self.now)

    @property
    def here(self) -> IncidentId:
        """The incident that this is about; raises Rejected when there is none."""
        if self.incident_id is None:
            raise Rejected(
                "This is not an incident channel. Type it in one, or name the incident first, "
                "for example /incident INC-1 status. Open incidents: /incident list. "
                "To declare one: /incident declare and what is broken."
            )
        return self.incident_id

    async def record(self, decide: Decide, work: Work, *, occurred: datetime | None = None) -> int:
        """Put what `decide` says on this incident's timeline; returns how many facts it added."""
        saying = Saying(self.person, self.now, observed=self.now, occurred=occurred)
        return len(await record(self.here, decide, saying=saying, work=work))

    async def change(self, decide: Decide, work: Work, *, so: Mrkdwn = SO) -> Json:
        """Record as `record` does and answer: the change itself is seen, no change is said.

        `so` says what is so already when nothing changed.
        """
        return answered(await self.record(decide, work), so)


Handler: TypeAlias = Callable[[Call, Work], Awaitable[Json]]
Naming: TypeAlias = Callable[[Call], Iterable[PersonId]]


def nobody(_call: Call) -> Iterable[PersonId]:
    """Name nobody."""
    return ()


@dataclass(frozen=True, slots=True)
class Command:
    """One verb of /incident.

    `reads` = it changes nothing, so nothing is kept of the delivery. `names_people` = its text
    keeps Slack's mentions instead of being made readable. `examples` are whole lines, each with
    what it does.
    """

    verb: str
    usage: str
    summary: str
    run: Handler
    group: str = "situation"
    aliases: tuple[str, ...] = ()
    reads: bool = False
    names_people: bool = False
    examples: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Action:
    """What happens on a click (`id` = action_id), a sent form or a shortcut (callback_id).

    `names` are the people to whom it gives a part; that they can respond is looked up before.
    """

    id: str
    run: Handler
    reads: bool = False
    names: Naming = nobody


@dataclass(frozen=True, slots=True)
class Event:
    """What happens when Slack reports an event of this `type`.

    `concerns` looks at the event alone, which may have any shape yet; `channel` finds the channel
    that it is about, in an event that has the `shape`. `own` is what happens when Muster itself
    did it, or had it done to it; usually nothing.
    """

    type: str
    run: Handler
    shape: Shape
    concerns: Callable[[Mapping[str, Any]], bool]
    channel: Callable[[Mapping[str, Any]], str]
    own: Handler | None = None


class Misfilled(Rejected):
    """The request was rejected because of one field of a form."""

    def __init__(self, message: str, block_id: str) -> None:
        super().__init__(message)
        self.block_id = block_id


@contextmanager
def filling(block_id: str) -> Iterator[None]:
    """Show a refusal at this field of the form."""
    try:
        yield
    except Rejected as rejected:
        raise Misfilled(str(rejected), block_id) from rejected


def only_you(text: Mrkdwn, blocks: list[dict[str, Any]] | None = None) -> Json:
    """Answer the person alone."""
    return {"text": text, "blocks": blocks or []}


def opens(view: dict[str, Any], otherwise: Mrkdwn) -> Json:
    """Open a form; `otherwise` is said when Slack does not open it."""
    return {"view": view, "text": otherwise}


def nothing_to_say() -> Json:
    """Answer nothing: the change itself is what people see."""
    return {}


def answered(changes: int, so: Mrkdwn = SO) -> Json:
    """Answer nothing when something changed, since that is seen; else say what is so already."""
    if changes:
        return nothing_to_say()
    return only_you(m("{}; nothing changed.", so)) | {"unchanged": True}


def at_a_field(reply: Json, form: list[Json]) -> Mapping[str, str]:
    """Show a refusal that names no field where words were typed, else where somebody was picked.

    In a form with neither it stands at the first field; in one without fields, nowhere.
    """
    fields = [block for block in form if block.get("element") and block.get("block_id")]
    wanted = {"plain_text_input": 0, "users_select": 1}
    fields.sort(key=lambda block: wanted.get(block["element"].get("type"), len(wanted)))
    if not fields or "refused" not in reply:
        return {}
    return {fields[0]["block_id"]: reply["refused"]}
