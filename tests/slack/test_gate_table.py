"""Every request of RELIABILITY.md 6.3, and what the gate makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.slack.gate_cases import (
    ACCEPTED,
    CLICK,
    COMMAND,
    EVENT,
    NOT_FOR_BOLT,
    NOT_FROM_SLACK,
    SIGNATURE_NAME,
    STAMP_NAME,
    payload,
)
from tests.slack.knocking import FORM, JSON, Answered, Inner, gate, headers, knock


@pytest.mark.parametrize("case", NOT_FROM_SLACK)
async def test_a_request_that_slack_did_not_just_sign_is_turned_away(case: str) -> None:
    sent, body, status = NOT_FROM_SLACK[case]
    inner = Inner()

    answered = await knock(gate(inner), body, sent=sent)

    assert answered is not None
    assert answered.status == status
    assert inner.bodies == []


@pytest.mark.parametrize("case", NOT_FOR_BOLT)
async def test_a_signed_body_that_bolt_cannot_read_is_a_bad_request(case: str) -> None:
    content_type, body = NOT_FOR_BOLT[case]
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type))

    assert answered == Answered(
        400,
        b'{"error":"bad request"}',
        {b"content-type": JSON, b"content-length": b"23"},
    )
    assert inner.bodies == []


@pytest.mark.parametrize("case", ACCEPTED)
async def test_what_slack_sends_is_passed_on_as_json(case: str) -> None:
    path, content_type, body, expected = ACCEPTED[case]
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type), path=path)

    assert answered is not None
    assert (answered.status, answered.body) == (200, b"inner")
    assert inner.bodies == [expected]


@pytest.mark.parametrize(
    ("path", "content_type", "body"),
    [
        ("/slack/interactive", JSON, EVENT),
        ("/slack/commands", JSON, EVENT),
        ("/slack/interactive", FORM, COMMAND.encode()),
        ("/slack/commands", FORM, payload(CLICK)),
    ],
    ids=["event to interactive", "event to commands", "command elsewhere", "click elsewhere"],
)
async def test_a_kind_of_body_is_taken_only_where_it_belongs(
    path: str, content_type: bytes, body: bytes
) -> None:
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type), path=path)

    assert answered is not None
    assert answered.status == 400
    assert inner.bodies == []


@pytest.mark.parametrize(
    "path", ["/", "/slack", "/slack/events/", "/slack/../events", "/Slack/events"]
)
async def test_only_three_paths_exist(path: str) -> None:
    answered = await knock(gate(Inner()), EVENT, sent=headers(EVENT), path=path)

    assert answered is not None
    assert answered.status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "OPTIONS", "post"])
async def test_only_post_is_taken(method: str) -> None:
    answered = await knock(gate(Inner()), EVENT, sent=headers(EVENT), method=method)

    assert answered is not None
    assert answered.status == 405
    assert answered.headers[b"allow"] == b"POST"


@given(body=st.binary(max_size=300), stamp=st.binary(max_size=12), mark=st.binary(max_size=80))
async def test_no_bytes_that_slack_did_not_sign_come_in(
    body: bytes, stamp: bytes, mark: bytes
) -> None:
    inner = Inner()
    sent = [(STAMP_NAME, stamp), (SIGNATURE_NAME, mark), (b"content-type", JSON)]

    answered = await knock(gate(inner), body, sent=sent)

    assert answered is not None
    assert answered.status == 401
    assert inner.bodies == []


@given(body=st.binary(max_size=300), content_type=st.sampled_from([JSON, FORM]))
async def test_signed_noise_is_a_bad_request(body: bytes, content_type: bytes) -> None:
    inner = Inner()

    answered = await knock(gate(inner), body, sent=headers(body, content_type))

    assert answered is not None
    assert answered.status == 400
    assert inner.bodies == []
