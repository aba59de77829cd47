"""Clean what people type, and refuse what could shout, hide or mislead."""

import re
import unicodedata

from bot.domain.errors import Rejected
from bot.domain.terms import Words

TITLE_LIMIT = 120
WHY_LIMIT = 500
NOTE_LIMIT = 3_000
IMPACT_LIMIT = 1_000
HYPOTHESIS_LIMIT = 500
MITIGATION_LIMIT = 500
UPDATE_LIMIT = 2_000
HEADLINE_LIMIT = 120
SUMMARY_LIMIT = 2_000
SERVICE_LIMIT = 80
MESSAGE_LIMIT = 4_000

_SURROGATE = re.compile("[\ud800-\udfff]")
_NEWLINE = re.compile("\r\n?|[\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u2060-\u2065\u206a-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# A joiner is kept only where it joins: inside emoji, and inside scripts that are written with it.
_LOOSE_JOINER = re.compile(
    "(?<![^\x00-\x7f\\s\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\\s\u200c\u200d])"
)
_BROADCAST = re.compile(
    r"<!(?:channel|here|everyone|subteam\b)[^<>]*>"
    r"|(?<![\w@.])(?:@(?:channel|here|everyone))+(?![\w-]|\.\w)",
    re.IGNORECASE,
)
_LINE_END = re.compile(r"[^\S\n]+(?=\n)")
_BLANK_LINES = re.compile(r"\n{3,}")
_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)


def words(raw: str, *, field: str, limit: int, required: bool = True) -> Words:
    """Return what a person typed, tidied; `field` is how people call it ("title").

    Raises Rejected, saying what is wrong and what to type, for text that is empty, too long, or
    holds control characters, broken characters, direction overrides or a broadcast to everybody.
    """
    text = _NEWLINE.sub("\n", raw)
    _refuse_unprintable(text, field)
    text = _tidied(text)
    if shout := _BROADCAST.search(text):
        raise Rejected(
            f"The {field} would notify many people {_muted(shout)}. "
            "Leave that out and send it again."
        )
    if required and not any(unicodedata.category(each)[0] not in "ZCM" for each in text):
        raise Rejected(f"The {field} is empty. Add a few words and send it again.")
    if len(text) > limit:
        raise Rejected(
            f"The {field} has {len(text):,} characters; at most {limit:,} fit. "
            "Shorten it and put the rest into a note."
        )
    return Words(text)


def title(raw: str) -> Words:
    """Return the title of an incident, on one line; it must hold a letter or a digit."""
    text = Words(" ".join(words(raw, field="title", limit=max(TITLE_LIMIT, len(raw))).split()))
    if not any(each.isalnum() for each in _SHORTCODE.sub("", text)):
        raise Rejected("The title has no words. Say in a few words what is broken.")
    return words(text, field="title", limit=TITLE_LIMIT)


def one_line(raw: str, *, field: str, limit: int) -> str:
    """Return a name that may be empty, on one line. Raises Rejected as `words` does."""
    return " ".join(words(raw, field=field, limit=limit, required=False).split())


def cleaned(raw: str, limit: int) -> Words:
    """Return foreign text made harmless; never refuses, and cuts with “…”.

    For what others wrote (messages, answers of vendors): it is kept, but cannot notify anybody.
    """
    text = _SURROGATE.sub("\ufffd", _NEWLINE.sub("\n", raw))
    text = _tidied(_DIRECTION.sub("", _CONTROL.sub("", text)))
    text = _BROADCAST.sub(_muted, text)
    return Words(text if len(text) <= limit else text[: limit - 1].rstrip() + "…")


def same(one: str, other: str) -> bool:
    """Tell whether two texts say the same, whatever their case and spacing."""
    return one.casefold().split() == other.casefold().split()


def _refuse_unprintable(text: str, field: str) -> None:
    if _SURROGATE.search(text):
        raise Rejected(f"The {field} holds a broken character. Type it again instead of pasting.")
    if control := _CONTROL.search(text):
        raise Rejected(
            f"The {field} holds a control character (U+{ord(control.group()):04X}). "
            "Type it again as plain text."
        )
    if _DIRECTION.search(text):
        raise Rejected(
            f"The {field} holds an invisible character that reverses text. "
            "Type it again instead of pasting."
        )


def _tidied(text: str) -> str:
    # Twice NFC: dropping an invisible character can bring together what composes.
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    text = unicodedata.normalize("NFC", _LOOSE_JOINER.sub("", text))
    return _BLANK_LINES.sub("\n\n", _LINE_END.sub("", text)).strip()


def _muted(shout: re.Match[str]) -> str:
    name = shout.group().strip("<!>@").split("|")[-1].split("^")[0]
    return f"({name.replace('@', '')})"
