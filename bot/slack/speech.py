"""How Muster speaks to one person outside the ledger: at most once, and never to decide anything.

Vendor: https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import logging
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.domain.errors import Refused, Unavailable
from bot.ports import Json
from bot.slack import blocks
from bot.slack.call import Call
from bot.slack.calls import Slack
from bot.slack.private_card import FORMS, is_private, left_for_a_form
from bot.slack.text import Mrkdwn, escape, m

log = logging.getLogger(__name__)

SAID = "said"
KEPT = ("type", "callback_id", "title", "submit", "close", "private_metadata")


@dataclass(frozen=True, slots=True)
class Speech:
    """Opens forms and answers clicks."""

    slack: Slack
    session: aiohttp.ClientSession

    async def open_form(self, call: Call, view: dict[str, Any], otherwise: Mrkdwn) -> None:
        """Open a form; when Slack does not, say so with a way to go on.

        A private step card makes room for its form.

        Vendor: https://docs.slack.dev/reference/methods/views.open
        """
        try:
            await self.slack.call("views.open", trigger_id=call.trigger, view=view)
        except (Refused, Unavailable) as failure:
            log.warning("form.not_opened", extra={"why": str(failure)})
            await self.answer(call, {"text": otherwise})
            return
        if view["callback_id"] in FORMS and is_private(call):
            await self.answer(call, left_for_a_form())

    async def answer(self, call: Call, reply: Json) -> None:
        """Answer where the click was: beside the message, in the form, else to the person alone."""
        try:
            if address := call.payload.get("response_url"):
                await self._respond(str(address), reply)
            elif view := call.payload.get("view"):
                await self._replace(view, reply)
            else:
                await self._whisper(call, reply)
        except (Refused, Unavailable, aiohttp.ClientError, TimeoutError) as failure:
            log.warning("answer.not_delivered", extra={"why": str(failure)})

    async def _respond(self, address: str, reply: Json) -> None:
        extra = {"response_type": "ephemeral", "replace_original": False}
        if reply.get("replaces"):
            extra = {"replace_original": True}
        async with self.session.post(address, json=_shown(reply) | extra) as response:
            response.raise_for_status()

    async def _replace(self, view: Json, reply: Json) -> None:
        """Put the answer in the place of the form; a refusal stands above it, so nothing is lost.

        Vendor: https://docs.slack.dev/reference/methods/views.update
        """
        shown = self.notice(reply["text"])
        if reply.get("blocks"):
            shown |= {"blocks": reply["blocks"]}
        if reply.get("failed"):
            kept = [block for block in view["blocks"] if block.get("block_id") != SAID]
            warned = blocks.section(m(":warning: {}", Mrkdwn(reply["text"]))) | {"block_id": SAID}
            shown = {key: view[key] for key in KEPT if view.get(key)} | {"blocks": [warned, *kept]}
        await self.slack.call("views.update", view_id=view["id"], view=shown)

    async def _whisper(self, call: Call, reply: Json) -> None:
        """Say it in the channel, or directly where there is none, as behind a global shortcut."""
        if call.channel:
            told = {"channel": call.channel, "user": call.person, **_shown(reply)}
            await self.slack.call("chat.postEphemeral", **told)
            return
        opened = await self.slack.call("conversations.open", users=call.person)
        await self.slack.call("chat.postMessage", channel=opened["channel"]["id"], **_shown(reply))

    def busy(self) -> Mrkdwn:
        """Say that nothing was accepted."""
        return Mrkdwn(
            ":hourglass: Muster's database did not answer in time, so nothing was recorded. "
            "Please try again."
        )

    def broken(self, error_id: str) -> Mrkdwn:
        """Say that a bug was met, and what to quote."""
        return m(
            ":warning: Something in Muster broke and nothing was recorded. Error {} — please "
            "tell whoever runs Muster.",
            escape(error_id, 40),
        )

    def notice(self, text: str) -> dict[str, Any]:
        """Show one sentence in place of a form."""
        return {
            "type": "modal",
            "title": blocks.plain("Muster", 24),
            "close": blocks.plain("Close", 24),
            "blocks": [blocks.section(Mrkdwn(text))],
        }


def _shown(reply: Json) -> dict[str, Any]:
    shown = {"text": reply["text"], "blocks": reply.get("blocks")}
    return {key: value for key, value in shown.items() if value}
