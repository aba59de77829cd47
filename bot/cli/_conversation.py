"""Say lines to Muster, print what it answers, and ask what it asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

from bot.cli._ask import asked
from bot.cli._plain import block_lines, plain
from bot.domain.errors import Rejected
from bot.domain.terms import IncidentId, PersonId, label
from bot.ids import new_id
from bot.ports import Json
from bot.settings import Settings

FORMS: Mapping[str, tuple[str, str]] = {
    "declare": ("title", "declare "),
    "severity": ("severity", "sev "),
    "update": ("text", "update "),
}
"""Which field of a form to ask for, and what to say with the answer; others are told what to type.

A form of one text (`note_text`) asks for that.
"""

PUBLISH, SAY = "update_publish", "say"
SETTLING = {"effect_retry": "retry", "effect_happened": "done", "effect_dropped": "leave"}
LATER = "later"
ALONE = (
    "Muster does not run; what follows in Slack and on the page happens once it does: muster serve"
)


@dataclass
class Conversation:
    """One person who types about one incident: the one that was named, or found on the way."""

    settings: Settings
    person: PersonId
    incident_id: IncidentId | None
    is_sure: bool

    def say(self, words: str, *, is_sure: bool = False) -> None:
        """Say a line and go on until nothing is left to ask; raises Rejected when it is refused."""
        answer = self._ask("line", words=words, is_sure=is_sure)
        reply, names = answer["reply"], answer["names"]
        if "choices" in reply:
            self._choose(reply)
            self.say(words, is_sure=is_sure)
        elif "unsure" in reply:
            self._make_sure(words, plain(reply["text"], names))
        elif "view" in reply:
            self._fill(reply["view"], plain(reply["text"], names))
        else:
            self._hear(answer)

    def _ask(self, kind: str, **what: Any) -> Json:
        who = {"id": new_id(), "person": self.person, "incident_id": self.incident_id}
        return asked(self.settings, kind, who | what)

    def _choose(self, reply: Json) -> None:
        for each in reply["choices"]:
            click.echo(f"{label(each['incident'])}  {each['title']}")
        numbers = [str(each["incident"]) for each in reply["choices"]]
        picked = _typed("Several incidents are open. Which one? INC-", click.Choice(numbers))
        if not picked:
            raise Rejected(f"Name one of them: muster incident --in INC-{numbers[0]} ...")
        self.incident_id = IncidentId(int(picked))

    def _make_sure(self, words: str, told: str) -> None:
        if not self.is_sure:
            click.echo(told)
        if not self.is_sure and not _agreed("Declare another incident with these words?"):
            raise Rejected("Nothing was declared.")
        self.say(words, is_sure=True)

    def _fill(self, view: Json, otherwise: str) -> None:
        """Ask for the one thing that a form cannot do without."""
        form = view["callback_id"]
        verb = form.removesuffix("_text")
        field, words = FORMS.get(form, ("text", f"{verb} ") if form.endswith("_text") else ("", ""))
        block = next((each for each in view["blocks"] if each.get("block_id") == field), None)
        entered = _typed(_question(block)) if block else ""
        if not entered:
            raise Rejected(otherwise)
        self.say(words + entered)

    def _hear(self, answer: Json) -> None:
        reply, names = answer["reply"], answer["names"]
        if reply.get("failed"):
            raise Rejected(plain(reply.get("refused") or reply["text"], names))
        self.incident_id = reply.get("incident", self.incident_id)
        blocks = reply.get("blocks") or [_section(reply["text"])]
        drafts = [each for block in blocks for each in _buttons(block) if _name(each) == PUBLISH]
        has_gone_on = False
        for block in blocks:
            for line in block_lines(block, names):
                click.echo(line)
            says = [each for each in _buttons(block) if _name(each) == SAY]
            if says and reply.get("recorded"):
                _offer(says)
            else:
                has_gone_on |= self._press(_buttons(block), is_only=len(drafts) == 1)
        if not has_gone_on:
            self._warn(answer)

    def _press(self, buttons: Sequence[Json], *, is_only: bool) -> bool:
        """Ask what can be answered here; what else there is to press was told as what to type."""
        names = {_name(each) for each in buttons}
        if PUBLISH in names:
            is_agreed = self.is_sure and is_only
            return self._publish(buttons, is_agreed=is_agreed)
        if SAY in names:
            self._pressed(_meant([each for each in buttons if _name(each) == SAY]))
            return True
        words = {SETTLING[_name(each)]: each for each in buttons if _name(each) in SETTLING}
        picked = _typed("What became of it?", click.Choice([*words, LATER]), LATER) if words else ""
        if picked in words:
            self._pressed(words[picked])
        return picked in words

    def _publish(self, buttons: Sequence[Json], *, is_agreed: bool) -> bool:
        button = next(each for each in buttons if _name(each) == PUBLISH)
        if is_agreed or _agreed(f"{button['text']['text']}?"):
            self._pressed(button)
            return True
        click.echo("It stays a draft. To publish it later: muster incident statuspage")
        return False

    def _pressed(self, button: Json) -> None:
        self._hear(self._ask("press", button=_name(button), value=button["value"]))

    def _warn(self, answer: Json) -> None:
        if waits := answer["reply"].get("waits"):
            reason = plain(waits["reason"], answer["names"])
            click.echo(
                f"Waiting since {waits['since']}: {reason}. It goes on by itself; "
                "muster incident health says more.",
                err=True,
            )
        if answer.get("was_alone") and not answer["reply"]["reads"]:
            click.echo(ALONE, err=True)


def _buttons(block: Json) -> Sequence[Json]:
    found: Sequence[Json] = block["elements"] if block["type"] == "actions" else ()
    return found


def _name(button: Json) -> str:
    name: str = button["action_id"].partition(".")[0]
    return name


def _offer(says: Sequence[Json]) -> None:
    """Tell what to say next, now that it is recorded."""
    for each in says:
        click.echo(f"  -> muster incident {plain(each['value'], {})}")


def _meant(offered: Sequence[Json]) -> Json:
    """Ask which line was meant; raises Rejected when it was none of them."""
    texts = [plain(each["text"]["text"], {}) for each in offered]
    if len(offered) == 1 and _agreed(f"{texts[0]}?"):
        return offered[0]
    if len(offered) > 1:
        for number, text in enumerate(texts, start=1):
            click.echo(f"  {number}  {text}")
        numbers = [str(number) for number in range(1, len(texts) + 1)]
        if picked := _typed("Which one?", click.Choice(numbers)):
            return offered[int(picked) - 1]
    raise Rejected("Nothing was recorded.")


def _section(text: str) -> Json:
    return {"type": "section", "text": {"text": text}}


def _question(block: Json) -> str:
    """Ask as the field of the form does; what can be picked there is named."""
    values = [each["value"] for each in block["element"].get("options", ())]
    label_text: str = block["label"]["text"]
    return f"{label_text} ({', '.join(values)})" if values else label_text


def _agreed(question: str) -> bool:
    """Ask; somebody who is not there does not agree."""
    try:
        return click.confirm(question)
    except click.Abort:
        click.echo()
        return False


def _typed(question: str, kind: click.Choice[str] | None = None, usual: str = "") -> str:
    """Ask for words; "" when there is nobody to type them."""
    try:
        return str(click.prompt(question, type=kind, default=usual, show_default=bool(usual)))
    except click.Abort:
        click.echo()
        return ""
