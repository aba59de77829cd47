"""Whether a request is Slack's own and fresh."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

TOLERANCE = timedelta(minutes=5)
TIMESTAMP = re.compile(rb"[0-9]{10}")
SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")

Headers: TypeAlias = Iterable[tuple[bytes, bytes]]
"""As ASGI gives them: names in lower case, one pair for each line that was sent."""


class Unsigned(Exception):
    """The request was not signed by Slack, just now; the message is a constant that says why."""


def only(headers: Headers, name: bytes) -> bytes:
    """Return the one value of that header; raises Unsigned when it is missing or sent twice."""
    values = [value for key, value in headers if key == name]
    if len(values) != 1:
        raise Unsigned(f"{name.decode()} {'given twice' if values else 'missing'}")
    return values[0]


def checked_signature(
    headers: Headers, body: bytes, *, secrets: Sequence[str], now: datetime
) -> bytes:
    """Return the signature, once it is known to be right under one of `secrets`.

    Raises Unsigned for anything else, whatever bytes the headers hold.
    Vendor: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    timestamp = only(headers, b"x-slack-request-timestamp")
    signature = only(headers, b"x-slack-signature")
    if not TIMESTAMP.fullmatch(timestamp):
        raise Unsigned("timestamp malformed")
    if not SIGNATURE.fullmatch(signature):
        raise Unsigned("signature malformed")
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        raise Unsigned("timestamp too old or too new")
    if not any(hmac.compare_digest(signature, _sign(s, timestamp, body)) for s in secrets):
        raise Unsigned("signature wrong")
    return signature


def _sign(secret: str, timestamp: bytes, body: bytes) -> bytes:
    base = b"v0:" + timestamp + b":" + body
    return b"v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest().encode()
