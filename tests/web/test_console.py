"""What people of the house read, and strangers do not."""

import re

import pytest

from bot.domain.terms import IncidentId
from bot.web.console import ANY_NAME, LISTED, Console, Told, console_for
from tests.web.hostile import HOSTILE, OVERRIDE
from tests.web.site import FakeRecord, asking, incident, row, site, summary
from tests.web.test_status_page import tags, visible

MARKDOWN = """# INC-3

## Summary

It broke. [9](#entry-9)

| at | what |
|---|---|
| 03:12 | <a id="entry-9"></a>9 |
"""


def record(text: str = "Rollback", markdown: str = MARKDOWN) -> FakeRecord:
    told = Told(incident(text, text), [row(1, text), row(2, text, note=text)], markdown)
    return FakeRecord([summary(3, text), summary(1, text, lead=None)], {3: told})


async def test_without_a_console_nothing_unpublished_can_be_read() -> None:
    async with asking(site(), "localhost") as client:
        answers = [
            await client.get(path)
            for path in ("/incidents", "/incidents/3", "/incidents/3/postmortem.md")
        ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


@pytest.mark.parametrize(
    ("bound_to", "url", "is_open"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080", True),
        ("127.8.8.8", "http://localhost:8080", True),
        ("::1", "http://[::1]:8080", True),
        ("localhost", "http://localhost", True),
        ("0.0.0.0", "http://127.0.0.1:8080", False),  # noqa: S104 - this must not open it
        ("::", "http://127.0.0.1:8080", False),
        ("10.0.0.7", "http://127.0.0.1:8080", False),
        ("muster.example.com", "http://127.0.0.1:8080", False),
        ("", "http://127.0.0.1:8080", False),
        ("127.0.0.1", "https://muster.example.com", False),
        ("127.0.0.1", "", False),
    ],
)
def test_only_a_server_that_others_cannot_reach_has_a_console(
    bound_to: str, url: str, *, is_open: bool
) -> None:
    console = console_for(FakeRecord(), bound_to=bound_to, url=url, is_allowed=False)

    assert (console is not None) is is_open


def test_the_operator_may_open_it_to_others() -> None:
    console = console_for(FakeRecord(), bound_to="10.0.0.7", url="https://x", is_allowed=True)

    assert console is not None
    assert console.host_names == ANY_NAME


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("evil.example.com", 404),
        ("localhost.evil.example.com", 404),
        ("127.0.0.1.evil.example.com:8080", 404),
        ("localhost:8080@evil.example.com", 404),
        ("", 404),
    ],
)
@pytest.mark.parametrize("path", ["/incidents", "/incidents/3", "/incidents/3/postmortem.md"])
async def test_a_foreign_page_cannot_read_it_by_pointing_its_name_here(
    path: str, host: str, status: int
) -> None:
    async with asking(site(console=Console(record())), "localhost") as client:
        answer = await client.get(path, headers={"host": host})

    assert answer.status_code == status


async def test_an_open_console_goes_by_any_name() -> None:
    async with asking(site(console=Console(record(), ANY_NAME)), "muster.example.com") as client:
        answer = await client.get("/incidents")

    assert answer.status_code == 200


