"""What people mean by the words behind /incident."""

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.terms import IncidentId

NUMBERED = re.compile(r"^inc-([0-9]{1,9})\b", re.IGNORECASE)
SEVERITY = re.compile(r"^sev-?[0-9?]", re.IGNORECASE)
CLOSE = 0.75
MEANT = {
    "publish": "statuspage",
    "approve": "statuspage",
    "announce": "update",
    "tell": "update",
    "join": "list",
    "open": "list",
    "cancel": "undo",
    "done": "step",
    "skip": "step",
    "back": "step",
    "commander": "lead",
    "handover": "lead",
    "fix": "mitigate",
    "rollback": "mitigate",
    "comment": "note",
    "page": "role",
}
"""Words that are no verbs, but are typed by people who mean one."""

SHORTEST, STRETCH = 3, 2
"""A slip changes letters; a word that is much longer is another word: “checkout” is no “check”."""

MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class Said:
    """`verb` is empty for bare words; `near` is a verb that was probably meant."""

    verb: str
    rest: str
    incident_id: IncidentId | None = None
    near: str = ""


def understand(text: str, verbs: Collection[str]) -> Said:
    """Split `INC-4 sev 1 why` into incident, verb and the rest.

    A first word that is no verb but close to one is reported in `near`; then `rest` is the whole
    text, so that nothing is lost whichever way the person decides.
    """
    words, incident_id = text.strip(), None
    named = NUMBERED.match(words)
    if named:
        incident_id = IncidentId(int(named.group(1)))
        words = words[named.end() :].strip()
    first, rest = first_word(words)
    verb = first.lower()
    if verb in verbs:
        return Said(verb, rest, incident_id)
    return Said("", words, incident_id, _near(verb, verbs))


def _near(word: str, verbs: Collection[str]) -> str:
    if len(word) < SHORTEST or SEVERITY.match(word):
        return ""
    if MEANT.get(word) in verbs:
        return MEANT[word]
    alike = sorted(verb for verb in verbs if abs(len(verb) - len(word)) <= STRETCH)
    found = difflib.get_close_matches(word, alike, n=1, cutoff=CLOSE)
    return found[0] if found else ""


def first_word(text: str) -> tuple[str, str]:
    """Split off the first word, whatever white space is behind it; either part may be empty."""
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    return word, rest.rstrip()


def mentioned(text: str) -> tuple[str, str]:
    """Take the first mentioned person out of a text: (user id or "", the rest).

    Vendor: https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling
    """
    found = MENTION.search(text)
    if not found:
        return "", text.strip()
    rest = (text[: found.start()] + text[found.end() :]).strip()
    return found.group(1), rest
