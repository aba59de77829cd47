"""Take secrets out of what others answered, before anybody stores or shows it."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

import re2

from bot.patterns import Match, Pattern, compiled

SHORTEST_SECRET = 6
HASH_LENGTH = 6
MARK = re.compile(r"\[redacted:[a-z]+(?::[0-9a-f]+)?\]")

_PAIR = (
    r"(?:pass(?:word|wd|phrase)|pwd|secret|token|credentials?|api[_-]?key|access[_-]?key"
    r"(?:[_-]?id)?|(?:private|client|signing|encryption)[_-]?key)"
)
_HEADER = (
    r"(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token|x-csrf-token"
    r"|x-amz-security-token)"
)
_SIGNATURE = (
    r"(?:x-(?:amz|goog)-(?:signature|credential|security-token)|signature|sig|code|key|auth|jwt"
    r"|(?:access_|id_|refresh_)?token|api_?key|ticket)"
)

FAMILIES = {
    "pem": r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?s:.*?)"
    r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\z)",
    "header": rf"(?i:\b{_HEADER})\\?[\"']?\s*[:=]\s*\\?[\"']?(?P<header>[^\r\n\"'\\]{{3,}})",
    "userinfo": r"://(?P<userinfo>[^\s/\"'<>:]{0,200}:[^\s/\"'<>]{1,300}|[^\s/@\"'<>:]{16,200})@",
    "signature": rf"(?i:[?&;]{_SIGNATURE})=(?P<signature>[^&\s\"'<>]{{8,}})",
    "slack": r"\b(?:xox[a-z]|xapp)[-.][A-Za-z0-9.-]{8,}"
    r"|hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9/_-]{8,}",
    "jwt": r"\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}",
    "aws": r"\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b",
    "github": r"\b(?:gh[a-z]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})",
    "gitlab": r"\bgl[a-z]{2,8}-[A-Za-z0-9_.-]{16,}",
    "google": r"\b(?:AIza[A-Za-z0-9_-]{30,}|ya29\.[A-Za-z0-9_-]{20,}|GOCSPX-[A-Za-z0-9_-]{20,})",
    "stripe": r"\b(?:(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,})",
    "bearer": r"(?i:\b(?:bearer|basic))\s+(?P<bearer>[A-Za-z0-9._~+/=-]{20,})",
    "pair": rf"(?i:{_PAIR}(?:[_-]?(?:value|hash))?)\\?[\"']?\s*(?:=>|[:=])\s*"
    r"(?:\\?\"(?P<pair_quoted>[^\"\\\r\n]{3,})|'(?P<pair_single>[^'\r\n]{3,})"
    r"|(?P<pair>[^\s\"',;&<>{}()\[\]\\]{3,}))",
    "key": r"(?i:\bkey)\\?[\"']?\s*[:=]\s*\\?[\"']?(?P<key>[A-Za-z0-9+/=_-]{20,})",
    "email": r"\b[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}\b",
    "card": r"\b[2-6](?:[ -]?[0-9]){12,18}\b",
}
"""What secrets look like. A group with the name of its family is the secret, else all of it."""

HARMLESS = frozenset({"true", "false", "null", "none", "nil", "undefined", "bearer", "redacted"})


class Redactor:
    """Replaces secrets by their kind and a keyed hash, so that equal ones stay recognisable.

    `secrets` are exact values, found raw, URL-encoded, in base64 and as JSON text. `patterns` are
    RE2. Without a key no hash is written, because the bare hash of a short secret can be guessed.
    """

    def __init__(
        self, *, key: bytes = b"", secrets: Iterable[str] = (), patterns: Iterable[str] = ()
    ) -> None:
        self._key = key
        self._secrets = frozenset(secrets)
        self._patterns = tuple(patterns)
        self._known = compiled("|".join(_spellings(self._secrets)) or r"[^\s\S]")
        self._own = [compiled(pattern) for pattern in self._patterns]
        self._families = compiled("|".join(_named(*family) for family in FAMILIES.items()))

    def also(self, *, secrets: Iterable[str] = (), patterns: Iterable[str] = ()) -> "Redactor":
        """Return a redactor that takes these out as well."""
        return Redactor(
            key=self._key,
            secrets=self._secrets.union(secrets),
            patterns=(*self._patterns, *patterns),
        )

    def __call__(self, text: str) -> str:
        """Return the text without secrets; what is redacted already stays as it is."""
        text = self.known(text)
        for pattern in self._own:
            text = self._replaced(text, _whole("pattern", pattern.finditer(text)))
        return self._replaced(text, _families(self._families, text))

    def known(self, text: str) -> str:
        """Return the text without the exact values alone."""
        text = text.encode("utf-8", "replace").decode()
        return self._replaced(text, _whole("known", self._known.finditer(text)))

    def _replaced(self, text: str, found: Iterable[tuple[str, int, int]]) -> str:
        pieces, done = [], 0
        for kind, start, end in found:
            secret = text[start:end]
            if MARK.sub("", secret).strip(" ;,") and _is_secret(kind, secret):
                pieces += [text[done:start], self._mark(kind, secret)]
                done = end
        return "".join([*pieces, text[done:]])

    def _mark(self, kind: str, secret: str) -> str:
        if not self._key:
            return f"[redacted:{kind}]"
        digest = hmac.new(self._key, secret.encode(), hashlib.sha256).hexdigest()
        return f"[redacted:{kind}:{digest[:HASH_LENGTH]}]"


def _named(kind: str, pattern: str) -> str:
    return pattern if f"(?P<{kind}>" in pattern else f"(?P<{kind}>{pattern})"


def _whole(kind: str, matches: Iterable[Match]) -> Iterator[tuple[str, int, int]]:
    return ((kind, *match.span()) for match in matches)


def _families(pattern: Pattern, text: str) -> Iterator[tuple[str, int, int]]:
    groups = pattern.groupindex.items()
    for match in pattern.finditer(text):
        for name, index in groups:
            if match.group(index) is not None:
                yield (name.partition("_")[0], *match.span(index))


def _is_secret(kind: str, text: str) -> bool:
    if kind == "card":
        return _passes_luhn([int(digit) for digit in text if digit.isdigit()])
    return kind != "pair" or text.lower() not in HARMLESS


def _passes_luhn(digits: list[int]) -> bool:
    """Tell whether the last digit is the check digit of a card number (ISO/IEC 7812-1, annex B)."""
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[-2::-2]]  # noqa: PLR2004 - 2 * 5 has two digits, which count one by one
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _spellings(secrets: Iterable[str]) -> list[str]:
    """Return every way in which the secrets may be written, the longest first, quoted for RE2."""
    found: set[str] = set()
    for secret in secrets:
        if len(secret) >= SHORTEST_SECRET:
            raw = secret.encode()
            found |= {secret, quote(secret, safe=""), quote_plus(secret), quote(secret)}
            found |= {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
            found |= {
                encode(raw).decode().rstrip("=")
                for encode in (base64.b64encode, base64.urlsafe_b64encode)
            }
    return [re2.escape(spelling) for spelling in sorted(found, key=lambda each: (-len(each), each))]
