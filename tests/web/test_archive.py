from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.domain.document import Frame
from bot.domain.errors import Rejected
from bot.domain.facts import (
    Fact,
    MessageRecorded,
    Noted,
    PersonJoined,
    RoleReleased,
    RoleTaken,
    RunbookAttached,
    StepDone,
)
from bot.domain.runbook import Phase, Runbook
from bot.domain.terms import ChannelId, IncidentId, PersonId, Words
from bot.exporters import markdown
from bot.ports import Work
from bot.web.archive import Archive
from tests.domain.books import manual, runbook
from tests.fakes.deliveries import MemoryDeliveries
from tests.workflows.offices import ADA, BOB, INC, Office

ROOM = ChannelId("C0ROOM")
PAGE = "https://muster.example.com/incidents"
BOOK = runbook(Phase("mitigate", "Mitigate", (manual("restart"),)))
FOLLOWED = RunbookAttached(BOOK.id, BOOK.title, BOOK.version, BOOK.digest)


@dataclass
class Directory:
    """Knows everybody by the last letters of their id, and remembers whom it was asked about."""

    asked: set[PersonId] = field(default_factory=set)

    async def names(self, people: Iterable[PersonId]) -> Mapping[PersonId, str]:
        self.asked |= set(people)
        return {person: self.name(person) for person in self.asked}

    def name(self, person: PersonId) -> str:
        return person[2:].capitalize()


@dataclass
class Shelf:
    """A record to read, of what an office has recorded."""

    office: Office = field(default_factory=Office)
    directory: Directory = field(default_factory=Directory)
    record_url: str = PAGE

    async def holds(self, *facts: Fact, kept: Runbook | None = None) -> None:
        await self.office.declare()
        if kept:
            book = kept

            async def keep(work: Work) -> None:
                await work.runbooks.keep(book)

            await self.office.do(keep)
        await self.office.append(*facts)

    @property
    def archive(self) -> Archive:
        templates = Path(__file__).parents[2] / "templates"
        return Archive(
            deliveries=MemoryDeliveries(self.office.store),
            names=self.directory.names,
            frame=Frame(IncidentId(0), record_url=self.record_url),
            render=markdown.connect(markdown.Config(), templates).render,
            name_of=self.directory.name,
        )


async def test_the_newest_incidents_come_first_and_whoever_stands_there_is_called_by_name() -> None:
    shelf = Shelf()
    await shelf.holds(RoleTaken("lead", BOB))
    await shelf.office.declare("Search is slow")
    await shelf.office.declare("Sign-in fails")

    found = await shelf.archive.incidents(limit=2)

    assert [each.title for each in found] == ["Sign-in fails", "Search is slow"]
    assert shelf.directory.asked == {ADA}
    await shelf.archive.incidents(limit=3)
    assert shelf.directory.asked == {ADA, BOB}


async def test_an_incident_is_told_with_its_timeline_and_its_postmortem() -> None:
    shelf = Shelf()
    await shelf.holds(Noted(Words("The card service is silent")))

    told = await shelf.archive.tell(INC)

    assert (told.incident.title, told.incident.position) == ("Checkout is down", 2)
    assert [row.position for row in told.rows] == [1, 2]
    assert told.postmortem == await shelf.archive.postmortem(INC)
    assert told.postmortem.startswith("# INC-1: Checkout is down\n")
    assert "The card service is silent" in told.postmortem


@pytest.mark.parametrize(
    ("fact", "person"),
    [
        (RoleTaken("lead", PersonId("U3CARA")), "U3CARA"),
        (RoleReleased("lead", PersonId("U3CARA")), "U3CARA"),
        (PersonJoined(PersonId("U3CARA")), "U3CARA"),
        (MessageRecorded(ROOM, "1.0", PersonId("U3CARA"), Words("seen")), "U3CARA"),
        (Noted(Words("ask <@U3CARA> about it")), "U3CARA"),
        (MessageRecorded(ROOM, "1.0", BOB, Words("<@U3CARA> knows")), "U3CARA"),
    ],
    ids=["has a role", "had a role", "joined", "wrote", "is mentioned", "is mentioned by others"],
)
async def test_everybody_on_the_timeline_is_asked_for_by_name(fact: Fact, person: str) -> None:
    shelf = Shelf()
    await shelf.holds(fact)

    await shelf.archive.tell(INC)

    assert {ADA, PersonId(person)} <= shelf.directory.asked


async def test_a_person_who_is_mentioned_stands_there_by_name() -> None:
    shelf = Shelf()
    await shelf.holds(Noted(Words("<@U3CARA> restarts it")))

    text = await shelf.archive.postmortem(INC)

    assert "Cara restarts it" in text
    assert "U3CARA" not in text
    assert shelf.archive.name(PersonId("U3CARA")) == "Cara"


async def test_sentences_point_to_the_record_where_it_can_be_read() -> None:
    open_to_read, closed = Shelf(), Shelf(record_url="")
    for shelf in (open_to_read, closed):
        await shelf.holds(Noted(Words("Restarted")))

    assert f"{PAGE}/1#" in await open_to_read.archive.postmortem(INC)
    assert "https://" not in await closed.archive.postmortem(INC)


async def test_steps_stand_under_their_titles_while_the_content_is_kept() -> None:
    kept, lost = Shelf(), Shelf()
    await kept.holds(FOLLOWED, StepDone("restart"), kept=BOOK)
    await lost.holds(FOLLOWED, StepDone("restart"))

    kept_rows = (await kept.archive.tell(INC)).rows
    lost_rows = (await lost.archive.tell(INC)).rows

    assert "Do restart" in kept_rows[-1].what.text
    assert "Do restart" not in lost_rows[-1].what.text
    assert "restart" in lost_rows[-1].what.text


async def test_entries_and_durations_are_those_of_the_record() -> None:
    shelf = Shelf()
    await shelf.holds(Noted(Words("Restarted")))

    assert [each.position for each in await shelf.archive.entries(INC)] == [1, 2]
    assert (await shelf.archive.metrics(INC)).as_json()["resolve"] is None


async def test_an_incident_that_nobody_declared_is_refused() -> None:
    archive = Shelf().archive

    for read in (archive.tell, archive.postmortem, archive.metrics, archive.entries):
        with pytest.raises(Rejected, match="INC-7"):
            await read(IncidentId(7))
    assert list(await archive.incidents(limit=10)) == []
