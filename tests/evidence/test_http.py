import json
from datetime import timedelta
from typing import Any

import pytest

from bot.evidence.http import Config, connect
from bot.ports import Answer, Question
from tests.wire.target import Target, over_tls, says, sends, served, target

SECRETS = Config.model_validate(
    {"secrets": {"token": {"value": "t0ken-42", "hosts": ["127.0.0.1", "*.example.com"]}}}
)


async def ask(there: Target, config: Config = SECRETS, **parameters: Any) -> Answer:
    asked = {"url": f"{there.url}/", "allow_hosts": ("127.0.0.1",), **parameters}
    question = Question("health", asked, timedelta(seconds=5), 10_000)
    return await connect(config, there.outbound).collect(question)


async def test_an_answer_has_the_fields_that_runbooks_name() -> None:
    body = json.dumps({"status": "healthy", "checks": {"database": "connected"}}).encode()
    async with target(
        says(body, 200, {"X-Version": "7", "Content-Type": "application/json"})
    ) as there:
        answer = await ask(there)

    assert answer.source == "http"
    assert answer.fields["reachable"] is True
    assert answer.fields["status"] == 200
    assert answer.fields["headers"]["x-version"] == "7"
    assert answer.fields["json"]["checks"]["database"] == "connected"
    assert answer.fields["text_bytes"] == len(body)
    assert answer.fields["incomplete"] is False
    assert answer.body == body.decode()


async def test_a_log_in_page_with_status_200_has_no_json() -> None:
    async with target(says(b"<html>Log in</html>")) as there:
        answer = await ask(there)

    assert "json" not in answer.fields


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_0 + b"]" * 100_0, b"[" * 70 + b"]" * 70, b"1" * 5_000, b"\xff\xfe", b'{"a":}', b""],
    ids=["very deep", "deep", "long number", "no text", "broken", "empty"],
)
async def test_json_that_nobody_should_walk_is_none(body: bytes) -> None:
    async with target(says(body)) as there:
        answer = await ask(there)

    assert "json" not in answer.fields


async def test_json_may_be_as_deep_as_anybody_needs() -> None:
    async with target(says(b'{"a": [{"b": 1}]}')) as there:
        answer = await ask(there)

    assert answer.fields["json"] == {"a": [{"b": 1}]}


@pytest.mark.parametrize(
    ("charset", "raw", "text"),
    [
        ("iso-8859-1", b"\xfc", "ü"),
        ("UTF-8", "ü".encode(), "ü"),
        ('"windows-1252"', b"\x80", "€"),
        ("unicode_escape", b"\\x41", "\\x41"),
        ("punycode", b"a-b", "a-b"),
        ("no-such", b"a", "a"),
    ],
)
async def test_text_is_read_in_the_encodings_of_the_web_alone(
    charset: str, raw: bytes, text: str
) -> None:
    async with target(
        says(raw, headers={"Content-Type": f"text/plain; charset={charset}"})
    ) as there:
        assert (await ask(there)).body == text


async def test_a_target_that_hangs_up_is_a_finding_and_not_a_problem() -> None:
    async with target(sends(b"")) as there:
        answer = await ask(there)

    assert answer.fields == {"reachable": False, "failure": "closed", "incomplete": False}
    assert (answer.problem, answer.body) == ("", "connection closed without an answer")


async def test_a_certificate_that_is_not_trusted_is_a_finding() -> None:
    async with target(says(), tls=served("expired")) as there:
        source = connect(Config(), over_tls(there.port))
        asked = {"url": f"https://shop.example:{there.port}/", "allow_hosts": ("shop.example",)}
        answer = await source.collect(Question("page", asked, timedelta(seconds=5), 1_000))

    assert answer.fields["failure"] == "certificate"
    assert "expired" in answer.body


async def test_looking_past_a_certificate_needs_the_operators_word() -> None:
    async with target(says(b"old"), tls=served("expired")) as there:
        asked = {
            "url": f"https://shop.example:{there.port}/",
            "allow_hosts": ("shop.example",),
            "tls_verify": False,
        }
        question = Question("page", asked, timedelta(seconds=5), 1_000)

        refused = await connect(Config(), over_tls(there.port)).collect(question)
        allowed = await connect(Config(allow_untrusted_tls=True), over_tls(there.port)).collect(
            question
        )

    assert "an operator can allow it" in refused.problem
    assert allowed.body == "old"


async def test_the_guard_is_a_problem_and_no_finding() -> None:
    async with target(says()) as there:
        answer = await ask(there, url="http://169.254.169.254/latest/meta-data/")

        assert "allow_hosts" in answer.problem
        assert answer.fields == {}
        assert there.requests == []


async def test_the_runbook_narrows_what_the_operator_allows() -> None:
    async with target(says()) as there:
        answer = await ask(there, allow_hosts=("shop.example.com",))

    assert "policy.allow_hosts" in answer.problem


async def test_a_secret_is_filled_in_at_the_last_moment() -> None:
    async with target(says()) as there:
        await ask(
            there,
            method="POST",
            headers={"Authorization": "Bearer ${secret.token}"},
            json_body={"deep": [{"token": "${secret.token}"}, 5]},
        )

    assert b"Authorization: Bearer t0ken-42" in there.requests[0]
    assert b'{"deep": [{"token": "t0ken-42"}, 5]}' in there.requests[0]


async def test_a_secret_goes_only_to_its_hosts() -> None:
    elsewhere = Config.model_validate(
        {"secrets": {"token": {"value": "t0ken-42", "hosts": ["idp.example.com"]}}}
    )
    async with target(says()) as there:
        answer = await ask(there, elsewhere, headers={"Authorization": "${secret.token}"})

        assert answer.problem == "the secret “token” may not be sent to 127.0.0.1"
        assert there.requests == []


async def test_a_secret_that_nobody_keeps_is_a_problem() -> None:
    async with target(says()) as there:
        answer = await ask(there, headers={"X-Key": "${secret.other}"})

    assert "there is no secret “other” here" in answer.problem


async def test_redirects_are_followed_when_that_is_asked_for() -> None:
    onward = says(status=302, headers={"Location": "/next"})
    async with target(onward, says(b"here")) as there:
        assert (await ask(there, follow_redirects=True)).body == "here"

    async with target(onward) as there:
        answer = await ask(there)

    assert (answer.fields["status"], answer.fields["headers"]["location"]) == (302, "/next")


async def test_a_head_request_has_no_body() -> None:
    async with target(sends(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")) as there:
        answer = await ask(there, method="HEAD")

    assert (answer.fields["status"], answer.body, answer.is_incomplete) == (200, "", False)


def test_a_secret_does_not_print_itself() -> None:
    assert "t0ken" not in repr(SECRETS)
