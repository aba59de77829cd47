"""Put a form on Ana's screen."""

from bot.localslack.actor import Form
from bot.localslack.workspace import Workspace
from tests.localslack.limit_samples import open_form
from tests.localslack.rig import Bot, Json


async def opened(ws: Workspace, bot: Bot, view: Json) -> Form:
    assert await open_form(ws, bot, view) == "ok"
    return await ws.person("ana").form()
