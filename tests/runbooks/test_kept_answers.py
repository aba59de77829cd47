from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.runbook import Expectation, Runbook
from bot.domain.terms import Outcome
from bot.evidence import http
from bot.ports import Answer, EvidenceSource
from bot.redaction import Redactor
from bot.runbooks.checks import ask
from bot.runbooks.loading import load
from tests.runbooks.asking import BASE, Scripted, asked, check
from tests.runbooks.writing import changed, write
from tests.wire.target import head, is_silent, says, sends, target


@pytest.fixture
def runbook(tmp_path: Path) -> Runbook:
    return load(write(tmp_path, changed()))


async def test_secrets_are_out_of_everything_that_is_kept(runbook: Runbook) -> None:
    own = "our-own-secret"
    answer = Answer(
        "http",
        {"status": f"password={own}", "headers": {"set-cookie": "sid=31d4d96e"}},
        body=f'CUST-123456 {own} {{"csrf_token": "abcdef"}}',
    )
    source: EvidenceSource = Scripted([answer])
    evidence = await ask(
        check(runbook, probe={**check(runbook).probe, "headers": {"X-Key": own}}),
        replace(runbook, redact=(r"CUST-[0-9]+",)),
        BASE,
        {"http": source},
        redact=Redactor(key=b"k", secrets=[own]),
    )

    kept = f"{evidence.reason} {evidence.parameters} {evidence.summary} {evidence.body}"
    for secret in (own, "31d4d96e", "CUST-123456", "abcdef"):
        assert secret not in kept


async def test_what_the_author_marked_is_judged_and_then_removed(runbook: Runbook) -> None:
    answer = Answer("http", {"json": {"n": "x-1-y", "ok": 1}}, body='{"n": "x-1-y", "ok": 1}')
    expect = (Expectation("json.n", "exists"), Expectation("json.ok", "eq", 1))

    evidence = await asked(runbook, answer, expect=expect, redact=("json.n",))

    assert evidence.outcome is Outcome.PASS
    assert "x-1-y" not in evidence.body
    assert '"ok": 1' in evidence.body


async def test_half_a_secret_at_a_cut_is_not_kept(runbook: Runbook) -> None:
    body = "line one\n" + "x" * 500 + " password=hun"
    answer = Answer("http", {"status": 200}, body=body, is_incomplete=True)

    evidence = await asked(runbook, answer)

    assert "hun" not in evidence.body
    assert evidence.body.startswith("line one\nxxx")
    assert evidence.is_truncated


async def test_what_cannot_be_printed_is_not_kept(runbook: Runbook) -> None:
    answer = Answer("http", {"status": 200}, body="\x1b[31mred\x1b[0m \u202etxt <!channel> \ud800")

    evidence = await asked(runbook, answer)

    assert "\x1b" not in evidence.body
    assert "\u202e" not in evidence.body
    assert "<!channel>" not in evidence.body
    assert evidence.body.encode()


HEALTH = head(200, {"Content-Length": "21"}) + b'{"status": "healthy"}'


async def test_a_runbook_asks_a_real_server(tmp_path: Path) -> None:
    text = changed(
        (
            "expect: [{path: status, op: eq, value: 200}]",
            (
                "expect: [{path: reachable, op: eq, value: true}, "
                "{path: json.status, op: eq, value: healthy}]"
            ),
        )
    )
    runbook = load(write(tmp_path, text))
    async with target(sends(HEALTH), says(b"oops", 500), sends(b"")) as there:
        sources = {"http": http.connect(http.Config(), there.outbound)}
        values = {"base_url": there.url}

        outcomes = [(await ask(check(runbook), runbook, values, sources)).outcome for _ in range(3)]

    assert outcomes == [Outcome.PASS, Outcome.ERROR, Outcome.FAIL]


async def test_a_server_that_is_silent_gives_an_error(tmp_path: Path) -> None:
    text = changed(("kind: check\n", "kind: check\n        timeout: 1s\n"))
    runbook = load(write(tmp_path, text))
    async with target(is_silent) as there:
        sources = {"http": http.connect(http.Config(), there.outbound)}

        evidence = await ask(check(runbook), runbook, {"base_url": there.url}, sources)

    assert (evidence.outcome, evidence.reason) == (Outcome.ERROR, "no answer within 1 s")
