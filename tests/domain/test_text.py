"""Text cannot shout, hide or mislead, and says what is wrong with it."""

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.errors import Rejected
from bot.domain.text import cleaned, one_line, same, title, words

FAMILY = "👩\u200d👩\u200d👧"
PERSIAN = "می\u200cرسد"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("checkout is down", "checkout is down"),
        ("  spaces \t\n", "spaces"),
        ("one \r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("e\u0301", "é"),
        ("soft\u00adhyphen zero\u200bwidth \ufeffmark", "softhyphen zerowidth mark"),
        ("الدفع لا يعمل", "الدفع لا يعمل"),
        (FAMILY, FAMILY),
        (PERSIAN, PERSIAN),
        ("pay\u200dload", "payload"),
        ("tab\tstays", "tab\tstays"),
        ("mail ops@here.com", "mail ops@here.com"),
        ("<@U01ALEX> <#C01> <https://example.com>", "<@U01ALEX> <#C01> <https://example.com>"),
        ("@hereby and @channels", "@hereby and @channels"),
    ],
)
def test_text_is_tidied(typed: str, kept: str) -> None:
    assert words(typed, field="note", limit=3_000) == kept


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "The note is empty. Add a few words"),
        (" \n\t\u200b\u200e", "The note is empty"),
        ("x" * 3_001, "The note has 3,001 characters; at most 3,000 fit"),
        ("a\0b", "control character \\(U\\+0000\\)"),
        ("a\x1b[31mb", "control character \\(U\\+001B\\)"),
        ("a\x85b", "control character \\(U\\+0085\\)"),
        ("a\ud83d", "broken character"),
        ("abc\u202etxt.exe", "reverses text"),
        ("abc\u2066def", "reverses text"),
        ("<!channel> help", "notify many people \\(channel\\)"),
        ("<!here|here> help", "notify many people \\(here\\)"),
        ("<!EVERYONE> help", "notify many people \\(EVERYONE\\)"),
        ("<!subteam^S012|@oncall> help", "notify many people \\(oncall\\)"),
        ("<!subteam^S012> help", "notify many people \\(subteam\\)"),
        ("hey @channel.", "notify many people \\(channel\\)"),
        ("(@Here)", "notify many people \\(Here\\)"),
        ("@every\u200bone", "notify many people \\(everyone\\)"),
    ],
)
def test_text_that_cannot_stand_is_refused_with_what_to_do(typed: str, complaint: str) -> None:
    with pytest.raises(Rejected, match=complaint):
        words(typed, field="note", limit=3_000)


def test_text_that_nobody_needs_may_be_empty() -> None:
    assert words(" ", field="reason", limit=500, required=False) == ""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Checkout\n is\tdown", "Checkout is down"),
        ("خدمة الدفع", "خدمة الدفع"),
        ("503", "503"),
        (":fire: API", ":fire: API"),
        ("x" * 120, "x" * 120),
    ],
)
def test_a_title_is_one_line_with_a_word(typed: str, kept: str) -> None:
    assert title(typed) == kept


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ("", "The title is empty"),
        ("🔥🔥🔥", "The title has no words. Say in a few words what is broken"),
        (":fire: :rotating_light:", "has no words"),
        ("...", "has no words"),
        ("x" * 5_000, "The title has 5,000 characters; at most 120 fit"),
    ],
)
def test_a_title_without_words_is_refused(typed: str, complaint: str) -> None:
    with pytest.raises(Rejected, match=complaint):
        title(typed)


def test_a_name_is_one_line_and_may_be_empty() -> None:
    assert one_line(" auth\nservice ", field="service", limit=80) == "auth service"
    assert one_line("", field="service", limit=80) == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<!channel> @here <!subteam^S1|@ops>", "(channel) (here) (ops)"),
        ("a\0b\u202ec\ud800", "abc\ufffd"),
        ("x" * 30, "x" * 19 + "…"),
        ("1234567890123456 8 90123", "1234567890123456 8…"),
        ("", ""),
    ],
)
def test_foreign_text_is_kept_but_made_harmless(said: str, kept: str) -> None:
    assert cleaned(said, 20 if len(said) < 31 else 40) == kept


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Bad deploy", "bad  DEPLOY", True),
        ("Straße", "STRASSE", True),
        ("bad deploy", "bad deploys", False),
    ],
)
def test_case_and_spacing_make_no_difference(one: str, other: str, *, is_same: bool) -> None:
    assert same(one, other) is is_same


TRICKY = st.text(
    st.one_of(
        st.sampled_from("\u200b\u200c\u200d\u202e\ufeff\u00ad\u3164\u0301\0\n\r\u2028 @<!>|^eé👩"),
        st.characters(),
    ),
    max_size=25,
)


@settings(deadline=None, max_examples=100)
@given(
    TRICKY
    | st.sampled_from(["@here", "<!channel>", "<!subteam^S|@a>"]).flatmap(
        lambda shout: TRICKY.map(lambda rest: rest[:9] + shout + rest[9:])
    )
)
def test_cleaned_text_would_be_accepted_as_typed(said: str) -> None:
    kept = cleaned(said, 20)

    assert len(kept) <= 20
    assert kept == unicodedata.normalize("NFC", kept)
    assert words(kept, field="note", limit=20, required=False) == kept


@settings(deadline=None, max_examples=60)
@given(TRICKY)
def test_tidying_again_changes_nothing(typed: str) -> None:
    with suppress(Rejected):
        kept = words(typed, field="note", limit=100)

        assert words(kept, field="note", limit=100) == kept
