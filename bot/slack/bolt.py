"""Bolt as a translator only: it parses what Slack sends and hands everything to our listener.

One catch-all per payload type, because Bolt tries its listeners one by one; answers leave when the
listener returns, because Bolt otherwise polls for them.
Vendor: https://docs.slack.dev/tools/bolt-python/concepts/lazy-listeners
"""

import re

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.ports import Json
from bot.slack.listener import Ack, Listener

EVERYTHING = re.compile(r".*", re.DOTALL)


def bolt_app(listener: Listener, client: AsyncWebClient) -> AsyncApp:
    """Build the app. The gate has checked signatures before; nothing is asked of Slack here.

    Bolt gets a client without a token, which it takes from `authorize` instead.
    """
    bare = AsyncWebClient(base_url=client.base_url, session=client.session, retry_handlers=[])

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=client.token)

    app = AsyncApp(
        name="muster",  # Bolt would look through the source of every caller for one
        client=bare,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )

    async def command(ack: Ack, body: Json) -> None:
        await listener.command(ack, body)

    async def action(ack: Ack, body: Json) -> None:
        await listener.action(ack, body)

    async def shortcut(ack: Ack, body: Json) -> None:
        await listener.shortcut(ack, body)

    async def view(ack: Ack, body: Json) -> None:
        await listener.view(ack, body)

    async def closed(ack: Ack, body: Json) -> None:
        await listener.closed(ack, body)

    async def options(ack: Ack, body: Json) -> None:
        await listener.options(ack, body)

    async def event(ack: Ack, body: Json) -> None:
        await listener.event(ack, body)

    app.command(EVERYTHING)(command)
    app.action(EVERYTHING)(action)
    app.shortcut(EVERYTHING)(shortcut)
    app.view(EVERYTHING)(view)
    app.view_closed(EVERYTHING)(closed)
    app.options(EVERYTHING)(options)
    app.event(EVERYTHING)(event)
    return app
