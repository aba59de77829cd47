"""Ask a web address, as a customer's program would (https://www.rfc-editor.org/rfc/rfc9110)."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, SecretStr

from bot.domain.errors import Refused
from bot.outbound import Outbound, Request, Response
from bot.ports import Answer, EvidenceSource, Question
from bot.redaction import Redactor
from bot.wire.addresses import covers
from bot.wire.failures import Unreachable

MOST_REDIRECTS = 3
DEEPEST_JSON = 60
CHARSET = re.compile(
    r"charset=[\"']?(utf-?(?:8|16|32)|us-ascii|latin-?1|iso-8859-(?:[1-9]|1[013-6])|windows-125[0-8]"
    r"|gb(?:k|2312|18030)|big5|euc-(?:jp|kr)|shift_jis)\b",
    re.IGNORECASE,
)
"""The encodings of the web; Python knows others that are none, some of them slow on purpose."""

SECRET = re.compile(r"\$\{secret\.([^{}]*)\}")


class Secret(BaseModel):
    """One value that runbooks may send without seeing it, and the hosts that may get it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    value: SecretStr
    hosts: tuple[str, ...]


class Config(BaseModel):
    """What runbooks may send, and whether they may look past a bad certificate."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "secrets": {"synthetic_token": {"value": "t0ken-42", "hosts": ["127.0.0.1"]}}
            }
        },
    )
    name: str = "http"
    secrets: Mapping[str, Secret] = {}
    allow_untrusted_tls: bool = False


def connect(config: Config, outbound: Outbound) -> EvidenceSource:
    """Build the source; nothing is called before a question is asked."""
    values = [secret.value.get_secret_value() for secret in config.secrets.values()]
    return Http(config, outbound, Redactor(secrets=values))


@dataclass(frozen=True, slots=True)
class Http:
    """Answers with reachable, failure, status, headers, json, text_bytes and incomplete.

    A target that refuses, resets, has no name or no trusted certificate is a finding: `reachable`
    is false, and the body says why. All else that goes wrong is a problem: nobody could ask. Our
    own secrets are out of the answer before anybody sees it, even where the target echoes them.
    """

    config: Config
    outbound: Outbound
    redactor: Redactor

    @property
    def name(self) -> str:
        return self.config.name

    async def collect(self, question: Question) -> Answer:
        try:
            response = await self.outbound.fetch(self._request(question))
        except Unreachable as failure:
            fields = {"reachable": False, "failure": failure.failure, "incomplete": False}
            return Answer(self.name, fields, body=str(failure))
        except Refused as refusal:
            return Answer(self.name, problem=self.redactor.known(str(refusal)))
        return self._answer(response)

    def _request(self, question: Question) -> Request:
        """Return the call; raises Refused for what the operator does not allow."""
        wanted = question.parameters
        is_verified = wanted.get("tls_verify", True)
        if not is_verified and not self.config.allow_untrusted_tls:
            raise Refused("tls_verify: false is not allowed here; an operator can allow it")
        host = urlsplit(wanted["url"]).hostname or ""
        return Request(
            wanted["url"],
            method=wanted.get("method", "GET"),
            headers=self._with_secrets(wanted.get("headers") or {}, host),
            json_body=self._with_secrets(wanted.get("json_body"), host),
            within=question.within,
            max_bytes=question.max_bytes,
            follow=MOST_REDIRECTS if wanted.get("follow_redirects") else 0,
            only=wanted.get("allow_hosts"),
            verify=is_verified,
        )

    def _with_secrets(self, value: Any, host: str) -> Any:
        if isinstance(value, str):
            return SECRET.sub(lambda found: self._secret(found.group(1), host), value)
        if isinstance(value, Mapping):
            return {key: self._with_secrets(item, host) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._with_secrets(item, host) for item in value]
        return value

    def _secret(self, name: str, host: str) -> str:
        secret = self.config.secrets.get(name)
        if secret is None:
            raise Refused(f"there is no secret “{name}” here; an operator can add it")
        if not any(covers(pattern, host) for pattern in secret.hosts):
            raise Refused(f"the secret “{name}” may not be sent to {host}")
        return secret.value.get_secret_value()

    def _answer(self, response: Response) -> Answer:
        text = self.redactor.known(_text(response))
        fields: dict[str, Any] = {
            "reachable": True,
            "status": response.status,
            "headers": {
                name: self.redactor.known(value) for name, value in response.headers.items()
            },
            "text_bytes": len(response.body),
            "incomplete": response.is_truncated,
            "elapsed_ms": response.elapsed_ms,
        }
        if not response.is_truncated:
            fields |= _parsed(text)
        return Answer(
            self.name,
            fields,
            body=text,
            is_incomplete=response.is_truncated,
            elapsed_ms=response.elapsed_ms,
        )


def _text(response: Response) -> str:
    found = CHARSET.search(response.headers.get("content-type", ""))
    return response.body.decode(found.group(1) if found else "utf-8", "replace")


def _parsed(text: str) -> dict[str, Any]:
    """Return the field `json`, if the text is one JSON value."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return {"json": value} if _is_shallow([value]) else {}


def _is_shallow(level: Iterable[Any]) -> bool:
    """Tell whether a value is nested so little that everybody can walk it."""
    for _ in range(DEEPEST_JSON):
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return True
    return False
