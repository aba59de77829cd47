"""The Markdown says what the draft says, and nothing that people wrote becomes markup."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import TemplateNotFound
from markdown_it.token import Token

from bot.domain import facts
from bot.domain.document import Frame
from bot.domain.metrics import measure
from bot.domain.terms import IncidentId, Words
from bot.exporters.markdown import Config, connect, escaped, on_one_line
from tests.exporters.golden import FOLDER, REVIEWED, documents
from tests.exporters.rendering import (
    READER,
    STORIES,
    TEMPLATES,
    drafted,
    exporter,
    markdown,
    table_rows,
    tokens,
)
from tests.stories import seed_003
from tests.stories.telling import Story

OUR_ANCHOR = re.compile(r'<a id="entry-\d+">|</a>')
INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
BLOCK_WORDS = (
    "#", "##", "- ", "+ ", "* ", "1. ", "12) ", "> ", "===", "---", "```", "~~~", "|", "    ",
    "\t", "\n", "\r\n", "<b>", "<!--", "-->", "&lt;", "&#60;", "\\", "[x](y)", "[9]", "![", "`",
    "**", "__", "_", "~~", "$", "<https:", "\u202e", "\u2028", "\ud800", "\x00", "שלום", "a", " ",
)  # fmt: skip
HOSTILE_TEXT = st.one_of(
    st.lists(st.sampled_from(BLOCK_WORDS), max_size=12).map("".join), st.text(max_size=40)
).filter(lambda text: "http" not in text.lower())


def rendered(name: str) -> str:
    return exporter().render(drafted(name)).decode()


def inline(kind: str, markup: str) -> list[Token]:
    """Return what stands inside of the one line of this kind in a document."""
    (line,) = [
        READER.parse(markup)[place + 1]
        for place, token in enumerate(READER.parse(markup))
        if token.type == kind
    ]
    return line.children or []


def story(title: str) -> Story:
    return Story("2024-01-15").say("03:15", facts.Declared(Words(title)))


@pytest.mark.parametrize("name", sorted(documents()))
def test_documents_are_as_reviewers_have_read_them(name: str) -> None:
    assert documents()[name] == (FOLDER / name).read_bytes(), (
        "if the change is meant: python -m tests.exporters.golden, and read the difference"
    )


def test_every_golden_file_is_rendered() -> None:
    assert {path.name for path in FOLDER.iterdir()} == documents().keys()
    assert set(REVIEWED) <= STORIES.keys()


def test_the_golden_rows_of_seed_003_stand_in_its_document() -> None:
    text = rendered("seed-003")

    assert "**DRAFT - 14 of 39 questions answered.**" in text
    assert "- Incident duration: 37 min (2024-01-15 03:12 to 03:49 UTC) [#10] [#41]" in text
    assert "- Detected after 2 min [#10] [#13]" in text
    assert "- Mitigated after 15 min [#10] [#30]" in text
    assert "- Monitored for 22 min [#30] [#41]" in text
    assert "- Severity: SEV2 [#1]" in text
    assert "| 03:12 | Jan 14 19:12 PST |" in text
    assert "| 03:50 | Jan 14 19:50 PST |" in text
    assert "| 09:00 | Jan 15 01:00 PST |" in text
    acknowledged = "| acknowledge | first signal to acknowledgement (K - A) | 0 min (same minute) "
    assert f"{acknowledged}[#13] [#14] |" in text


def test_metrics_can_be_stored_as_json() -> None:
    measured = measure(seed_003.entries()).as_json()

    assert json.loads(json.dumps(measured)) == measured


@pytest.mark.parametrize("name", STORIES)
def test_nothing_but_our_own_anchors_is_html(name: str) -> None:
    html = [each.content for each in tokens(rendered(name)) if each.type.startswith("html")]

    assert all(OUR_ANCHOR.fullmatch(each) for each in html)


@pytest.mark.parametrize("name", STORIES)
def test_every_table_keeps_its_columns(name: str) -> None:
    lines = [line for line in rendered(name).splitlines() if line.startswith("|")]
    columns = {len(re.split(r"(?<!\\)\|", line)) - 2 for line in lines}

    assert columns <= {3, 4, 5}
    assert {len(row) for row in table_rows(rendered(name))} == columns


@pytest.mark.parametrize("name", STORIES)
def test_every_citation_leads_to_its_row(name: str) -> None:
    text = rendered(name)
    anchors = set(re.findall(r'<a id="([a-z]+-\d+)">', text))

    links = {str(each.attrs["href"]) for each in tokens(text) if each.type == "link_open"}

    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert inside <= anchors
    assert "[#" not in "".join(each.content for each in tokens(text) if each.type == "text")


@pytest.mark.parametrize("name", STORIES)
def test_the_plain_form_says_the_same_without_anything_to_click_inside(name: str) -> None:
    plain = connect(Config(form="plain"), TEMPLATES).render(drafted(name)).decode()

    whole = re.sub(
        r'<a id="entry-\d+"></a>|^\[#?E?\d+\]: #entry-\d+\n', "", rendered(name), flags=re.MULTILINE
    )
    assert plain.strip() == whole.strip()
    assert "entry-" not in plain


def test_hostile_words_make_no_block_no_image_and_no_strange_link() -> None:
    found = tokens(rendered("hostile"))
    kinds = {each.type for each in found}
    links = {str(each.attrs["href"]) for each in found if each.type == "link_open"}

    assert not kinds & {
        "image",
        "fence",
        "code_block",
        "code_inline",
        "s_open",
        "ordered_list_open",
    }
    assert {link for link in links if not link.startswith("#entry-")} == {
        "http://e.example/i",
        "https://evil.example/",
    }
    assert {each.content for each in found if each.type == "html_block"} == set()


def test_hostile_words_leave_the_outline_alone() -> None:
    def outline(text: str) -> list[str]:
        return [line for line in text.splitlines() if line.startswith("#")]

    assert outline(rendered("hostile"))[1:] == outline(rendered("empty"))[1:]


def test_the_document_holds_no_character_that_cannot_be_seen() -> None:
    text = rendered("hostile")

    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]", text)
    assert "שלום" in text


@settings(deadline=None, max_examples=60)
@given(HOSTILE_TEXT)
def test_a_line_holds_all_that_can_be_seen_and_nothing_that_cannot(text: str) -> None:
    line = on_one_line(text)

    assert not INVISIBLE.search(line)
    assert [each for each in line if each.isalnum()] == [each for each in text if each.isalnum()]


@settings(deadline=None, max_examples=60)
@given(HOSTILE_TEXT)
def test_any_text_reads_the_same_in_a_list_a_heading_a_cell_and_in_bold(text: str) -> None:
    line, shown = on_one_line(text), escaped(text)

    assert _text(inline("paragraph_open", f"- {shown} (y)")) == f"{line} (y)".strip()
    assert _text(inline("heading_open", f"# INC-1: {shown}")) == f"INC-1: {line}".strip()
    cells = table_rows(f"| a | b |\n|---|---|\n| {shown} x | end |")[1]
    assert [_text(inline("paragraph_open", cell)) for cell in cells] == [f"{line} x".strip(), "end"]
    if line:
        bold = inline("paragraph_open", f"x **{shown}** (y)")
        assert [each.type for each in bold] == [
            "text",
            "strong_open",
            "text",
            "strong_close",
            "text",
        ]
        assert bold[2].content == line


def _text(line: list[Token]) -> str:
    assert {each.type for each in line} <= {"text"}
    return "".join(each.content for each in line)


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("v1.5.2 (10% → 2%)", "v1.5.2 (10% → 2%)"),
        ("error rate >10% and <0.1%", "error rate >10% and &lt;0.1%"),
        ("> quoted", "\\> quoted"),
        ("1. first", "1\\. first"),
        ("12:30 UTC", "12:30 UTC"),
        ("first_public and _this_", "first_public and \\_this\\_"),
        ("AT&T &lt;", "AT&T &amp;lt;"),
        ("a\r\n  b\n\nc", "a ⏎ b ⏎ c"),
        ("see https://a.example/x_y?z=1.", "see <https://a.example/x_y?z=1>."),
        ("https://a.example/<b>", "<https://a.example/>&lt;b>"),
        ("title #", "title \\#"),
    ],
)
def test_escaped_text_stays_readable(text: str, markup: str) -> None:
    assert escaped(text) == markup


def test_an_address_that_is_none_becomes_no_link() -> None:
    frame = Frame(IncidentId(1), record_url="javascript:alert(1)//")

    assert "javascript" not in markdown(story("Down").entries, frame)


def test_a_readable_record_is_linked_from_every_row() -> None:
    frame = Frame(IncidentId(1), record_url="https://muster.example.com/inc/1")

    assert "[INC-1 #1](<https://muster.example.com/inc/1#1>)" in markdown(
        story("Down").entries, frame
    )


def test_a_message_is_linked_from_its_row() -> None:
    link = "https://example.slack.com/archives/C1/p1705288500000200"
    told = Story("2024-01-15")
    told.say("03:15", facts.Declared(Words("Down"), origin_permalink=link))

    assert f"INC-1 #1 [link](<{link}>) |" in markdown(told.entries)


def test_without_a_local_zone_the_timeline_has_one_time_column() -> None:
    text = markdown(story("Down").entries, Frame(IncidentId(1)))

    assert "| UTC | What happened | Who | Record |" in text
    assert "| Jan 15 03:15 | **Incident declared" in text


def test_a_reopened_incident_shows_impact_time_and_wall_time() -> None:
    entries = seed_003.entries()
    told = Story("2024-01-15")
    told.entries = entries
    told.say("10:00", facts.Reopened(Words("back"))).say("10:30", facts.Resolved())

    text = markdown(told.entries)

    assert "- Incident duration: 67 min (2024-01-15 03:12 to 10:30 UTC)" in text
    assert "- From the first impact to the last resolution: 7 h 18 min" in text


def test_a_drill_says_so_at_the_top() -> None:
    told = Story("2024-01-15").say("03:15", facts.Declared(Words("Practice"), is_drill=True))

    assert "**This was a drill.**" in markdown(told.entries).split("## Meta")[0]


def test_every_open_question_is_asked_exactly_once() -> None:
    postmortem = drafted("empty")
    text = rendered("empty")

    asked = re.findall(r"^> QUESTION (\S+) \((.+?)\): (.+)$", text, re.MULTILINE)

    expected = [
        (question.key, question.who, question.text)
        for question in postmortem.questions.values()
        if not question.answer
    ]
    assert sorted(asked) == sorted(expected)


def test_an_answered_question_is_not_asked_again() -> None:
    assert "QUESTION times." not in rendered("seed-003")
    assert "QUESTION times.mitigated" in rendered("seed-002")


def test_a_form_that_does_not_exist_is_a_mistake_of_the_operator() -> None:
    with pytest.raises(TemplateNotFound):
        connect(Config(form="poem"), TEMPLATES).render(drafted("empty"))
