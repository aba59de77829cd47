"""How one entry changes what is known of the incident channel."""

from dataclasses import replace
from typing import assert_never

from bot.domain import facts
from bot.domain.entries import Entry
from bot.domain.groups import RoomFact
from bot.domain.parts import Room
from bot.domain.terms import MUSTER


def room(known: Room, entry: Entry, fact: RoomFact) -> Room:
    """Apply what happened to the incident channel."""
    match fact:
        case facts.ChannelOpened():
            return Room(changed={"opened": entry.occurred})
        case facts.ChannelArchived() | facts.ChannelUnarchived():
            aspect = "archived"
            known = replace(known, is_archived=isinstance(fact, facts.ChannelArchived))
        case facts.ChannelConverted():
            aspect, known = "private", replace(known, is_private=fact.is_private)
        case facts.MusterRemoved():
            aspect, known = "member", replace(known, is_out=True)
        case facts.MusterReturned():
            # Whoever is invited sees that the channel is still there: only its end, told, is final.
            is_deleted = known.is_deleted and "deleted" in known.changed
            aspect, known = "member", replace(known, is_out=False, is_deleted=is_deleted)
        case facts.ChannelRenamed():
            aspect = "name"
        case facts.ChannelDeleted():
            aspect, known = "deleted", replace(known, is_deleted=True)
        case _:
            assert_never(fact)
    if entry.actor == MUSTER and aspect != "name":  # found out by ourselves, who knows how late
        return known
    return replace(known, changed={**known.changed, aspect: entry.occurred})
