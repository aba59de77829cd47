"""Who is there, and who plays which part."""

from bot.domain.facts import (
    Closed,
    PersonJoined,
    PersonLeft,
    Resolved,
    RoleReleased,
    RoleTaken,
)
from bot.domain.people import joined, left, release_role, take_role
from bot.domain.roles import ROLES
from tests.domain.telling import ALEX, JORDAN, NOW, after, incident, minutes, why_rejected

OPEN = incident()
OVER = incident(Resolved())
CLOSED = incident(PersonJoined(ALEX), Resolved(), Closed())


def test_a_role_passes_from_one_to_another() -> None:
    assert take_role(OPEN, "lead", ALEX, roles=ROLES) == [RoleTaken("lead", ALEX)]
    led = after(OPEN, [RoleTaken("lead", ALEX)])

    assert take_role(led, "lead", ALEX, roles=ROLES) == []
    assert take_role(led, "lead", JORDAN, roles=ROLES) == [RoleTaken("lead", JORDAN)]
    assert release_role(led, "lead") == [RoleReleased("lead", ALEX)]


def test_a_role_that_does_not_exist_is_refused() -> None:
    assert why_rejected(lambda: take_role(OPEN, "boss", ALEX, roles=ROLES)) == (
        "There is no role “boss”. Use one of: lead, comms, scribe, ops."
    )


def test_a_role_that_nobody_has_cannot_be_given_back() -> None:
    assert why_rejected(lambda: release_role(OPEN, "comms")) == (
        "Nobody has the role “comms”. Type /incident role comms @user to give it."
    )


def test_roles_end_with_the_response() -> None:
    told = "This incident is resolved. Type /incident reopen why."

    assert why_rejected(lambda: take_role(OVER, "lead", ALEX, roles=ROLES)) == told
    assert why_rejected(lambda: release_role(OVER, "lead")) == told


def test_coming_and_going_is_recorded_once_until_it_is_closed() -> None:
    assert joined(OPEN, ALEX, NOW) == [PersonJoined(ALEX)]
    there = after(OPEN, [PersonJoined(ALEX)])

    assert joined(there, ALEX, NOW) == []
    assert left(there, ALEX, NOW + minutes(1)) == [PersonLeft(ALEX)]
    assert left(there, ALEX, NOW - minutes(1)) == []
    assert joined(OVER, ALEX, NOW) == [PersonJoined(ALEX)]
    assert joined(CLOSED, JORDAN, NOW) == []
    assert left(CLOSED, ALEX, NOW + minutes(1)) == []
