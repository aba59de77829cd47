"""How often each kind of call may be made, so that Slack need not refuse any.

Slack counts per method, app and workspace, in minutes, and posts per channel, in seconds; it grants
bursts without saying how large. The numbers here stay below what it promises in every minute.
Vendor: https://docs.slack.dev/apis/web-api/rate-limits
The tier of a method stands under "Facts" on its own page, as in
https://docs.slack.dev/reference/methods/conversations.create
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from bot.domain.terms import slug
from bot.effects.buckets import Rate
from bot.effects.pacing import Toll
from bot.ports import Promised
from bot.slack.patience import AUTH

TIER_2, TIER_3, TIER_4 = Rate(20, 12), Rate(50, 20), Rate(100, 40)
POSTS = Rate(300, 60)
"""All channels together: Slack speaks of several hundred messages a minute."""

ROOM = Rate(60, 4)
"""One channel: one message a second. A declare posts two, with room for what people do next."""

MESSAGE = Rate(30, 5)
"""One message that is edited for ever: our own measure, so that no card uses up all edits."""

RESERVE = 5
"""One token in so many is kept for calls that matter more."""

POST = "slack.chat.postMessage"
UPDATE = "slack.chat.update"
TOKEN = Toll(AUTH, limit=AUTH)

Debt: TypeAlias = Callable[[Promised], Toll]


def tolls(effect: Promised) -> Sequence[Toll]:
    """Return what a call owes: of its methods, of its channel, and a token that Slack knows."""
    debts = DEBTS.get(effect.kind)
    return () if debts is None else (TOKEN, *(debt(effect) for debt in debts))


def _method(name: str, rate: Rate) -> Debt:
    toll = Toll(f"slack.{name}", rate, limit=f"slack.{name}")
    return lambda _effect: toll


def _behind(name: str, rate: Rate) -> Debt:
    """Leave the last tokens to calls that matter more."""
    toll = Toll(f"slack.{name}", rate, rate.burst // RESERVE, f"slack.{name}")
    return lambda _effect: toll


def _create(effect: Promised) -> Toll:
    """Let people declare even when a storm of alerts uses up what Slack grants."""
    debt = _behind if effect.payload.get("is_automatic") else _method
    return debt("conversations.create", TIER_2)(effect)


def _all_posts(_effect: Promised) -> Toll:
    return Toll(POST, POSTS)


def _later_posts(_effect: Promised) -> Toll:
    return Toll(POST, POSTS, POSTS.burst // RESERVE)


def _room(effect: Promised) -> Toll:
    return Toll(f"{POST}/{slug(effect.incident_id)}", ROOM, limit=POST)


def _announcements(_effect: Promised) -> Toll:
    return Toll(f"{POST}/announcements", ROOM, limit=POST)


def _elsewhere(effect: Promised) -> Toll:
    """Count what goes to one person, or into a channel of other people."""
    return Toll(f"{POST}/{slug(effect.incident_id)}/elsewhere", ROOM, limit=POST)


def _message(thing: str) -> Debt:
    return lambda effect: Toll(f"{UPDATE}/{slug(effect.incident_id)}/{thing}", MESSAGE)


FIRST_POST = (_all_posts, _room)
CHAT = (_later_posts, _room)
DIRECT = (_method("conversations.open", TIER_3), _later_posts, _elsewhere)
EDIT = _method("chat.update", TIER_3)
INFO = _method("conversations.info", TIER_3)
WHISPER = _method("chat.postEphemeral", TIER_4)

DEBTS: Mapping[str, Sequence[Debt]] = {
    "slack.channel.create": (_create,),
    "slack.invite": (_method("conversations.invite", TIER_3),),
    "slack.topic": (_method("conversations.setTopic", TIER_2),),
    "slack.card.post": FIRST_POST,
    "slack.card.edit": (EDIT, _message("card")),
    "slack.card.pin": (_method("pins.add", TIER_2),),
    "slack.steps.post": FIRST_POST,
    "slack.steps.edit": (EDIT, _message("steps")),
    "slack.line": CHAT,
    "slack.line.edit": (EDIT, _message("lines")),
    "slack.evidence": CHAT,
    "slack.announce.post": (INFO, _all_posts, _announcements),
    "slack.announce.edit": (INFO, _behind("chat.update", TIER_3), _message("announcement")),
    "slack.announce.outdate": (INFO, _behind("chat.update", TIER_3), _message("announcement")),
    "slack.role.note": DIRECT,
    "slack.room.note": DIRECT,
    "slack.noted": (WHISPER,),
    "slack.next": (WHISPER,),
    "slack.catchup": (_behind("chat.postEphemeral", TIER_4),),
    "slack.origin": (_method("conversations.replies", TIER_3), _later_posts, _elsewhere),
    "slack.message.record": (_method("conversations.history", TIER_3),),
    "slack.message.withdraw": (_method("reactions.get", TIER_3),),
    "slack.mark": (_method("reactions.add", TIER_3),),
    "slack.unmark": (_method("reactions.remove", TIER_2),),
    "slack.postmortem": (
        _method("files.getUploadURLExternal", TIER_4),
        _method("files.completeUploadExternal", TIER_4),
        _room,
    ),
    "nudge.lead.reporter": DIRECT,
    "nudge.lead.channel": CHAT,
    "remind.update.lead": DIRECT,
    "remind.update.comms": DIRECT,
    "remind.update.channel": CHAT,
    "remind.mitigation.owner": DIRECT,
    "remind.mitigation.channel": CHAT,
    "remind.postmortem.lead": DIRECT,
    "remind.postmortem.channel": CHAT,
}
"""What each kind calls for certain. What it only sometimes calls is left to `patience`."""
