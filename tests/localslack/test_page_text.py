"""Text on the page stays text, and Slack's marks become what they mean, in a real browser."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.page_blocks import Obj, mrkdwn, plain
from tests.browser.page_corpus import ENDLESS, HOSTILE, MARKUP
from tests.browser.page_driver import Stage, chromium, on_stage, say

pytestmark = pytest.mark.asyncio(loop_scope="module")

AS_MARKUP = """async ([file, name, texts]) => {
    const draw = (await import(`/web/${file}`))[name];
    return texts.map((text) => {
        const box = document.createElement("div");
        box.append(draw(text));
        return box.innerHTML;
    });
}"""
FOUND = """() => [...document.querySelectorAll("[role=feed] *")].flatMap((node) => {
    const { localName: name, href } = node;
    const names = [...node.attributes].map((one) => one.name);
    const found = names.filter((one) => /^on|^style$/.test(one));
    if (/^(script|iframe|object|embed|style|link|meta|base)$/.test(name)) found.push(name);
    if (href && !["http:", "https:", "mailto:"].includes(new URL(href).protocol)) found.push(href);
    if (name === "img" && !node.src.startsWith(`${location.origin}/web/`)) found.push(node.src);
    return found;
})"""

LINK = 'target="_blank" rel="noopener noreferrer"'
RENDERED = {
    "*bold* and _italic_ and ~gone~": "<strong>bold</strong> and <em>italic</em> and <s>gone</s>",
    "*_both_*": "<strong><em>both</em></strong>",
    "2*3*4 and snake_case_name and a~b~c": "2*3*4 and snake_case_name and a~b~c",
    "* not bold* and _ not italic_": "* not bold* and _ not italic_",
    "`a *b* &lt;c&gt;`": "<code>a *b* &lt;c&gt;</code>",
    "one\ntwo": "one<br>two",
    "a &amp;lt; b": "a &amp;lt; b",
    "<https://ok.example/a?b=1&amp;c=2|the *label*>": (
        f'<a href="https://ok.example/a?b=1&amp;c=2" {LINK}>the *label*</a>'
    ),
    "see https://ok.example/x.": f'see <a href="https://ok.example/x" {LINK}>https://ok.example/x</a>.',
    "<mailto:ana@ok.example|mail>": f'<a href="mailto:ana@ok.example" {LINK}>mail</a>',
    "<javascript:alert(1)|press>": "&lt;javascript:alert(1)|press&gt;",
    "&gt; said\n&gt; twice\nafter": "<blockquote>said<br>twice</blockquote>after",
    "&gt;&gt;&gt; all\nof it": "<blockquote>all<br>of it</blockquote>",
    "<!here>": '<span class="mention mention-me">@here</span>',
    "<@U404|nobody>": '<span class="mention">@nobody</span>',
    "<#C404|hidden>": '<span class="mention">#hidden</span>',
    ":no_such: 12:30:45": ":no_such: 12:30:45",
}
MARKDOWN = {
    "## Impact": '<div class="heading h2" role="heading" aria-level="4">Impact</div>',
    "**bold** *it* ~~gone~~ `x`": (
        "<p><strong>bold</strong> <em>it</em> <s>gone</s> <code>x</code></p>"
    ),
    "[here](https://ok.example/)": f'<p><a href="https://ok.example/" {LINK}>here</a></p>',
    "[no](javascript:x)": '<p><span class="dead-link">no</span></p>',
    "3. three": '<ol start="3"><li class="depth-0">three</li></ol>',
    "> said": '<blockquote><div class="markdown text"><p>said</p></div></blockquote>',
    "a\\*b": "<p>a*b</p>",
    "---": "<hr>",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    async with on_stage(browser) as stage:
        yield stage


async def drawn(page: Page, file: str, name: str, texts: list[str]) -> list[str]:
    found: list[str] = await page.evaluate(AS_MARKUP, [file, name, texts])
    return found


async def test_marks_of_slack_become_what_they_mean(stage: Stage) -> None:
    found = await drawn(stage.page, "mrkdwn.js", "mrkdwn", list(RENDERED))

    assert dict(zip(RENDERED, found, strict=True)) == RENDERED


async def test_markdown_becomes_what_it_means(stage: Stage) -> None:
    found = await drawn(stage.page, "markdown.js", "markdown", list(MARKDOWN))

    wanted = {text: f'<div class="markdown text">{inner}</div>' for text, inner in MARKDOWN.items()}
    assert dict(zip(MARKDOWN, found, strict=True)) == wanted


async def test_people_channels_and_groups_are_called_by_their_names(stage: Stage) -> None:
    world = await stage.workspace.director.get("world", as_="ana")
    ids = {person["name"]: person["id"] for person in world["people"]}
    general = next(channel["id"] for channel in world["channels"] if channel["is_general"])
    group = world["groups"][0]
    texts = [f"<@{ids['ana']}>", f"<@{ids['ben']}>", f"<#{general}>", f"<!subteam^{group['id']}>"]

    found = await drawn(stage.page, "mrkdwn.js", "mrkdwn", texts)

    assert found == [
        '<span class="mention mention-me" title="Ana Silva">@Ana</span>',
        '<span class="mention" title="Ben Okafor">@Ben</span>',
        f'<a class="mention" href="#/{general}">#general</a>',
        f'<span class="mention" title="{group["name"]}">@{group["handle"]}</span>',
    ]


@pytest.mark.parametrize(
    ("pattern", "shown"),
    [
        ("{date_num} {time}", "2026-07-01 15:00"),
        ("{date_long}", "Wednesday, 1 July 2026"),
        ("{time_secs} {unknown}", "15:00:00 {unknown}"),
        ("{date_short}", "1 Jul 2026"),
    ],
)
async def test_a_date_is_shown_in_the_zone_of_the_reader(
    stage: Stage, pattern: str, shown: str
) -> None:
    text = f"<!date^1782914400^{pattern}|fallback>"  # 14:00 UTC, summer time in Lisbon

    found = await stage.page.evaluate(
        "async (text) => (await import('/web/mrkdwn.js')).mrkdwn(text).textContent", text
    )

    assert found == shown


async def test_a_date_that_is_none_shows_its_fallback(stage: Stage) -> None:
    found = await drawn(stage.page, "mrkdwn.js", "mrkdwn", ["<!date^soon^{date}|at noon>"])

    assert found == ["at noon"]


async def test_no_text_of_a_person_becomes_markup(stage: Stage) -> None:
    ana = stage.workspace.person("ana")
    for text in HOSTILE:
        if text.strip():
            await ana.post("#general", text)
    await ana.post("#general", "the last one")

    await stage.page.get_by_role("article").filter(has_text="the last one").wait_for()

    assert await stage.page.evaluate(FOUND) == []
    stage.watched.assert_quiet()


@pytest.mark.parametrize("text", MARKUP)
async def test_markup_of_a_person_is_read_letter_for_letter(stage: Stage, text: str) -> None:
    await say(stage.page, f"{text} END")

    shown = stage.page.get_by_role("article").filter(has_text="END").last
    await expect(shown).to_contain_text(text)


async def test_no_block_of_the_bot_becomes_markup(stage: Stage) -> None:
    world = await stage.workspace.director.get("world", as_="ana")
    channel = next(c["id"] for c in world["channels"] if c["name"] == "checkout")
    await stage.bot.client.conversations_join(channel=channel)
    for text in HOSTILE:
        if not text.strip():
            continue
        blocks: list[Obj] = [
            {"type": "header", "text": plain(text[:150])},
            {"type": "section", "text": mrkdwn(text), "fields": [plain(text), mrkdwn(text)]},
            {"type": "context", "elements": [plain(text), mrkdwn(text)]},
            {"type": "markdown", "text": text},
            {"type": "image", "image_url": "https://evil.example/x.png", "alt_text": text},
            {
                "type": "actions",
                "elements": [
                    {"type": "button", "text": plain(text[:75]), "action_id": "b", "value": text}
                ],
            },
        ]
        await stage.bot.client.chat_postMessage(channel=channel, text=text, blocks=blocks)
    await stage.bot.client.chat_postMessage(channel=channel, text="the last one")

    await stage.page.get_by_role("link", name="checkout").click()
    await stage.page.get_by_role("article").filter(has_text="the last one").wait_for()

    assert await stage.page.get_by_role("article").count() > len(HOSTILE) - 3
    assert await stage.page.evaluate(FOUND) == []
    stage.watched.assert_quiet()


@pytest.mark.parametrize("text", ENDLESS, ids=lambda text: text[:4])
async def test_no_text_makes_the_page_hang(stage: Stage, text: str) -> None:
    for file, name in (("mrkdwn.js", "mrkdwn"), ("markdown.js", "markdown")):
        drawing = drawn(stage.page, file, name, [text])
        (found,) = await drawing
        assert found


async def test_a_block_that_the_page_does_not_know_is_named_in_red(stage: Stage) -> None:
    draw = """async () => {
        const { blocks } = await import("/web/blocks.js");
        const unknown = { type: "actions", elements: [{ type: "lever", action_id: "a" }] };
        return blocks([{ type: "hologram" }, unknown], {}).map((node) => node.textContent);
    }"""

    assert await stage.page.evaluate(draw) == ["not rendered: hologram", "not rendered: lever"]
