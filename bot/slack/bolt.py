"""Bolt as a translator only: it parses what Slack sends and hands everything to our listener.

One catch-all per payload type, because Bolt tries its listeners one by one; answers leave when the
listener returns, because Bolt otherwise polls for them.
Vendor: https://docs.slack.dev/tools/bolt-python/concepts/lazy-listeners
"""

import logging
import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.listener import Listener

EVERYTHING = re.compile(r".*", re.DOTALL)


def bolt_app(listener: Listener, client: AsyncWebClient) -> AsyncApp:
    """Build the app. The gate has checked signatures before; nothing is asked of Slack here.

    Bolt gets a client without a token, which it takes from `authorize` instead.
    """
    bare = AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[])
    bare.proxy = client.proxy

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=client.token)

    app = AsyncApp(
        name="muster",  # Bolt would look through the source of every caller for one
        logger=logging.getLogger("slack_bolt"),  # else every class has a level of its own
        client=bare,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )

    app.command(EVERYTHING)(listener.command)
    app.action(EVERYTHING)(listener.action)
    app.shortcut(EVERYTHING)(listener.shortcut)
    app.view(EVERYTHING)(listener.view)
    app.view_closed(EVERYTHING)(listener.closed)
    app.options(EVERYTHING)(listener.options)
    app.event(EVERYTHING)(listener.event)
    return app
