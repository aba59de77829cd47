"""The pages in a real browser: small screens, the dark, and text that would like to run."""

from playwright.async_api import Browser
from starlette.types import ASGIApp

from bot.web.app import create_app
from bot.web.console import Console, Told
from tests.web.hostile import HOSTILE
from tests.web.serving import served
from tests.web.site import FakeRecord, incident, post, posted, row, site, summary

EVERYTHING = "\n\n".join(HOSTILE.values())
PAGES = ("/status", "/status/incidents/1", "/incidents", "/incidents/1", "/nothing")
EXPECTED = "Failed to load resource: the server responded with a status of 404"

LUMINANCE = """
(color) => {
  const parts = color.match(/[\\d.]+/g).slice(0, 3).map((each) => {
    const part = each / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}
"""
WORST_CONTRAST = f"""
() => {{
  const luminance = {LUMINANCE};
  const behind = (node) => {{
    for (let at = node; at; at = at.parentElement) {{
      const color = getComputedStyle(at).backgroundColor;
      if (color !== "rgba(0, 0, 0, 0)") return color;
    }}
    return getComputedStyle(document.body).backgroundColor;
  }};
  const ratios = [...document.querySelectorAll("main *, footer *, header *")].map((node) => {{
    const pair = [luminance(getComputedStyle(node).color), luminance(behind(node))];
    const [dark, light] = [Math.min(...pair), Math.max(...pair)];
    return (light + 0.05) / (dark + 0.05);
  }});
  return Math.min(...ratios);
}}
"""


def hostile_site() -> ASGIApp:
    posts = [
        post(number, 1, text, title=text, state=state)
        for number, text in enumerate(HOSTILE.values(), start=1)
        for state in ["resolved" if number % 2 else "investigating"]
    ]
    rows = [row(number, text, who=text) for number, text in enumerate(HOSTILE.values())]
    told = Told(incident(EVERYTHING, EVERYTHING), rows, f"# {EVERYTHING}\n\n{EVERYTHING}\n")
    summaries = [summary(number, text) for number, text in enumerate(HOSTILE.values())]
    record = FakeRecord(summaries, {1: told})
    return create_app(site(posted(*posts), console=Console(record)))


async def test_nothing_that_people_wrote_runs_or_loads_or_breaks_a_small_screen(
    browser: Browser,
) -> None:
    page = await browser.new_page(viewport={"width": 320, "height": 640})
    events: list[str] = []
    page.on("dialog", lambda dialog: events.append(f"dialog {dialog.message}"))
    page.on("console", lambda message: events.append(message.text))
    page.on("pageerror", lambda error: events.append(str(error)))
    page.on("request", lambda request: events.append(request.url))

    async with served(hostile_site()) as port:
        home = f"http://localhost:{port}"
        widths = []
        for path in PAGES:
            await page.goto(home + path)
            widths.append(await page.evaluate("document.documentElement.scrollWidth"))

    strange = [each for each in events if not each.startswith((home, EXPECTED))]
    assert strange == []
    assert widths == [320] * len(PAGES)


async def test_words_can_be_read_by_day_and_by_night(browser: Browser) -> None:
    posts = posted(
        *(
            post(number, number, title="Sign-in fails", state=state)
            for number, state in enumerate(
                ["investigating", "identified", "monitoring", "resolved"], start=1
            )
        )
    )
    told = Told(incident(), [row(1, "Rollback", note="later")], "# A\n\n> Q\n\n`x` [y](#y)\n")
    console = Console(FakeRecord([summary(1)], {1: told}))
    worst = []

    async with served(create_app(site(posts, console=console))) as port:
        for scheme in ("light", "dark"):
            page = await browser.new_page(color_scheme=scheme)
            for path in PAGES:
                await page.goto(f"http://localhost:{port}{path}")
                worst.append((await page.evaluate(WORST_CONTRAST), scheme, path))

    assert min(worst)[0] >= 4.5, min(worst)
