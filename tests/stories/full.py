"""An incident in which everything happens that Muster can record."""

from bot.domain.entries import Entry
from tests.domain.samples import EXAMPLES
from tests.stories.telling import ALEX, Story


def entries() -> list[Entry]:
    """Return one entry of each kind, a minute apart."""
    story = Story("2024-01-15")
    for place, fact in enumerate(EXAMPLES):
        story.say(f"03:{15 + place}:07" if place < 45 else "04:00", fact, by=ALEX)
    return story.entries
