"""Slack's own text format, which only this module can make from foreign words."""

import re
from datetime import UTC, datetime
from typing import NewType

from bot.domain.terms import PersonId, own_name
from bot.domain.text import cleaned

Mrkdwn = NewType("Mrkdwn", str)
"""Text in Slack's mrkdwn in which every foreign word is escaped; plain `str` is not accepted."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


_TORN = re.compile(r"(?:&[a-z]{0,3}|<[^<>]*)$")


def escape(words: str, limit: int = 2_900) -> Mrkdwn:
    """Make foreign words harmless: no mention, link or broadcast survives.

    Vendor: https://docs.slack.dev/messaging/formatting-message-text
    """
    named = _NAMELESS.sub(r"\1\2", cleaned(words, limit))
    return shortened(Mrkdwn(named.translate(_ESCAPES)), limit)


def told(sentence: str) -> Mrkdwn:
    """Make a sentence for one person's eyes: escaped, but people that it names are mentioned."""
    escaped = cleaned(sentence, 2_900).translate(_ESCAPES)
    return shortened(Mrkdwn(re.sub("&lt;@([A-Z0-9]{2,20})&gt;", r"<@\1>", escaped)), 2_900)


def shortened(text: Mrkdwn, limit: int) -> Mrkdwn:
    """Cut to at most `limit` characters, with “…” behind; no mention or entity is torn apart."""
    if len(text) <= limit:
        return text
    return Mrkdwn(_TORN.sub("", text[: limit - 1]) + "…")


_MARKUP = re.compile(r"<(?P<sign>[@#!]|)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_NAMELESS = re.compile(r"<([@#])([A-Z0-9]{2,20})>")
_ADDRESS = re.compile(r"(?:https?://|mailto:|tel:)")
_SPECIAL = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}


def readable(text: str) -> str:
    """Read Slack's markup back into what the person saw: names, channels, addresses.

    A mention without a name stays, so that the name can be looked up later, and so does a
    broadcast such as `<!channel>`, so that it can be refused.
    Vendor: https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
    """
    plain = _MARKUP.sub(_seen, text)
    return re.sub("&(?:lt|gt|amp);", lambda found: _SPECIAL[found.group()], plain)


def typed(text: str) -> str:
    """Write a readable text as Slack sends it, so that `readable` gives it back."""
    return text.translate(_ESCAPES)


def _seen(found: re.Match[str]) -> str:
    sign, target, label = found["sign"], found["target"], found["label"]
    if sign == "!":
        return (label or target) if target.startswith("date^") else found.group()
    if sign:
        return f"{sign}{label}" if label else found.group()
    if not _ADDRESS.match(target):
        return found.group()
    is_own_label = not label or target.endswith(label)
    return target if is_own_label else f"{label} ({target})"


def one_line(words: str, limit: int = 300) -> Mrkdwn:
    """Escape, and let line breaks become spaces, so that quotes and lists cannot be forged."""
    return escape(" ".join(cleaned(words, limit * 2).split()), limit)


def quoted(words: str, limit: int = 2_500) -> Mrkdwn:
    """Escape, and set every line as a quotation."""
    lines = escape(words, limit).splitlines() or [""]
    return Mrkdwn("\n".join(f">{line}" for line in lines))


def person(person_id: str | None) -> Mrkdwn:
    """Mention a person by the id that Slack gave us."""
    if person_id is None:
        return Mrkdwn("nobody")
    if ours := own_name(PersonId(person_id)):
        return escape(ours, 80)
    safe = person_id.isascii() and person_id.isalnum()
    return Mrkdwn(f"<@{person_id}>") if safe else escape(person_id, 80)


def channel(channel_id: str) -> Mrkdwn:
    """Mention a channel by its id."""
    return Mrkdwn(f"<#{channel_id}>") if channel_id.isalnum() else escape(channel_id, 80)


def clock_time(moment: datetime) -> Mrkdwn:
    """Show a moment in the reader's own zone, with UTC for readers without Slack.

    Vendor: https://docs.slack.dev/messaging/formatting-message-text#date-formatting
    """
    return _date(moment, "{time}", "%H:%M UTC")


def date_time(moment: datetime) -> Mrkdwn:
    """Show day and time in the reader's own zone."""
    return _date(moment, "{date_short_pretty} {time}", "%Y-%m-%d %H:%M UTC")


def time_passed(moment: datetime) -> Mrkdwn:
    """Show the time and how long it is until or since then, which Slack itself keeps up to date."""
    return _date(moment, "{time}, {ago}", "%Y-%m-%d %H:%M UTC")


def _date(moment: datetime, form: str, fallback: str) -> Mrkdwn:
    utc = moment.astimezone(UTC)
    return Mrkdwn(f"<!date^{int(utc.timestamp())}^{form}|{utc.strftime(fallback)}>")


def link(address: str, words: str) -> Mrkdwn:
    """Link to an address that we made ourselves."""
    clean = address.replace(">", "%3E").replace("|", "%7C").replace("<", "%3C")
    return Mrkdwn(f"<{clean}|{one_line(words, 150)}>")


def m(template: str, *parts: Mrkdwn) -> Mrkdwn:
    """Fill our own template (`{}` each) with parts that are safe already."""
    return Mrkdwn(template.format(*parts))


def joined(separator: str, parts: list[Mrkdwn]) -> Mrkdwn:
    """Join safe parts with a separator of our own."""
    return Mrkdwn(separator.join(parts))
