"""What Muster says in Slack, as plain text for a terminal."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.slack.text import readable

Block = dict[str, Any]

TYPED: Mapping[str, str] = {
    "take_lead": "lead",
    "severity_form": "sev",
    "update_form": "update",
    "statuspage": "statuspage",
    "resolve_form": "resolve",
    "reopen_form": "reopen",
    "close": "close",
    "postmortem": "postmortem",
    "more": "help",
    "effects": "health",
    "runbook_start": "next {}",
    "step_done": "step done",
    "done_form": "step done",
    "step_answer": "step done",
    "answer_form": "step done",
    "skip_form": "step skip",
    "step_back": "step back",
    "step_check": "check",
    "hypothesis_supported": "hypo {} supported",
    "hypothesis_refuted": "hypo {} refuted",
    "mitigation_worked": "mitigate {} worked",
    "mitigation_reverted": "mitigate {} reverted",
    "mitigation_undone": "mitigate {} reverted",
    "remind_snooze": "remind snooze 15m",
    "remind_off": "remind off",
}
"""What to type instead of pressing a button; `{}` is what it carries behind its incident."""

SYMBOLS = re.compile(
    r":(?:white_check_mark|warning|hourglass|test_tube|memo|grey_question|adhesive_bandage|"
    r"rotating_light|loudspeaker|lock|bust_in_silhouette|x|no_entry|no_entry_sign|mag|clock3|bulb|eyes|"
    r"leftwards_arrow_with_hook|wastebasket|heavy_check_mark|arrow_right|"
    r"(?:large_)?(?:white|red|orange|yellow|blue)_circle): ?"
)
"""The symbols of our own sentences, each of which says in colour what its words say as well."""

MENTION = re.compile(r"<([@#])([A-Z0-9]{2,20})>")
MARKED = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_\n]+?)(?<=\S)\1(?![\w*_])")
COMMAND = re.compile(r"(?<![\w/.])/incident(?![\w/])")
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters that would give orders to the terminal."""


def plain(text: str, names: Mapping[str, str]) -> str:
    """Write Slack's text for a terminal: people by name, times in UTC, `muster incident` to type.

    Quoted words, such as those that customers will read, stay exactly as they are.
    """
    named = MENTION.sub(lambda found: found[1] + _name(found[2], names), text)
    return "\n".join(map(_line, readable(named).splitlines()))


def _name(found: str, names: Mapping[str, str]) -> str:
    return names.get(found) or found


def _line(line: str) -> str:
    safe = HARMFUL.sub("", line)
    if safe.startswith(">"):
        return f"  | {safe[1:]}"
    return COMMAND.sub("muster incident", MARKED.sub(r"\2", SYMBOLS.sub("", safe)))


def block_lines(block: Block, names: Mapping[str, str]) -> Iterator[str]:
    """Write one block of a message, of the kinds that our messages are made of."""
    match block["type"]:
        case "section":
            if "text" in block:
                yield plain(block["text"]["text"], names)
            for each in block.get("fields", ()):
                title, _, value = plain(each["text"], names).partition("\n")
                yield f"{title}  {value.replace(chr(10), ', ')}"
            yield from _typed([block["accessory"]] if "accessory" in block else [])
        case "header":
            yield _line(block["text"]["text"])
        case "context":
            yield "  ".join(plain(each["text"], names) for each in block["elements"])
        case "actions":
            yield from _typed(block["elements"])
        case _:
            return


def _typed(elements: list[Block]) -> Iterator[str]:
    """Say what to type instead of pressing these buttons."""
    verbs = dict.fromkeys(verb for each in elements if (verb := _verb(each)))
    if verbs:
        yield f"  -> muster incident {' | '.join(verbs)}"


def _verb(element: Block) -> str:
    name = element["action_id"].partition(".")[0]
    carried = str(element.get("value") or "").partition(":")[2]
    return TYPED.get(name, "").format(carried)
