"""Answer what cannot be answered: the named boundary for bugs that a page meets."""

import logging
from collections.abc import Callable, Coroutine, Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.domain.errors import Unavailable
from bot.web.pages import Pages

log = logging.getLogger(__name__)

SENTENCES: Mapping[int, str] = {
    404: "There is no such page.",
    405: "This page cannot be asked that way.",
    500: "Something went wrong here. It is our fault, and it is in our log.",
    503: "This page cannot be read right now. Please try again in a minute.",
}
EXTRA_HEADERS: Mapping[int, Mapping[str, str]] = {503: {"retry-after": "30"}}


class ErrorPage:
    """Answers for the app inside when it fails: a constant page, with an id if it was a bug.

    A bug is one log line, under the id that the page shows. Once an answer has begun it can only
    be cut off.
    """

    def __init__(self, app: ASGIApp, *, pages: Pages, new_error_id: Callable[[], str]) -> None:
        self._app = app
        self._pages = pages
        self._new_error_id = new_error_id

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        begun: list[bool] = []

        async def send_on(message: Message) -> None:
            begun.append(True)
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Unavailable:
            answer = said(self._pages, 503, scope["path"])
        except Exception:
            error_id = self._new_error_id()
            log.exception("web.failed", extra={"error_id": error_id, "path": scope["path"]})
            answer = said(self._pages, 500, scope["path"], error_id)
        else:
            return
        if not begun:
            await answer(scope, receive, send)


def said(pages: Pages, status: int, path: str, error_id: str = "") -> Response:
    """Say in words what the status means, as JSON where JSON was asked for."""
    sentence = SENTENCES.get(status, "This request was refused.")
    if path.endswith(".json"):
        about = {"error": sentence, "error_id": error_id} if error_id else {"error": sentence}
        answer: Response = JSONResponse(about, status)
    else:
        page = pages.render("statuspage/error.html.j2", sentence=sentence, error_id=error_id)
        answer = HTMLResponse(page, status)
    answer.headers.update(EXTRA_HEADERS.get(status, {}))
    return answer


def refusals(pages: Pages) -> Callable[[Request, HTTPException], Coroutine[None, None, Response]]:
    """Return what answers when a route says by HTTPException that it cannot."""

    async def refuse(request: Request, refusal: HTTPException) -> Response:
        answer = said(pages, refusal.status_code, request.scope["path"])
        answer.headers.update(refusal.headers or {})
        return answer

    return refuse
