"""Every method of the Web API that the workspace can do, by name."""

from bot.localslack.methods import (
    apps,
    chat,
    conversations,
    files,
    marks,
    members,
    reading,
    users,
    views,
)
from bot.localslack.methods.call import Method

METHODS: dict[str, Method] = {
    **apps.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **marks.METHODS,
    **members.METHODS,
    **reading.METHODS,
    **users.METHODS,
    **views.METHODS,
}
