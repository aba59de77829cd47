"""Signed HTTP requests to the bot's address.

Vendor: https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from bot.localslack.delivery.envelopes import Delivery
from bot.localslack.shapes import Obj

OK = 2  # what every status of success begins with
OLD_S = 400  # more than the five minutes that an app should accept
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot's address answered: a status, or the reason why there is none."""

    status: int | None
    body: Obj = field(default_factory=dict)
    reason: str | None = None
    no_retry: bool = False

    @property
    def accepted(self) -> bool:
        """Say whether the bot acknowledged."""
        return self.status is not None and self.status // 100 == OK


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of X-Slack-Signature."""
    message = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def request_body(delivery: Delivery) -> tuple[bytes, str]:
    """Return body and content type: JSON for events, a form for everything that people do."""
    if delivery.is_event or delivery.kind in {"url_verification", "app_rate_limited"}:
        return json.dumps(delivery.payload).encode("ascii"), "application/json"
    fields: Mapping[str, object] = delivery.payload
    if delivery.kind != "slash_commands":
        fields = {"payload": json.dumps(delivery.payload)}
    body = urlencode(fields, errors="surrogatepass").encode("ascii")
    return body, "application/x-www-form-urlencoded"


@dataclass(slots=True)
class HttpTransport:
    """Post to the request URL, once it has answered the challenge."""

    url: str
    secret: str
    client: httpx.AsyncClient
    verified: bool = False

    async def post(self, delivery: Delivery, now: float, fault: str = "") -> Answer:
        """Send one delivery, signed with the workspace's time; or wrongly, as a fault says."""
        body, kind = request_body(delivery)
        headers = {"Content-Type": kind, "User-Agent": AGENT}
        if delivery.attempt:
            headers |= {
                "X-Slack-Retry-Num": str(delivery.attempt),
                "X-Slack-Retry-Reason": delivery.reason or "unknown_error",
            }
        if fault == "bad_signature":
            return await self.send(body, self.signed(headers, body + b" ", now))
        signed = self.signed(headers, body, now - OLD_S if fault == "old_timestamp" else now)
        answer = await self.send(body, signed)
        return await self.send(body, signed) if fault == "replay" else answer

    def signed(self, headers: dict[str, str], body: bytes, now: float) -> dict[str, str]:
        """Return the headers with timestamp and signature added."""
        timestamp = str(int(now))
        return headers | {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self.secret, timestamp, body),
        }

    async def send(self, body: bytes, headers: dict[str, str], url: str = "") -> Answer:
        """Post bytes as they are and read what comes back."""
        try:
            response = await self.client.post(url or self.url, content=body, headers=headers)
        except httpx.TooManyRedirects:
            return Answer(None, reason="too_many_redirects")
        except httpx.TimeoutException:
            return Answer(None, reason="http_timeout")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError):
            return Answer(None, reason="connection_failed")
        return Answer(
            response.status_code,
            _read(response),
            None if response.is_success else "http_error",
            no_retry=response.headers.get("X-Slack-No-Retry") == "1",
        )

    async def verify(self, token: str, challenge: str, now: float) -> bool:
        """Ask the address to echo a challenge; True once it did.

        Vendor: https://docs.slack.dev/reference/events/url_verification
        """
        if not self.verified:
            payload = {"token": token, "challenge": challenge, "type": "url_verification"}
            asked = Delivery("", "url_verification", "url_verification", payload, "")
            answer = await self.post(asked, now)
            echoed = answer.body.get("challenge") or answer.body.get("text")
            self.verified = answer.accepted and echoed == challenge
        return self.verified


def _read(response: httpx.Response) -> Obj:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        return body
    return {"text": response.text} if response.text else {}
