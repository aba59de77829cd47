"""A source of evidence with prepared answers, and the check that asks it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.facts import EvidenceCollected
from bot.domain.runbook import Runbook, Step
from bot.ports import Answer, Question
from bot.runbooks.checks import ask

BASE = {"base_url": "https://shop.example.com"}
HEALTHY = Answer("http", {"status": 200}, body="fine", elapsed_ms=12)


@dataclass
class Scripted:
    """A source that gives prepared answers, in turn; the last one for all further questions."""

    answers: Sequence[Answer | Exception]
    questions: list[Question] = field(default_factory=list)
    name: str = "scripted"

    async def collect(self, question: Question) -> Answer:
        self.questions.append(question)
        answer = self.answers[min(len(self.questions), len(self.answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer


def check(runbook: Runbook, **differing: Any) -> Step:
    """Return the check of the runbook, with some things changed."""
    return replace(runbook.phases[1].steps[0], **differing)


async def asked(
    runbook: Runbook, *answers: Answer | Exception, **differing: Any
) -> EvidenceCollected:
    sources = {"http": Scripted(answers)}
    return await ask(check(runbook, **differing), runbook, BASE, sources, pause=no_pause)


async def no_pause(_seconds: float) -> None:
    """Go on at once."""
