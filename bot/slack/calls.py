"""The one way to call Slack: one attempt, its outcome told apart for the ledger.

Vendor: https://docs.slack.dev/apis/web-api/using-the-slack-web-api#evaluating-responses
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.errors import Refused, Unavailable
from bot.effects.answers import answered
from bot.ports import Clock
from bot.slack.patience import AUTH, Patience

WITHIN = timedelta(seconds=10)
"""The longest that one call may take."""

WAIT = {"ratelimited", "rate_limited", "too_many_requests", "canvas_editing_locked"}
DEAD_TOKEN = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "app_access_restricted",
}
UNKNOWN = {
    "fatal_error",
    "internal_error",
    "service_unavailable",
    "request_timeout",
    "team_added_to_org",
}
TOKEN_RETRY = timedelta(seconds=60)
"""How long to leave Slack alone after it said that our token is dead."""


SAYS = {"chat.postMessage", "chat.update"}
"""What comes back as an event from channels that Muster hears."""


def unheard(_channel: str) -> None:
    """Let what is said in a channel pass."""


class SlackRefused(Refused):
    """Slack said no for good; `code` is its error code, `channel` the channel we asked about."""

    def __init__(self, method: str, code: str, detail: str = "") -> None:
        super().__init__(f"Slack refused {method}: {code}{detail}")
        self.code, self.channel = code, ""


class Unsent(SlackRefused):
    """The client refused the call by itself; Slack has not heard of it."""

    def __init__(self, method: str, problem: str) -> None:
        super().__init__(method, "invalid_request", f" ({problem})")


class TokenRefused(Unavailable):
    """Slack does not take our token, for the reason `code`; another one may come any time."""

    def __init__(self, code: str) -> None:
        problem = f"Slack refuses our token: {code}"
        super().__init__(problem, retry_after=TOKEN_RETRY, limit=AUTH)
        self.code = code


UNREADABLE = (AttributeError, LookupError, RecursionError, ValueError)
"""What the SDK stumbles over in an answer that is no JSON object, or no text at all."""


class Slack:
    """Calls Slack's Web API once per call, never repeating anything by itself.

    `refusal` says why Slack refused our token in its last answer; "" when it took it. `said` is
    told the channel of everything that is said.

    What Slack has just refused because of a limit is not asked again before its time.
    """

    def __init__(self, client: AsyncWebClient, clock: Clock) -> None:
        self._client = client
        self._patience = Patience(clock)
        self.refusal = ""
        self.said: Callable[[str], None] = unheard

    async def call(self, method: str, **arguments: object) -> dict[str, Any]:
        """Call a method, as in `call("chat.postMessage", channel=..., text=...)`.

        Raises SlackRefused when Slack says no for good, Unavailable when it should be tried again;
        `may_have_happened` tells a lost answer from a call that changed nothing.
        """
        limit = _limit(method, arguments)
        self._patience.check(AUTH, limit)
        try:
            data = await once(self._client, method, **arguments)
        except Unavailable as trouble:
            self._refused(limit, trouble)
            raise
        except Unsent:
            raise
        except SlackRefused as refused:
            refused.channel = str(arguments.get("channel", ""))
            self._answered()
            raise
        self._answered()
        if method in SAYS:
            self.said(str(arguments["channel"]))
        return data

    def _refused(self, limit: str, trouble: Unavailable) -> None:
        if trouble.limit == AUTH:
            self.refusal = str(trouble)
        elif trouble.limit:
            answered(AUTH)
        if trouble.limit:
            self._patience.refused(AUTH if trouble.limit == AUTH else limit, trouble)

    def _answered(self) -> None:
        self.refusal = ""
        self._patience.answered()
        answered(AUTH)


async def once(client: AsyncWebClient, method: str, **arguments: object) -> dict[str, Any]:
    """Call a method, whatever was refused before; raises as `Slack.call` does.

    An answer that nobody can read says nothing: the call may well have happened.
    """
    answering = getattr(client, method.replace(".", "_"))(**arguments)
    try:
        data = (await answering).data
    except SlackApiError as error:
        raise _translated(method, error) from error
    except (aiohttp.ClientConnectorError, aiohttp.ServerFingerprintMismatch) as error:
        raise Unavailable(f"Slack cannot be reached for {method}") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        problem = f"Slack's answer to {method} was lost"
        raise Unavailable(problem, may_have_happened=True) from error
    except (SlackRequestError, UnicodeEncodeError) as error:
        raise Unsent(method, str(error)) from error
    except UNREADABLE as error:
        raise _unusable(method, "no JSON object") from error
    if not isinstance(data, dict):
        raise _unusable(method, "no JSON object")
    return data


def _unusable(method: str, why: str) -> Unavailable:
    problem = f"Slack's answer to {method} was unusable ({why})"
    return Unavailable(problem, may_have_happened=True)


def _limit(method: str, arguments: Mapping[str, object]) -> str:
    """Name what Slack counts together: a method, and posts by channel as well."""
    is_post = method == "chat.postMessage"
    return f"slack.{method} {arguments['channel']}" if is_post else f"slack.{method}"


def _translated(method: str, error: SlackApiError) -> Exception:
    response = error.response
    status = getattr(response, "status_code", 0) or getattr(response, "status", 0)
    data = getattr(response, "data", None)
    said = data.get("error") if isinstance(data, dict) else None
    code = said if isinstance(said, str) else ""
    if status == 429 or code in WAIT:  # noqa: PLR2004 - the HTTP status of a rate limit
        asked = _retry_after(response)
        return Unavailable(f"Slack limits {method}", retry_after=asked, limit=f"slack.{method}")
    if code in DEAD_TOKEN:
        return TokenRefused(code)
    if not code or code in UNKNOWN or status >= 500:  # noqa: PLR2004 - HTTP server errors
        return _unusable(method, f"HTTP {status} {code}".rstrip())
    needed = (
        f", needs the scope {data['needed']}" if isinstance(data, dict) and "needed" in data else ""
    )
    return SlackRefused(method, code, needed)


def _retry_after(response: Any) -> timedelta:
    """Read Retry-After, in whole seconds; Slack always sends it with HTTP 429.

    What is no such number, or means weeks, was not said by Slack.
    """
    headers = {key.lower(): value for key, value in dict(response.headers).items()}
    value = str(headers.get("retry-after", "1"))
    is_number = value.isascii() and value.isdigit() and len(value) < len("1000000")
    return timedelta(seconds=max(1, int(value) if is_number else 1))
