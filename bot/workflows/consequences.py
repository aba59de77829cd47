"""The one table of what follows from each fact: calls to promise."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias, cast

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.terms import MUSTER, IncidentId, slug
from bot.ports import Effect, Promises

Follow: TypeAlias = Callable[[IncidentId, Entry], Promises]


def following(incident_id: IncidentId, entries: Iterable[Entry]) -> Promises:
    """List what follows from these entries, in their order."""
    return sum(
        (FOLLOWS[type(entry.fact)](incident_id, entry) for entry in entries), start=Promises()
    )


def channel_lane(incident_id: IncidentId) -> str:
    """Name the ordered queue of everything that stands in the incident channel."""
    return slug(incident_id)


def _effect(
    incident_id: IncidentId, entry: Entry, kind: str, *, lane: str = "", collapse: str = ""
) -> Promises:
    key = f"{slug(incident_id)}/{kind}/{entry.position}"
    effect = Effect(
        key, kind, incident_id, payload={"position": entry.position}, lane=lane, collapse=collapse
    )
    return Promises(effects=(effect,))


def _free(kind: str, *, collapse: str = "") -> Follow:
    """Promise a call that may happen beside all others."""
    return lambda incident_id, entry: _effect(incident_id, entry, kind, collapse=collapse)


def _in_channel(kind: str, *, collapse: str = "") -> Follow:
    """Promise a call that keeps its place among all calls of the incident channel."""
    return lambda incident_id, entry: _effect(
        incident_id, entry, kind, lane=channel_lane(incident_id), collapse=collapse
    )


def _announced(kind: str, *, collapse: str = "") -> Follow:
    """Promise a call that keeps its place among the posts of the announcement channel."""
    return lambda incident_id, entry: _effect(
        incident_id, entry, kind, lane=f"announce:{slug(incident_id)}", collapse=collapse
    )


def _create(incident_id: IncidentId, entry: Entry) -> Promises:
    """Promise the channel; one that no person declared lets people go before it."""
    promises = CREATE(incident_id, entry)
    if entry.actor != MUSTER:
        return promises
    [effect] = promises.effects
    return Promises((replace(effect, payload=effect.payload | {"is_automatic": True}),))


def _all(*follows: Follow) -> Follow:
    return lambda incident_id, entry: sum(
        (follow(incident_id, entry) for follow in follows), start=Promises()
    )


def _nothing(_incident_id: IncidentId, _entry: Entry) -> Promises:
    return Promises()


CREATE = _in_channel("slack.channel.create")
INVITE = _free("slack.invite")
CARD = _in_channel("slack.card.post")
CARD_EDIT = _in_channel("slack.card.edit", collapse="card")
PIN = _in_channel("slack.card.pin")
STEPS = _in_channel("slack.steps.post")
STEPS_EDIT = _in_channel("slack.steps.edit", collapse="steps")
LINE = _in_channel("slack.line")
LINE_EDIT = _in_channel("slack.line.edit")
TOPIC = _free("slack.topic", collapse="topic")
ANNOUNCE = _announced("slack.announce.post")
ANNOUNCE_EDIT = _announced("slack.announce.edit", collapse="announcement")
ANNOUNCE_ANEW = _all(ANNOUNCE, _announced("slack.announce.outdate"))
ORIGIN = _free("slack.origin")
ROOM_NOTE = _free("slack.room.note")
EVERYWHERE = _all(CARD_EDIT, ANNOUNCE_EDIT)


def _severity(incident_id: IncidentId, entry: Entry) -> Promises:
    """Say a higher severity again where people who are not in the channel can see it."""
    fact = cast("facts.SeverityChanged", entry.fact)
    announce = ANNOUNCE_ANEW if fact.to.rank < fact.was.rank else ANNOUNCE_EDIT
    return _all(LINE, CARD_EDIT, TOPIC, announce)(incident_id, entry)


def _role(incident_id: IncidentId, entry: Entry) -> Promises:
    fact = cast("facts.RoleTaken", entry.fact)
    led = ANNOUNCE_EDIT if fact.role == "lead" else _nothing
    return _all(INVITE, LINE, CARD_EDIT, _free("slack.role.note"), led)(incident_id, entry)


def _no_role(incident_id: IncidentId, entry: Entry) -> Promises:
    fact = cast("facts.RoleReleased", entry.fact)
    led = ANNOUNCE_EDIT if fact.role == "lead" else _nothing
    return _all(LINE, CARD_EDIT, led)(incident_id, entry)


def _failed(incident_id: IncidentId, entry: Entry) -> Promises:
    """Show a call in trouble on the card; where there will be none, tell whoever leads."""
    fact = cast("facts.EffectFailed | facts.EffectStuck", entry.fact)
    if fact.what == "slack.channel.create":
        return ROOM_NOTE(incident_id, entry)
    return (CARD_EDIT if _is_on_card(fact.what) else _nothing)(incident_id, entry)


def no_longer_waiting(incident_id: IncidentId, key: str, kind: str) -> Promises:
    """Bring the card up to date, which may say of this call that it waits."""
    if not _is_on_card(kind):
        return Promises()
    edit = "slack.card.edit"
    again = f"{slug(incident_id)}/{edit}/after {key}"
    lane = channel_lane(incident_id)
    return Promises(effects=(Effect(again, edit, incident_id, lane=lane, collapse="card"),))


def pinning(incident_id: IncidentId, key: str) -> Promises:
    """Pin the card that this call has posted anew."""
    kind = "slack.card.pin"
    again = f"{slug(incident_id)}/{kind}/after {key}"
    return Promises(effects=(Effect(again, kind, incident_id, lane=channel_lane(incident_id)),))


def _is_on_card(kind: str) -> bool:
    return not kind.startswith(("slack.card", "slack.channel"))


def _probe(incident_id: IncidentId, entry: Entry) -> Promises:
    return _all(_free("run.probe"), STEPS_EDIT)(incident_id, entry)


def _page(incident_id: IncidentId, entry: Entry) -> Promises:
    """Publish approved words; the performer knows whether they are for customers or for us."""
    lane = f"page:{slug(incident_id)}"
    return _effect(incident_id, entry, "page.publish", lane=lane)


FOLLOWS: Mapping[type[Fact], Follow] = {
    # The cards come first in the channel, whatever changes before Slack has opened it.
    facts.Declared: _all(_create, CARD, STEPS, PIN),
    facts.ChannelOpened: _all(INVITE, TOPIC, ANNOUNCE, ORIGIN),
    facts.ChannelArchived: _all(ROOM_NOTE, ANNOUNCE_EDIT),
    facts.ChannelUnarchived: _all(CARD_EDIT, STEPS_EDIT, TOPIC, ANNOUNCE_EDIT),
    facts.ChannelRenamed: _nothing,
    facts.ChannelConverted: _all(ROOM_NOTE, EVERYWHERE),
    facts.ChannelDeleted: _all(ROOM_NOTE, ANNOUNCE_EDIT),
    facts.MusterRemoved: ROOM_NOTE,
    facts.MusterReturned: _all(CARD_EDIT, STEPS_EDIT, TOPIC, ANNOUNCE_EDIT),
    facts.SeverityChanged: _severity,
    facts.Retitled: _all(LINE, EVERYWHERE),
    facts.ImpactDescribed: _all(LINE, EVERYWHERE),
    facts.StatusChanged: _all(LINE, EVERYWHERE, TOPIC),
    facts.RoleTaken: _role,
    facts.RoleReleased: _no_role,
    facts.PersonJoined: _free("slack.catchup"),
    facts.PersonLeft: _nothing,
    facts.Noted: _nothing,
    facts.MessageRecorded: _free("slack.mark"),
    facts.RecordedMessageEdited: _nothing,
    facts.RecordedMessageDeleted: _nothing,
    facts.EntryWithdrawn: _all(CARD_EDIT, LINE_EDIT, _free("slack.unmark")),
    facts.StampSet: CARD_EDIT,
    facts.RunbookAttached: _all(STEPS_EDIT, CARD_EDIT),
    facts.StepDone: _all(STEPS_EDIT, CARD_EDIT),
    facts.StepSkipped: _all(STEPS_EDIT, CARD_EDIT),
    facts.StepReturned: _all(STEPS_EDIT, CARD_EDIT),
    facts.QuestionAnswered: _all(STEPS_EDIT, CARD_EDIT),
    facts.CheckRequested: _probe,
    facts.EvidenceCollected: _all(STEPS_EDIT, CARD_EDIT, _in_channel("slack.evidence")),
    facts.HypothesisRaised: _all(LINE, CARD_EDIT),
    facts.HypothesisJudged: _all(LINE, LINE_EDIT, CARD_EDIT),
    facts.MitigationStarted: _all(LINE, CARD_EDIT),
    facts.MitigationConfirmed: _all(LINE, LINE_EDIT, CARD_EDIT),
    facts.MitigationReverted: _all(LINE, LINE_EDIT, CARD_EDIT),
    facts.MitigationMadePermanent: _all(LINE, LINE_EDIT, CARD_EDIT),
    facts.UpdateDrafted: _nothing,
    facts.UpdateApproved: _page,
    facts.UpdateDiscarded: _nothing,
    facts.UpdatePublished: _all(LINE, EVERYWHERE),
    facts.RemindersSet: _all(LINE, CARD_EDIT),
    facts.RemindersSnoozed: _nothing,
    facts.Resolved: _all(
        LINE,
        CARD_EDIT,
        STEPS_EDIT,
        TOPIC,
        ANNOUNCE_ANEW,
        _in_channel("slack.postmortem"),
    ),
    facts.Closed: _all(LINE, EVERYWHERE, TOPIC),
    facts.Reopened: _all(LINE, CARD_EDIT, STEPS_EDIT, TOPIC, ANNOUNCE_ANEW),
    facts.EffectFailed: _failed,
    facts.EffectStuck: _failed,
    facts.EffectSettled: CARD_EDIT,
}
