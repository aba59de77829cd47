"""Whether Slack takes our token, and how Muster comes back once there is another.

Vendor: https://docs.slack.dev/reference/events/tokens_revoked
https://docs.slack.dev/reference/events/app_uninstalled
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Refused, Rejected, Unavailable
from bot.slack.calls import TOKEN_RETRY, Slack

log = logging.getLogger(__name__)

REVOKED = {"tokens_revoked", "app_uninstalled"}
"""Events after which Slack may refuse our token; in which order they come is not promised."""


@dataclass(frozen=True, slots=True)
class Token:
    """Asks Slack about our token. `latest` reads it again where that is possible, else gives "".

    What was promised waits meanwhile, and is tried again once a minute: nothing is lost.
    """

    slack: Slack
    client: AsyncWebClient
    latest: Callable[[], str]

    @property
    def refusal(self) -> str:
        """Say why Slack refuses the token; "" while it takes it."""
        return self.slack.refusal

    async def ask(self) -> None:
        """Find out whether Slack takes our token, after looking for a newer one.

        Vendor: https://docs.slack.dev/reference/methods/auth.test
        """
        self._renew()
        was = self.refusal
        try:
            await self.slack.call("auth.test")
        except (Refused, Unavailable) as trouble:
            if self.refusal and not was:
                log.error("token.refused", extra={"why": str(trouble)})  # noqa: TRY400 - no bug, no trace

    def _renew(self) -> None:
        try:
            latest = self.latest()
        except Rejected as unreadable:
            log.warning("token.unreadable", extra={"why": str(unreadable)})
            return
        if latest and latest != self.client.token:
            self.client.token = latest
            log.warning("token.renewed")

    async def watch(self, pause: Callable[[float], Awaitable[None]]) -> None:
        """Ask at the start, and once a minute while Slack refuses the token."""
        await self.ask()
        while True:
            await pause(TOKEN_RETRY.total_seconds())
            if self.refusal:
                await self.ask()
