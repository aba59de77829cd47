import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.text import cleaned
from bot.slack.text import (
    channel,
    escape,
    link,
    m,
    one_line,
    person,
    quoted,
    readable,
)
from tests.slack.hostile import MARKUP, WORDS

BARE_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("<@U1ANA|ana> saw it", "@ana saw it"),
        ("<@U1ANA>", "<@U1ANA>"),
        ("in <#C1|general>", "in #general"),
        ("<https://status.example.com|status.example.com>", "https://status.example.com"),
        ("<https://status.example.com|the page>", "the page (https://status.example.com)"),
        ("<https://status.example.com>", "https://status.example.com"),
        ("<mailto:a@b.example|a@b.example>", "mailto:a@b.example"),
        ("since <!date^1767578400^{time}|02:00>", "since 02:00"),
        ("<!date^1767578400^{time}>", "date^1767578400^{time}"),
        ("a &lt;b&gt; &amp;lt; c", "a <b> &lt; c"),
        ("<!channel> wake up", "<!channel> wake up"),
        ("<!subteam^S1|@payments>", "<!subteam^S1|@payments>"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<b>", "<b>"),
        ("", ""),
    ],
)
def test_what_slack_sends_is_read_as_the_person_saw_it(sent: str, seen: str) -> None:
    assert readable(sent) == seen


@pytest.mark.parametrize(
    ("words", "muted"),
    [
        ("@here", "(here)"),
        ("@here@channel", "(herechannel)"),
        ("<!here|(@channel>", "((channel)"),
        ("<!here>@here", "(here)(here)"),
        ("mail ana@here.example", "mail ana@here.example"),
        ("@hereby", "@hereby"),
    ],
)
def test_captured_shouts_are_muted_however_they_are_stacked(words: str, muted: str) -> None:
    assert escape(words) == muted


@given(WORDS)
def test_escaped_words_hold_no_markup(words: str) -> None:
    escaped = escape(words)

    assert not {"<", ">"} & set(escaped)
    assert not BARE_AMPERSAND.search(escaped)
    assert not re.search(r"(?<![\w@.])@(channel|here|everyone)\b(?![\w-]|\.\w)", escaped)


@given(st.text(max_size=500))
def test_what_was_escaped_reads_as_it_was(words: str) -> None:
    assert readable(escape(words)) == cleaned(words, 2_900)


@given(WORDS)
def test_one_line_is_one_line(words: str) -> None:
    assert one_line(words).splitlines() in ([one_line(words)], [])


@given(WORDS)
def test_no_line_of_a_quotation_stands_outside_of_it(words: str) -> None:
    assert all(line.startswith(">") for line in quoted(words).splitlines())
    assert not any(mark in quoted(words) for mark in MARKUP)


@given(WORDS)
def test_a_link_cannot_be_left_by_its_words(words: str) -> None:
    made = link("https://status.example.com/a|b>c<d", words)

    assert made.startswith("<https://status.example.com/a%7Cb%3Ec%3Cd|")
    assert made.endswith(">")
    assert (made.count("<"), made.count(">")) == (1, 1)


@given(WORDS)
def test_braces_of_others_fill_no_place(words: str) -> None:
    assert m("{}!", escape(words)) == escape(words) + "!"


@pytest.mark.parametrize(
    ("person_id", "shown"),
    [
        ("U0ANA00001", "<@U0ANA00001>"),
        ("W0DEE00001", "<@W0DEE00001>"),
        ("muster", "Muster"),
        (None, "nobody"),
        ("U1|x> <!channel", "U1|x&gt; &lt;!channel"),
        ("", ""),
    ],
)
def test_people_are_mentioned_by_id_only(person_id: str | None, shown: str) -> None:
    assert person(person_id) == shown


@pytest.mark.parametrize(
    ("channel_id", "shown"), [("C0GENERAL1", "<#C0GENERAL1>"), ("C1><!here>", "C1&gt;(here)")]
)
def test_channels_are_mentioned_by_id_only(channel_id: str, shown: str) -> None:
    assert channel(channel_id) == shown
