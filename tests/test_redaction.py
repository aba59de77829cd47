import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import Redactor

KEY = b"a key"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJl"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\nabc=\n-----END RSA PRIVATE KEY-----"

SECRETS = [
    ("Authorization: Bearer abcdef", "abcdef", "header"),
    ('{"Authorization": "Basic dXNlcjpwYXNz"}', "dXNlcjpwYXNz", "header"),
    ("Set-Cookie: sid=31d4d96e; HttpOnly", "31d4d96e", "header"),
    ("cookie: a=1; sid=31d4d96e", "31d4d96e", "header"),
    ("X-API-Key: 12345abc", "12345abc", "header"),
    ("postgresql://muster:hunter2@db.example/x", "hunter2", "userinfo"),
    ("postgresql://muster:p@ss@db.example/x", "p@ss", "userinfo"),
    ("https://0123456789abcdef0123@git.example/x", "0123456789abcdef0123", "userinfo"),
    ("https://s3.example/a?X-Amz-Signature=abcdef0123456789&x=1", "abcdef0123456789", "signature"),
    ("GET /callback?code=4%2F0AX4XfWi&state=1", "4%2F0AX4XfWi", "signature"),
    ("xoxb-123456789012-abcdefghijkl", "123456789012", "slack"),
    ("xapp-1-A012-345-abcdef", "A012-345-abcdef", "slack"),
    ("https://hooks.slack.com/services/T000/B000/XXXXXXXX", "XXXXXXXX", "slack"),
    (f"id {JWT} x", JWT, "jwt"),
    ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE", "aws"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "wJalrXUtnFEMI/K7MDENG", "pair"),
    (f"ghp_{'a1' * 18}", "a1a1a1", "github"),
    (f"github_pat_{'a1' * 18}", "a1a1a1", "github"),
    ("glpat-abcdefghij0123456789", "abcdefghij", "gitlab"),
    (f"AIza{'Sy' * 18}", "SySySy", "google"),
    ("sk_live_abcdefghij012345", "abcdefghij", "stripe"),
    ("Bearer abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx", "bearer"),
    ('{"csrf_token": "valid-token-here"}', "valid-token-here", "pair"),
    ("password=hunter2&user=x", "hunter2", "pair"),
    ("DB_PASSWORD='correct horse'", "correct horse", "pair"),
    ('{\\"client_secret\\":\\"s3cr3t!\\"}', "s3cr3t!", "pair"),
    ("passwd => 'letmein'", "letmein", "pair"),
    ('"key": "abcdefghijklmnopqrstuvwxyz"', "abcdefghijklmnopqrstuvwxyz", "key"),
    ("mail to ada.lovelace+x@mail.example.com now", "ada.lovelace", "email"),
    ("card 4111 1111 1111 1111.", "4111 1111", "card"),
    ("card 5555555555554444", "5555555555554444", "card"),
    (PEM, "MIIEpAIBAAKCAQEA", "pem"),
    (PEM[:60], "MIIEpAIBAAKCAQEA", "pem"),
]

HARMLESS = [
    "INFO request served in 12 ms path=/api/v1/auth/status code=200 user=42",
    "basic authentication failed: password check was slow",
    "tokens: 12, token_type: bearer, token_count=5, max_tokens=4096",
    "token: null password: false secret: none",
    '{"status": "healthy", "checks": {"database": "connected"}}',
    "key: shop, primary key: id",
    "at 1700000000000 and 1700000000000000, order 4111111111111112",
    "https://shop.example.com/a?q=1&page=2",
    "http://127.0.0.1:8080/x",
    "commit 2f1c3a4b5d6e7f8091a2b3c4d5e6f708192a3b4c",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "2026-11-22T03:00:00Z 10.0.0.5 GET /login 503",
    "the cookie was missing, authorization failed",
    "",
]


@pytest.mark.parametrize(
    ("text", "secret", "kind"), SECRETS, ids=[f"{row[2]} {n}" for n, row in enumerate(SECRETS)]
)
def test_what_looks_like_a_secret_is_replaced_by_its_kind(
    text: str, secret: str, kind: str
) -> None:
    redacted = Redactor(key=KEY)(text)

    assert secret not in redacted
    assert f"[redacted:{kind}:" in redacted


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_sounds_like_one_stays(text: str) -> None:
    assert Redactor(key=KEY)(text) == text


@pytest.mark.parametrize("text", [*(row[0] for row in SECRETS), *HARMLESS])
def test_twice_is_the_same_as_once(text: str) -> None:
    redactor = Redactor(key=KEY, secrets=["hunter2"])

    assert redactor(redactor(text)) == redactor(text)


@pytest.mark.parametrize("secret", ["s3cr3t/va lue", 'quote"d\\', "pässword-ü", "plain-one"])
def test_our_own_secrets_are_found_however_they_are_written(secret: str) -> None:
    redactor = Redactor(key=KEY, secrets=[secret])
    raw = secret.encode()

    for written in (
        secret,
        quote(secret, safe=""),
        json.dumps(secret),
        json.dumps(secret, ensure_ascii=False),
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
    ):
        assert "[redacted:known:" in redactor.known(f"<{written}>"), written


def test_a_secret_too_short_to_be_one_is_not_looked_for() -> None:
    assert Redactor(secrets=["ab", ""])("ab cd") == "ab cd"


def test_a_known_secret_does_not_shield_what_stands_beside_it() -> None:
    redacted = Redactor(key=KEY, secrets=["session-one"])("Cookie: a=session-one; b=session-two")

    assert "session-two" not in redacted


def test_equal_secrets_can_be_recognised_and_others_told_apart() -> None:
    redactor = Redactor(key=KEY)
    one, again, other = (redactor(f"password={word}") for word in ("first", "first", "second"))

    assert one == again != other
    assert one != Redactor(key=b"another key")("password=first")


def test_without_a_key_there_is_no_hash() -> None:
    assert Redactor()("password=hunter2") == "password=[redacted:pair]"


def test_patterns_of_a_runbook_come_on_top() -> None:
    redactor = Redactor(key=KEY, secrets=["hunter2"]).also(
        patterns=[r"\bCUST-[0-9]{6,}\b"], secrets=["swordfish"]
    )

    redacted = redactor("CUST-123456 hunter2 swordfish")

    assert "CUST" not in redacted
    assert "hunter2" not in redacted
    assert "swordfish" not in redacted


def test_text_that_cannot_be_encoded_is_no_reason_to_let_a_secret_through() -> None:
    assert "hunter2" not in Redactor()("\ud800 password=hunter2")


CANARY = "canary-7f3a9c51e2"
TEMPLATES = [row[0].replace(row[1], "{}", 1) for row in SECRETS if row[2] in {"header", "pair"}]


@given(st.text(max_size=30), st.sampled_from(TEMPLATES), st.text(max_size=30))
def test_whatever_stands_around_it_a_configured_secret_never_remains(
    before: str, template: str, after: str
) -> None:
    text = before + template.replace("{}", CANARY) + after

    assert CANARY not in Redactor(key=KEY, secrets=[CANARY])(text)
