"""Compare what everybody can see with what the database wants; each difference is a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile
from typing import Any, cast

from slack_sdk.web.async_client import AsyncWebClient

from bot import wiring
from bot.app import Muster, composed
from bot.domain.entries import Entry
from bot.domain.terms import Audience, IncidentId, slug
from bot.ids import new_id
from bot.localslack.state.channels import Channel
from bot.localslack.state.messages import Message
from bot.localslack.state.world import World
from bot.ports import Json, PagePost, Performer, Promised
from bot.slack.calls import Slack
from bot.slack.desk import Desk, Known
from bot.slack.health import OPEN, unsettled
from bot.slack.performers.files import Postmortem
from bot.slack.performers.on_time import OnTime
from bot.slack.performers.posting import Post
from bot.slack.performers.rooms import InRoom, Outside
from bot.slack.performers.table import performers
from bot.slack.topic import topic
from bot.storage.deliveries import SqlDeliveries
from bot.storage.verify import verify
from bot.workflows.consequences import following
from tests.faults.deeds import Deed
from tests.faults.town import Town

EDITED = ("slack.card", "slack.steps", "slack.announce")
"""Things that are kept up to date: their newest message shows the record as it is now."""

HARMLESS = {"ack_late", "ack_unknown"}
"""A bot that was stopped for longer than Slack waits cannot but answer too late."""


@dataclass(frozen=True)
class Findings:
    """What is wrong, told apart by what it would mean for people."""

    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    different: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lost or self.doubled or self.different)

    def __add__(self, other: "Findings") -> "Findings":
        return Findings(
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.different + other.different,
        )

    def __str__(self) -> str:
        return "; ".join((*self.lost, *self.doubled, *self.different))


async def judged(town: Town, deeds: Sequence[Deed]) -> Findings:
    """Look at everything, after all bots have come to rest; `deeds` are all that people did."""
    timelines = await town.timelines()
    found = _of_deeds(list(chain.from_iterable(timelines.values())), deeds)
    async with composed(town.settings) as muster:
        problems = (await verify(muster.store)).problems
        found += Findings(different=tuple(f"verify: {each}" for each in problems))
        desk = _desk(muster)
        render = _renderers(desk)
        incidents = sorted(timelines)
        for incident_id in incidents:
            known = await _all_known(muster, desk, incident_id)
            posts = await muster.posts.of(incident_id)
            found += _of_ledger(known) + _of_page(known, posts)
            found += _of_channel(known, town.workspace.hub.world)
            found += _of_messages(known, town.workspace.hub.world, render, desk)
        found += _of_workspace(town, incidents)
    return found


async def _all_known(muster: Muster, desk: Desk, incident_id: IncidentId) -> Known:
    """Read about one incident as performers do, and of its promised calls all."""
    known = await desk.known(incident_id)
    promised = await muster.store.look(lambda work: work.effects.of(incident_id))
    return replace(known, promised=promised)


def _of_deeds(told: Sequence[Entry], deeds: Sequence[Deed]) -> Findings:
    """Compare the timelines with what people did: each deed once."""
    found = Findings()
    for deed in deeds:
        times = deed.count(told)
        if times == 0:
            found += Findings(lost=(f"nothing tells of the deed: {deed.name}",))
        elif times > 1:
            found += Findings(doubled=(f"{deed.name} was done {times} times",))
    return found


def _of_ledger(known: Known) -> Findings:
    """Everything that follows from the timeline was promised, and nothing is left to do."""
    promised = {each.key for each in known.promised}
    wanted = {each.key for each in following(known.incident_id, known.entries).effects}
    lost = [f"{key} was never promised" for key in sorted(wanted - promised)]
    lost += [f"{each.key} is still {each.state}" for each in known.promised if each.state in OPEN]
    stuck = [f"{each.key} is {each.state}: {each.reason}" for each in unsettled(known.promised)]
    return Findings(lost=tuple(lost), different=tuple(stuck))


def _of_channel(known: Known, world: World) -> Findings:
    """There is one channel, it is ours, and it says what it should."""
    me, prefix = world.app.bot_user, f"{slug(known.incident_id)}-"
    channels = [
        each for each in world.channels if each.name.startswith(prefix) and each.creator == me
    ]
    if [each.id for each in channels] != [known.incident.channel]:
        names = [each.name for each in channels]
        return Findings(doubled=(f"{prefix}: the channels are {names}",))
    [channel] = channels
    return Findings(different=tuple(_of_settings(known, channel)))


def _of_settings(known: Known, channel: Channel) -> Iterator[str]:
    wanted = topic(known.incident_id, known.incident)
    if channel.topic.value != wanted:
        yield f"the topic is {channel.topic.value!r}, not {wanted!r}"
    card = known.posted("slack.card")
    pinned = [_pinned(pin) for pin in channel.pins]
    if card is None or pinned != [card.reference.split()[1]]:
        yield f"pinned are {pinned}, the card is {card.reference if card else 'missing'}"
    missing = {str(who) for who in known.incident.roles.values()} - set(channel.members)
    if missing:
        yield f"{missing} have roles but are not in the channel"


def _pinned(pin: Mapping[str, Any]) -> str:
    return str(pin.get("ts") or pin.get("message", {}).get("ts"))


def _of_messages(known: Known, world: World, render: Mapping[str, Post], desk: Desk) -> Findings:
    """Each message that the ledger knows is there once, says what it should, and is in order."""
    there = _marked(world, known)
    expected = [each for each in known.promised if each.state == "done" and each.kind in render]
    missing, different = [], []
    for effect in expected:
        wanted = _rendered(known, effect, render, desk)
        found = there.get(effect.key, [])
        if wanted is None or not effect.reference:
            continue
        if not found:
            missing.append(f"{effect.key} is nowhere")
        elif wanted and not _equal(found[0], wanted):
            different.append(f"{effect.key}: {_difference(found[0], wanted)}")
    doubled = [f"{key} is there {len(all_)} times" for key, all_ in there.items() if len(all_) > 1]
    lines = [each for each in expected if each.kind == "slack.line" and there.get(each.key)]
    stamps = [there[each.key][0].ts for each in lines]
    if stamps != sorted(stamps):
        different.append(f"the lines of {slug(known.incident_id)} are not in order")
    return Findings(tuple(missing), tuple(doubled), tuple(different))


def _rendered(
    known: Known, effect: Promised, render: Mapping[str, Post], desk: Desk
) -> Json | None:
    """Return what the message must show now; empty when it is an older one of its kind."""
    thing = effect.kind.removesuffix(".post")
    newest = known.posted(thing) if thing in EDITED else effect
    return render[effect.kind].render(desk, known, effect) if newest == effect else {}


def _marked(world: World, known: Known) -> dict[str, list[Message]]:
    """Return the messages of this incident by the key of the effect that each was posted for."""
    found: dict[str, list[Message]] = {}
    for said in world.messages.by_channel.values():
        for message in said.values():
            key = str((message.metadata or {}).get("event_payload", {}).get("op", ""))
            if key.removeprefix("timer:").startswith(f"{slug(known.incident_id)}/"):
                found.setdefault(key, []).append(message)
    return found


def _equal(message: Message, wanted: Json) -> bool:
    return bool(
        message.text == wanted["text"] and _plain(message.blocks) == _plain(wanted["blocks"])
    )


def _difference(message: Message, wanted: Json) -> str:
    shown, due = (str(_plain(each)) for each in (message.blocks, wanted["blocks"]))
    same = takewhile(lambda pair: pair[0] == pair[1], zip(shown, due, strict=False))
    place = sum(1 for _ in same)
    cut = slice(max(0, place - 40), place + 80)
    return f"shows {message.text!r} ...{shown[cut]!r}, not {wanted['text']!r} ...{due[cut]!r}"


def _plain(value: Any) -> Any:
    """Leave out what Slack adds by itself."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items() if name != "block_id"}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _of_page(known: Known, posts: Sequence[PagePost]) -> Findings:
    """See that customers read every approved update once, and nothing that nobody approved."""
    updates = [each for each in known.incident.updates if each.audience is Audience.PUBLIC]
    wanted = Counter(
        (each.number, each.state, str(each.text))
        for each in updates
        if each.phase in {"approved", "published"}
    )
    shown = Counter((each.number, each.state, each.text) for each in posts)
    lost = [f"customers do not read U{number}" for number, _, _ in wanted - shown]
    more = [f"customers read U{number} once more" for number, _, _ in shown - wanted]
    late = [f"U{each.number} is not yet published" for each in updates if each.phase == "approved"]
    return Findings(tuple(lost), tuple(more), tuple(late))


