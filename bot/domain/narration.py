"""Say each fact as one plain sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from bot.domain import facts
from bot.domain.calls import call_in_words, in_words
from bot.domain.document import Frame
from bot.domain.entries import Entry
from bot.domain.facts import Fact
from bot.domain.ledger import TOLD
from bot.domain.mentions import spelled
from bot.domain.standing import those
from bot.domain.terms import NO_WORDS, PersonId, Severity, Stamp
from bot.domain.timetable import clock

SENTENCES: Mapping[type[Fact], str] = {
    facts.Declared: "Incident declared{is_drill: as a drill} as {severity}: {title}"
    "{impact:. Impact: }{service:. Service: }{started_at:. Since: }{origin_text:. Message: }",
    facts.ChannelOpened: "Incident channel #{name} opened",
    facts.ChannelUnarchived: "Incident channel opened again",
    facts.ChannelArchived: "Incident channel archived",
    facts.ChannelRenamed: "Incident channel renamed to #{name}",
    facts.ChannelConverted: "Incident channel made {is_private:private}",
    facts.ChannelDeleted: "Incident channel deleted",
    facts.MusterRemoved: "Muster removed from the incident channel",
    facts.MusterReturned: "Muster back in the incident channel",
    facts.SeverityChanged: "Severity changed from {was} to {to}{why:: }",
    facts.Retitled: "Title changed to: {title}",
    facts.ImpactDescribed: "Impact: {impact}",
    facts.StatusChanged: "Status changed from {was} to {to}{why:: }",
    facts.RoleTaken: "{person} took the role {role}",
    facts.RoleReleased: "{person} gave back the role {role}",
    facts.PersonJoined: "{person} joined the incident channel",
    facts.PersonLeft: "{person} left the incident channel",
    facts.Noted: "{text}",
    facts.MessageRecorded: "{text}{later: (later edited to: }{is_gone: (later deleted in Slack)}",
    facts.RecordedMessageEdited: "The message of entry {target} was edited to: {text}",
    facts.RecordedMessageDeleted: "The message of entry {target} was deleted in Slack",
    facts.EntryWithdrawn: "Entry {target} was withdrawn{why:: }",
    facts.StampSet: "{stamp}{why:: }",
    facts.RunbookAttached: "Runbook attached: {title}, version {version}",
    facts.StepDone: "Step {step} done{text:: }",
    facts.StepSkipped: "Step {step} skipped{why:: }",
    facts.StepReturned: "Back to step {step}",
    facts.QuestionAnswered: "Step {step} answered{values:: }{text:: }",
    facts.CheckRequested: "Check {step} asked for{is_automatic: by the runbook}",
    facts.EvidenceCollected: "E{number} {outcome}: {title}{reason:: }{summary:. }",
    facts.HypothesisRaised: "H{number} raised: {text}",
    facts.HypothesisJudged: "H{number}{about: } {verdict}{evidence: on }{why:: }",
    facts.MitigationStarted: "M{number} started{is_temporary:, temporary}: {what}{until:. Until }"
    "{revert:. To undo it: }",
    facts.MitigationConfirmed: "M{number}{about: } worked{why:: }",
    facts.MitigationReverted: "M{number}{about: } undone{why:: }",
    facts.MitigationMadePermanent: "M{number}{about: } stays for good{why:: }",
    facts.UpdateDrafted: "U{number} drafted ({audience}, {state}): {text}",
    facts.UpdateApproved: "U{number}{about: } approved",
    facts.UpdateDiscarded: "U{number}{about: } discarded",
    facts.UpdatePublished: "U{number}{about: } published on {page}{words:: }",
    facts.RemindersSet: "Reminders of updates turned {switch}{every:, every }",
    facts.RemindersSnoozed: "Reminders of updates wait until {until}",
    facts.Resolved: "Incident resolved{summary:: }",
    facts.Closed: "Incident closed{why:: }",
    facts.Reopened: "Incident reopened{why:: }",
    facts.EffectFailed: "Call failed{is_unknown:, or nobody can tell}: {call}{reason:. }",
    facts.EffectStuck: "Call waits for a long time: {call}{reason:. }",
    facts.EffectSettled: "Call settled, {verdict}: {call}",
}
"""How each kind of fact reads. What stands behind a colon is said only if there is a value."""

MOMENTS: Mapping[Stamp, str] = {
    Stamp.IMPACT: "Impact started",
    Stamp.SIGNAL: "First signal",
    Stamp.ACKNOWLEDGED: "Acknowledged",
    Stamp.OPENED: "Incident opened",
    Stamp.DECIDED: "Decided what to do",
    Stamp.STARTED: "Mitigation started",
    Stamp.MITIGATED: "Mitigated",
    Stamp.NORMAL: "Back to normal",
    Stamp.RESOLVED: "Resolved",
    Stamp.PEAK: "Peak",
}
"""How each moment reads when somebody set it."""

PEOPLE = {"person", "author"}
NO_TEXT = "(no words)"


@dataclass(frozen=True, slots=True)
class _Said:
    """A value in a sentence; what stands behind its colon goes before it, if it has a value."""

    text: str
    is_there: bool

    def __format__(self, before: str) -> str:
        return f"{before}{self.text}" if self.is_there else ""


@dataclass(frozen=True, slots=True)
class Narrator:
    """Knows what the sentences refer to: people, and hypotheses, mitigations, updates by number."""

    frame: Frame
    day: datetime
    about: Mapping[tuple[str, int], str]
    words: Mapping[int, str]
    edits: Mapping[int, tuple[int, str]]
    deletions: Mapping[int, int]

    def sentence(self, entry: Entry) -> str:
        """Say one entry in plain text; foreign words stand in it as they were written."""
        values = {each.name: getattr(entry.fact, each.name) for each in fields(entry.fact)}
        values |= self._context(entry)
        said = {name: self._said(name, value) for name, value in values.items()}
        return SENTENCES[type(entry.fact)].format_map(said).strip() or NO_TEXT

    def moment(self, at: datetime) -> str:
        """Write a time in UTC, with its day if that is not the day of the incident."""
        return clock(at, self.day)

    def plain(self, words: str) -> str:
        """Write people's words for a reader without Slack."""
        return spelled(words, self.frame.names)

    def later(self, position: int) -> tuple[int, ...]:
        """Return the entries that tell what became of the message recorded at `position`."""
        edit = self.edits.get(position, (0, ""))[0]
        return tuple(each for each in (edit, self.deletions.get(position, 0)) if each)

    def _context(self, entry: Entry) -> dict[str, object]:
        match entry.fact:
            case facts.HypothesisJudged(number=number):
                return {"about": self.about.get(("H", number), "")}
            case (
                facts.MitigationConfirmed(number=number)
                | facts.MitigationReverted(number=number)
                | facts.MitigationMadePermanent(number=number)
            ):
                return {"about": self.about.get(("M", number), "")}
            case (
                facts.UpdateApproved(number=number)
                | facts.UpdateDiscarded(number=number)
                | facts.UpdatePublished(number=number)
            ):
                words = self.words.get(number, "")
                return {"about": self.about.get(("U", number), ""), "words": words}
            case facts.MessageRecorded():
                _, later = self.edits.get(entry.position, (0, ""))
                is_gone = entry.position in self.deletions
                return {"later": f"{later})" if later else "", "is_gone": is_gone}
            case _:
                return self._walked(entry.fact)

    def _walked(self, fact: Fact) -> dict[str, object]:
        match fact:
            case facts.QuestionAnswered(step=step, values=values):
                return {"values": tuple(self.frame.answer(step, value) for value in values)}
            case facts.EvidenceCollected(reason=reason, summary=summary):
                return {"summary": NO_WORDS if reason else summary}
            case facts.RemindersSet(is_on=is_on, minutes=minutes):
                every = f"{minutes} min" if minutes else ""
                return {"switch": "on" if is_on else "off", "every": every}
            case facts.EffectFailed(what=what) | facts.EffectStuck(what=what):
                return {"call": in_words(what)}
            case facts.EffectSettled(effect=effect, verdict=verdict):
                return {"call": call_in_words(effect), "verdict": TOLD.get(verdict, verdict)}
            case _:
                return {}

    def _said(self, name: str, value: object) -> _Said:
        match value:
            case bool():
                return _Said("", value)
            case datetime():
                text = f"{self.moment(value)} UTC"
            case Severity():
                text = severity(value)
            case Stamp():
                text = MOMENTS[value]
            case tuple():
                text = ", ".join(f"E{each}" if name == "evidence" else str(each) for each in value)
            case str() if name in PEOPLE:
                text = self.frame.name(PersonId(value))
            case str() if name == "role":
                text = self.frame.role(value)
            case str() if name == "step":
                text = self.frame.step(value)
            case _:
                text = "" if value is None else self.plain(str(value))
        return _Said(text, bool(text))


def severity(value: Severity) -> str:
    """Write a severity as people read it: SEV2."""
    return "unknown severity" if value is Severity.UNKNOWN else value.upper()


def narrator(entries: Sequence[Entry], frame: Frame, day: datetime) -> Narrator:
    """Learn from all entries what their sentences refer to."""
    drafts = [fact for _, fact in those(entries, facts.UpdateDrafted)]
    hypotheses = {("H", f.number): f"({f.text})" for _, f in those(entries, facts.HypothesisRaised)}
    mitigations = {
        ("M", f.number): f"({f.what})" for _, f in those(entries, facts.MitigationStarted)
    }
    updates = {("U", f.number): f"({f.audience}, {f.state})" for f in drafts}
    edits = those(entries, facts.RecordedMessageEdited)
    deletions = those(entries, facts.RecordedMessageDeleted)
    return Narrator(
        frame,
        day,
        about=hypotheses | mitigations | updates,
        words={fact.number: fact.text for fact in drafts},
        edits={fact.target: (entry.position, fact.text) for entry, fact in edits},
        deletions={fact.target: entry.position for entry, fact in deletions},
    )