async def test_the_list_says_how_each_incident_stands_and_who_leads() -> None:
    async with asking(site(console=Console(record())), "localhost") as client:
        answer = await client.get("/incidents")

    words = visible(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert 'href="/incidents/3"' in answer.text
    assert (
        "INC-3 Rollback ? Severity unknown ● Monitoring "
        "Declared 3 Nov 2026, 12:00 UTC , led by Alex Chen" in words
    )
    assert "Drill. Declared 3 Nov 2026, 12:00 UTC , nobody leads" in words


async def test_an_empty_list_says_how_to_begin() -> None:
    async with asking(site(console=Console(FakeRecord())), "localhost") as client:
        answer = await client.get("/incidents")

    assert "None yet. Type /incident in Slack" in visible(answer.text)


async def test_the_list_ends_somewhere() -> None:
    many = FakeRecord([summary(number) for number in range(1, LISTED + 2)])

    async with asking(site(console=Console(many)), "localhost") as client:
        answer = await client.get("/incidents")

    assert answer.text.count('<li class="card">') == LISTED


async def test_an_incident_is_told_by_its_timeline_and_its_postmortem() -> None:
    async with asking(site(console=Console(record())), "localhost") as client:
        answer = await client.get("/incidents/3")

    words = visible(answer.text)
    assert answer.status_code == 200
    assert "INC-3 Rollback ▲ SEV2 ▲ Investigating Drill." in words
    assert '<li id="2" class="key">' in answer.text
    assert "03:02 Rollback Rollback Alex Chen" in words
    assert "<h3>INC-3</h3>" in answer.text
    assert '<td><a id="entry-9"></a>9</td>' in answer.text
    assert '<a href="#entry-9">9</a>' in answer.text


async def test_an_incident_without_a_described_impact_claims_none() -> None:
    told = Told(incident(impact=""), [], "")

    async with asking(site(console=Console(FakeRecord(told={3: told}))), "localhost") as client:
        answer = await client.get("/incidents/3")

    assert answer.status_code == 200
    assert "UTC Timeline Postmortem" in visible(answer.text)


async def test_the_postmortem_is_a_file_to_keep() -> None:
    async with asking(site(console=Console(record())), "localhost") as client:
        answer = await client.get("/incidents/3/postmortem.md")

    assert answer.text == MARKDOWN
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="INC-3-postmortem.md"'


@pytest.mark.parametrize(
    "html",
    [
        '<a id="entry-9" onclick="alert(1)"></a>',
        '<a id="entry-9"><script></a>',
        '<a id="content"></a>',
        '<a id="entry-"></a>',
        '<a href="#entry-9"></a>',
    ],
)
async def test_no_other_html_of_a_postmortem_is_html(html: str) -> None:
    told = Told(incident(), [], html)

    async with asking(site(console=Console(FakeRecord(told={3: told}))), "localhost") as client:
        answer = await client.get("/incidents/3")

    assert html not in answer.text
    assert html.split(maxsplit=1)[0].replace("<", "&lt;") in answer.text


@pytest.mark.parametrize("number", ["4", "x", "03", "9" * 5_000])
async def test_an_incident_that_does_not_exist_has_no_page(number: str) -> None:
    async with asking(site(console=Console(record())), "localhost") as client:
        answers = [
            await client.get(f"/incidents/{number}"),
            await client.get(f"/incidents/{number}/postmortem.md"),
        ]

    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("case", HOSTILE)
async def test_recorded_text_stays_text(case: str) -> None:
    hostile, calm = Console(record(HOSTILE[case])), Console(record("calm"))

    async with (
        asking(site(console=hostile), "localhost") as client,
        asking(site(console=calm), "localhost") as other,
    ):
        for path in ("/incidents", "/incidents/3"):
            html, calm_html = (await client.get(path)).text, (await other.get(path)).text
            assert tags(html) == tags(calm_html)
            assert OVERRIDE not in html


@pytest.mark.parametrize("case", HOSTILE)
async def test_markup_in_a_postmortem_stays_text(case: str) -> None:
    told = Told(incident(), [], f"# Title\n\n{HOSTILE[case]}\n")
    console = Console(FakeRecord(told={3: told}))

    async with asking(site(console=console), "localhost") as client:
        html = (await client.get(f"/incidents/{IncidentId(3)}")).text

    prose = html[html.index("prose") : html.index("</section>", html.index("prose"))]
    assert OVERRIDE not in prose
    assert re.search(r"<(script|svg|img|math|style|!--)", prose) is None
    assert re.search(r"(href|src)=.(javascript|data):", prose) is None
    assert re.search(r"<[^>]*\son[a-z]+=", prose) is None
