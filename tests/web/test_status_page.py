"""What customers read, as HTML and as JSON."""

import re
from typing import Any

import pytest

from tests.web.hostile import HOSTILE, OVERRIDE
from tests.web.site import asking, post, posted, site

STORY = posted(
    post(3, 1, "Since 03:12 many cannot sign in."),
    post(3, 2, "We are going back.", state="identified"),
    post(2, 1, "Uploads are slow.", title="Slow uploads"),
    post(2, 3, "Uploads are fast again.", title="Slow uploads", state="resolved"),
)


def visible(html: str) -> str:
    """Return the words between the tags, on one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


async def test_a_page_without_incidents_says_so() -> None:
    async with asking(site()) as client:
        page = await client.get("/status")

    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>No incidents reported · Northwind status</title>" in page.text
    assert "✓ No incidents reported" in visible(page.text)
    assert "Past incidents None." in visible(page.text)


async def test_open_incidents_are_told_whole_and_newest_words_first() -> None:
    async with asking(site(STORY)) as client:
        words = visible((await client.get("/status")).text)

    told = words.index("Now Sign-in fails")
    assert "▲ 1 open incident" in words
    assert words.index("◆ Identified 3 Nov 2026, 14:00 UTC We are going back.") > told
    assert words.index("▲ Investigating 3 Nov 2026, 13:00 UTC Since 03:12") > words.index("◆")


async def test_incidents_that_are_over_are_told_by_their_last_words() -> None:
    async with asking(site(STORY)) as client:
        words = visible((await client.get("/status")).text)

    past = words[words.index("Past incidents") :]
    assert "Slow uploads ✓ Resolved 3 Nov 2026, 15:00 UTC Uploads are fast again." in past
    assert "Uploads are slow." not in words


async def test_an_incident_has_an_address_that_tells_all_of_it() -> None:
    async with asking(site(STORY)) as client:
        page = await client.get("/status/incidents/2")

    assert page.status_code == 200
    assert "<title>Slow uploads · Northwind status</title>" in page.text
    assert "Resolved First reported 3 Nov 2026, 13:00 UTC" in visible(page.text)
    assert "Uploads are slow." in page.text
    assert 'id="update-3"' in page.text
    assert 'href="/status/incidents/2#update-3"' in page.text
    assert '<time datetime="2026-11-03T15:00:00.000Z">' in page.text


@pytest.mark.parametrize(
    "number", ["4", "0", "03", "-1", "1.0", "x", "٣", "9" * 10, "9" * 5_000, "3%00", "3/x"]
)
async def test_an_incident_that_was_never_public_has_no_address(number: str) -> None:
    async with asking(site(STORY)) as client:
        page = await client.get(f"/status/incidents/{number}")

    assert page.status_code == 404
    assert "There is no such page." in page.text


async def test_asking_again_costs_nothing_until_something_is_published() -> None:
    posts = posted(post(3, 1))

    async with asking(site(posts)) as client:
        first = await client.get("/status")
        tag = first.headers["etag"]
        same = await client.get("/status", headers={"if-none-match": f'"other", W/{tag}'})
        await posts.add(post(3, 2, "More is known."))
        changed = await client.get("/status", headers={"if-none-match": tag})

    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == tag
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


@pytest.mark.parametrize("path", ["/status", "/status.json", "/status/incidents/3"])
async def test_others_may_keep_the_page_for_a_moment_and_longer_when_we_are_down(path: str) -> None:
    async with asking(site(STORY)) as client:
        page = await client.get(path)

    assert page.headers["cache-control"] == (
        "public, max-age=15, stale-while-revalidate=60, stale-if-error=86400"
    )


async def test_monitors_may_ask_by_head() -> None:
    async with asking(site(STORY)) as client:
        page = await client.head("/status")

    assert page.status_code == 200


@pytest.mark.parametrize(
    ("file", "kind"), [("style.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml")]
)
async def test_the_page_brings_its_own_style_and_icon(file: str, kind: str) -> None:
    async with asking(site()) as client:
        found = await client.get(f"/status/{file}")

    assert found.status_code == 200
    assert found.headers["content-type"] == kind
    assert found.content


@pytest.mark.parametrize("file", ["page.html.j2", "..%2fpage.html.j2", "style.css/", "nothing"])
async def test_no_other_file_is_given_out(file: str) -> None:
    async with asking(site()) as client:
        found = await client.get(f"/status/{file}")

    assert found.status_code == 404


async def test_the_summary_has_the_shape_that_readers_know() -> None:
    async with asking(site(STORY)) as client:
        summary = (await client.get("/status/api/v2/summary.json")).json()

    assert [each["id"] for each in summary.pop("incidents")] == ["inc-3"]
    assert summary == {
        "page": {
            "id": "muster",
            "name": "Northwind status",
            "url": "http://muster.example.com/status",
            "time_zone": "Etc/UTC",
            "updated_at": "2026-11-03T15:00:00.000Z",
        },
        "status": {"indicator": "minor", "description": "1 open incident"},
        "components": [],
        "scheduled_maintenances": [],
    }


async def test_the_summary_tells_what_is_open() -> None:
    async with asking(site(STORY)) as client:
        (told,) = (await client.get("/status/api/v2/summary.json")).json()["incidents"]

    newest, oldest = told.pop("incident_updates")
    assert told == {
        "id": "inc-3",
        "name": "Sign-in fails",
        "status": "identified",
        "impact": "minor",
        "created_at": "2026-11-03T13:00:00.000Z",
        "started_at": "2026-11-03T13:00:00.000Z",
        "updated_at": "2026-11-03T14:00:00.000Z",
        "monitoring_at": None,
        "resolved_at": None,
        "shortlink": "http://muster.example.com/status/incidents/3",
        "page_id": "muster",
        "components": [],
    }
    assert newest == {
        "id": "inc-3-update-2",
        "incident_id": "inc-3",
        "status": "identified",
        "body": "We are going back.",
        "created_at": "2026-11-03T14:00:00.000Z",
        "updated_at": "2026-11-03T14:00:00.000Z",
        "display_at": "2026-11-03T14:00:00.000Z",
        "affected_components": [],
    }
    assert oldest["body"] == "Since 03:12 many cannot sign in."


async def test_the_whole_page_as_json_also_tells_what_is_over() -> None:
    async with asking(site(STORY)) as client:
        told = (await client.get("/status.json")).json()["incidents"]

    over = told[1]
    assert [each["id"] for each in told] == ["inc-3", "inc-2"]
    assert (over["status"], over["impact"]) == ("resolved", "none")
    assert over["resolved_at"] == "2026-11-03T15:00:00.000Z"


@pytest.mark.parametrize(
    ("states", "indicator", "description"),
    [
        ([], "none", "No incidents reported"),
        (["resolved"], "none", "No incidents reported"),
        (["monitoring"], "minor", "1 open incident"),
        (["monitoring", "resolved", "investigating"], "minor", "2 open incidents"),
    ],
    ids=["nothing", "all over", "one", "two"],
)
async def test_the_headline_counts_what_is_open(
    states: list[str], indicator: str, description: str
) -> None:
    posts = posted(*(post(n, 1, state=state) for n, state in enumerate(states, start=1)))

    async with asking(site(posts)) as client:
        summary = (await client.get("/status.json")).json()

    assert summary["status"] == {"indicator": indicator, "description": description}


async def test_an_empty_page_says_nothing_about_when() -> None:
    async with asking(site()) as client:
        summary: dict[str, Any] = (await client.get("/status.json")).json()

    assert summary["page"]["updated_at"] is None


@pytest.mark.parametrize("case", HOSTILE)
async def test_published_text_stays_text(case: str) -> None:
    text = HOSTILE[case]
    posts = posted(post(3, 1, text, title=text), post(2, 1, text, title=text, state="resolved"))
    calm = posted(post(3, 1), post(2, 1, state="resolved"))

    async with asking(site(posts)) as client, asking(site(calm)) as other:
        for path in ("/status", "/status/incidents/3"):
            html, calm_html = (await client.get(path)).text, (await other.get(path)).text
            assert tags(html) == tags(calm_html)
            assert OVERRIDE not in html
        told = (await client.get("/status.json")).json()["incidents"][0]

    assert (told["name"], told["incident_updates"][0]["body"]) == (text, text)


def tags(html: str) -> list[str]:
    """Return the markup without the text: hostile words may not change it."""
    return re.findall(r"<[^>]*>", html)
