"""The answer of a check, in the thread of the step card."""

from bot.domain.entries import Entry
from bot.domain.facts import EvidenceCollected
from bot.ports import Json
from bot.slack import blocks
from bot.slack.text import Mrkdwn, escape, m, one_line
from bot.slack.words import OUTCOME

RAW = 600
LINES = 6


def evidence_card(entry: Entry) -> Json | None:
    """Show verdict, question, reason, duration and the beginning of what was answered."""
    fact = entry.fact
    if not isinstance(fact, EvidenceCollected):
        return None
    head = m(
        "{}  *E{}*  {}",
        Mrkdwn(OUTCOME[fact.outcome]),
        Mrkdwn(str(fact.number)),
        one_line(fact.title),
    )
    lines = m("{}\n{}", head, one_line(fact.reason, 500)) if fact.reason else head
    small = [m("{} · {} ms", one_line(fact.source, 80), Mrkdwn(str(fact.elapsed_ms)))]
    if fact.body:
        cut = " · shortened" if fact.is_truncated else ""
        small.append(Mrkdwn(f"stored, {fact.size_bytes} bytes, sha256 {fact.sha256[:12]}{cut}"))
    shown = [blocks.section(lines)]
    if fact.body:
        raw = escape(_beginning(fact.body), RAW).replace("```", "'''")
        shown.append(blocks.section(Mrkdwn(f"```{raw}```")))
    text = m(
        "E{} {}: {}",
        Mrkdwn(str(fact.number)),
        Mrkdwn(fact.outcome.value),
        one_line(fact.title),
    )
    return blocks.message(text, [*shown, blocks.context(*small)])


def _beginning(body: str) -> str:
    """Keep the first lines: the verdict is what people look for, and the record holds the rest."""
    lines = [line for line in body.splitlines() if line.strip()]
    return "\n".join([*lines[:LINES], *(["…"] if len(lines) > LINES else [])])
