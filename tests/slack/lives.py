"""A whole incident, and what people see of it at the end."""

from datetime import timedelta
from typing import Any

from tests.slack.town import Town, read

SOON = timedelta(minutes=5)


async def lived(town: Town, *, wait: timedelta = SOON) -> None:
    """Live through an incident that makes every kind of call, with time between the steps."""
    await town.says("ana", "declare sev2 Checkout fails", where="#general")
    await town.pass_(wait / 2)
    while not (await town.incident()).channel:  # in the worst weather it is opened later
        await town.pass_(wait)
    await town.joins("ben")
    await town.says("ben", "lead")
    await town.pass_(wait)
    await town.clicks("ana", "runbook_start.checkout")
    ts = await town.posts("ben", "all errors are 401")
    await town.reacts("ana", ts, "pushpin")
    await town.pass_(wait)
    await town.reacts("ana", ts, "pushpin", remove=True)
    await town.says("ana", "check health")
    await town.pass_(wait)
    await town.says("ana", "resolve Rolled back")
    await town.pass_(wait)


async def left_behind(town: Town) -> dict[str, Any]:
    """Count what people see at the end."""
    world = town.workspace.hub.world
    channels = [each for each in world.channels if each.name.startswith("inc-")]
    messages = await town.person("ana").messages(town.channel)
    texts = [read(each) for each in messages]
    root = next(each["ts"] for each in messages if each["reply_count"])
    incident = await town.incident()
    return {
        "channels": [each.name for each in channels],
        "members": len(channels[0].members),
        "topic": channels[0].topic.value,
        "cards": sum(each.startswith("INC-1 · Checkout fails\n*Severity*") for each in texts),
        "pins": [each["pinned"] for each in messages].count(True),
        "step cards": sum(
            "No runbook was followed" in t or "Checkout fails · version 3" in t for t in texts
        ),
        "lead lines": sum("is *Lead*" in each for each in texts),
        "resolved lines": sum("*resolved* the incident" in each for each in texts),
        "files": sum(len(each["files"]) for each in messages),
        "announcements": len(await town.person("ben").messages("#incidents")),
        "evidence": len(await town.reads(thread=root)) - 1,
        "role notes": len(await town.direct("ben")),
        "recorded": len(incident.withdrawn),
        "kinds": [entry.fact.kind for entry in incident.entries],
        "troubles": dict(incident.troubles),
        "unfinished": [p.key for p in await town.promised() if p.state in {"planned", "intent"}],
    }


ALL_WELL = {
    "channels": ["inc-1-checkout-fails"],
    "members": 3,
    "topic": "INC-1 · SEV2 · Resolved",
    "cards": 1,
    "pins": 1,
    "step cards": 1,
    "lead lines": 1,
    "resolved lines": 1,
    "files": 1,
    "announcements": 2,
    "evidence": 1,
    "role notes": 1,
    "recorded": 1,
    "kinds": [
        "declared",
        "channel_opened",
        "person_joined",
        "person_joined",
        "role_taken",
        "runbook_attached",
        "message_recorded",
        "entry_withdrawn",
        "check_requested",
        "evidence_collected",
        "resolved",
    ],
    "troubles": {},
    "unfinished": [],
}
