"""The Web API's front door: token, faults, tier, scope, arguments, then the method.

Vendor: https://docs.slack.dev/apis/web-api
"""

import hmac
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response

from bot.localslack.contracts import Contract, contracts
from bot.localslack.errors import SlackError
from bot.localslack.faults import Rule, drawn
from bot.localslack.hub import Hub
from bot.localslack.methods.call import Call
from bot.localslack.methods.table import METHODS
from bot.localslack.shapes import Obj
from bot.localslack.strict.arguments import read_arguments, unknown_arguments
from bot.localslack.strict.scopes import check_scope
from bot.localslack.wire import Encoding, TooLarge, json_answer, read_sent

UNKNOWN = Contract("", "POST", json=True, tier="", arguments=())


class Reset(Exception):
    """A fault rule tears the connection down instead of answering."""


class WebApi:
    """Answer `/api/{method}`."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def serve(self, request: Request) -> Response:
        """Answer one call, as late as the weather wants, and write it down.

        Raises Reset when a fault rule cuts the connection.
        """
        self.hub.calls_running += 1
        try:
            return await self._serve(request)
        finally:
            self.hub.calls_running -= 1

    async def _serve(self, request: Request) -> Response:
        name = request.path_params["method"]
        contract = contracts().get(name, UNKNOWN)
        try:
            sent, encoding = await read_sent(request)
            record = Record(self.hub, name, request.method, encoding, sent)
        except TooLarge:
            return json_answer({"ok": False, "error": "request_too_large"}, 413)
        except ValueError:
            return json_answer({"ok": False, "error": "invalid_json"})
        half = self.hub.faults.latency_s() / 2
        await self.hub.clock.sleep(half)
        answer = await self._answer(request, contract, record)
        await self.hub.clock.sleep(half)
        record.write()
        if record.cut:
            raise Reset
        return answer

    async def _answer(self, request: Request, contract: Contract, record: "Record") -> Response:
        try:
            self._check_token(request, contract, record.sent)
            rule = self._meet(record)
            if rule is not None:
                broken = await self._break(rule, record)
                if broken is not None:
                    return broken
            limited = self._limit(contract, record)
            if limited is not None:
                return limited
            body = self._run(contract, record)
        except SlackError as error:
            body = error.body()
        if record.rule is not None and record.rule.do["kind"] == "reset_after":
            record.cut = True
        record.settle(body)
        return json_answer(body, headers=self._headers(contract))

    def _check_token(self, request: Request, contract: Contract, sent: Obj) -> None:
        if contract is UNKNOWN:
            raise SlackError("unknown_method", req_method=request.path_params["method"])
        header = request.headers.get("authorization", "")
        token = header[7:] if header.lower().startswith("bearer ") else str(sent.get("token") or "")
        app = self.hub.world.app
        if contract.name == "api.test":
            return
        if not token:
            raise SlackError("not_authed")
        known = {"bot": app.bot_token, "app": app.app_token}
        kind = next((k for k, v in known.items() if _same(v, token)), None)
        if kind is None:
            raise SlackError("invalid_auth")
        if not app.installed:
            raise SlackError("account_inactive")
        if app.revoked and kind == "bot":
            raise SlackError("token_revoked")
        if kind != contract.token:
            raise SlackError("not_allowed_token_type")
        if kind == "app" and request.method != "POST":
            raise SlackError("insecure_request")

    def _meet(self, record: "Record") -> Rule | None:
        facts = {k: str(v) for k, v in record.sent.items() if isinstance(v, str | int | float)}
        record.rule = self.hub.faults.meet("api", **(facts | {"method": record.method}))
        return record.rule

    async def _break(self, rule: Rule, record: "Record") -> Response | None:
        """Do what a fault rule says; None means that the call goes on."""
        do, kind = rule.do, rule.do["kind"]
        if kind == "slow":
            await self.hub.clock.sleep(drawn(do, self.hub.ids.chance("slow")))
        elif kind == "hang":
            await self.hub.clock.sleep(float(do.get("s", 3600)))
            record.cut = True
        elif kind == "reset_before":
            record.cut = True
            return Response(status_code=502)
        elif kind == "ratelimited":
            return record.refused(429, "ratelimited", int(do.get("retry_after", 1)))
        elif kind == "http":
            return record.broken(int(do["status"]), str(do.get("body", "upstream error")))
        elif kind == "garbage":
            return record.broken(200, str(do.get("body", '{"ok": true, "chan')))
        elif kind == "error":
            raise SlackError(str(do["code"]))
        return None

    def _limit(self, contract: Contract, record: "Record") -> Response | None:
        now, channel = self.hub.clock.time(), str(record.sent.get("channel", ""))
        if self.hub.tiers.too_early(contract.name, channel, now):
            self.hub.violations.add("early_retry", contract.name, "called before Retry-After ended")
        wait = self.hub.tiers.take(contract.name, contract.tier, channel, now)
        if not wait:
            return None
        self.hub.violations.add("tier_exceeded", contract.name, f"tier {contract.tier}")
        return record.refused(429, "ratelimited", wait)

    def _run(self, contract: Contract, record: "Record") -> Obj:
        check_scope(self.hub.world.app.scopes, contract.scope)
        sent = record.sent
        if record.encoding == "json" and not contract.json:
            record.violation("json_to_form_only_method", "its arguments are not seen")
            sent = {}
        if record.verb == "GET" and contract.verb == "POST":
            record.violation("get_of_post_method", "documented as POST")
        for name in unknown_arguments(contract, sent):
            record.violation("unknown_argument", name)
        fault = str(record.rule.do["kind"]) if record.rule else None
        call = Call(self.hub, contract, read_arguments(contract, sent), fault)
        body: Obj = {"ok": True} | METHODS[contract.name](call)
        if call.warnings:
            body["warning"] = ",".join(call.warnings)
            metadata = body.get("response_metadata", {})
            body["response_metadata"] = metadata | {"warnings": call.warnings}
        return body

    def _headers(self, contract: Contract) -> dict[str, str]:
        return {
            "date": format_datetime(self.hub.clock.now(), usegmt=True),
            "x-oauth-scopes": ",".join(self.hub.world.app.scopes),
            "x-accepted-oauth-scopes": ",".join(contract.scope),
            "x-slack-req-id": self.hub.ids.hexadecimal("request", 32),
        }


class Record:
    """What the journal will say of one call."""

    def __init__(self, hub: Hub, method: str, verb: str, encoding: Encoding, sent: Obj) -> None:
        self.hub = hub
        self.method = method
        self.verb = verb
        self.encoding: Encoding = encoding
        self.sent = sent
        self.began = hub.clock.time()
        self.violations_before = len(hub.violations.found)
        self.rule: Rule | None = None
        self.cut = False
        self.status = 200
        self.body: Obj = {}

    def violation(self, code: str, detail: str) -> None:
        """Note something that Slack would let pass."""
        self.hub.violations.add(code, self.method, detail)

    def settle(self, body: Obj) -> None:
        """Take the answer that the method gave."""
        self.body = body

    def refused(self, status: int, error: str, retry_after: int) -> Response:
        """Answer with a rate limit and remember it."""
        until = self.hub.clock.time() + retry_after
        self.hub.tiers.block(self.method, str(self.sent.get("channel", "")), until)
        self.status, self.body = status, {"ok": False, "error": error}
        return json_answer(self.body, status, {"Retry-After": str(retry_after)})

    def broken(self, status: int, body: str) -> Response:
        """Answer with something that is not Slack's."""
        self.status, self.body = status, {"ok": False, "error": None}
        return Response(body, status_code=status, media_type="text/html")

    def write(self) -> None:
        """Write the record."""
        contract = contracts().get(self.method, UNKNOWN)
        left = self.hub.tiers.left(self.method)
        new = self.hub.violations.found[self.violations_before :]
        self.hub.journal.write(
            "call",
            method=self.method,
            verb=self.verb,
            encoding=self.encoding,
            args={key: value for key, value in self.sent.items() if key != "token"},
            status=self.status,
            ok=self.body.get("ok", False),
            error=self.body.get("error"),
            warning=self.body.get("warning"),
            ms=round((self.hub.clock.time() - self.began) * 1000),
            tier={"name": contract.tier, "left": left} if contract.tier else None,
            fault=self.rule.id if self.rule else None,
            violations=[entry["code"] for entry in new if entry["where"] == self.method],
        )


def _same(known: str, given: str) -> bool:
    return hmac.compare_digest(known.encode(), given.encode("utf-8", "surrogatepass"))
