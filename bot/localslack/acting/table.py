"""Everything that a person can do, by the last part of its path."""

from collections.abc import Awaitable, Callable

from bot.localslack.acting import actions, commands, forms, posting, rooms, shortcuts
from bot.localslack.acting.scene import Scene
from bot.localslack.shapes import Obj

Act = Callable[[Scene], Awaitable[Obj]]

ACTS: dict[str, Act] = {
    "post": posting.post,
    "edit": posting.edit,
    "delete": posting.delete,
    "react": posting.react,
    "pin": posting.pin,
    "bookmark": posting.bookmark,
    "read": posting.read,
    "home": posting.home,
    "slash": commands.slash,
    "click": actions.click,
    "suggest": actions.suggest,
    "submit": forms.submit,
    "close": forms.close,
    "shortcut": shortcuts.shortcut,
    "channel": rooms.channel,
    "dm": rooms.direct,
}