def _of_workspace(town: Town, incidents: Sequence[IncidentId]) -> Findings:
    """Find channels of no incident, and what Slack would hold against us."""
    world = town.workspace.hub.world
    prefixes = tuple(f"{slug(each)}-" for each in incidents)
    orphans = [
        f"#{each.name} belongs to no incident"
        for each in world.channels
        if each.name.startswith("inc-") and not each.name.startswith(prefixes)
    ]
    wrong = [
        f"{each['code']} in {each['where']}: {each['detail']}"
        for each in town.workspace.hub.violations.found
        if each["code"] not in HARMLESS
    ]
    return Findings(doubled=tuple(orphans), different=tuple(wrong))


def _desk(muster: Muster) -> Desk:
    """Have at hand what performers have, but a Slack that is never called."""
    deliveries = SqlDeliveries(muster.store, new_id, lambda: None)
    preferences = wiring.preferences(muster.settings)
    return Desk(Slack(AsyncWebClient(), muster.clock), deliveries, preferences, muster.clock)


def _renderers(desk: Desk) -> dict[str, Post]:
    table: Mapping[str, Performer] = performers(desk, cast("Postmortem", None))
    bare = {kind: _bare(each) for kind, each in table.items()}
    return {kind: each for kind, each in bare.items() if isinstance(each, Post)}


def _bare(performer: Performer) -> Performer:
    """Return what makes the call, without what decides whether it is still made."""
    while isinstance(performer, InRoom | Outside | OnTime):
        performer = performer.performer if isinstance(performer, OnTime) else performer.inner
    return performer
