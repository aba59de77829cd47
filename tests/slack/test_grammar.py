import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.terms import IncidentId
from bot.slack.grammar import Said, mentioned, understand
from tests.slack.known import TABLES

VERBS = TABLES.commands.keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sev 1 checkout is fully down", Said("sev", "1 checkout is fully down")),
        ("SEV 1", Said("sev", "1")),
        ("  note   it began   at noon ", Said("note", "it began   at noon")),
        ("note\nit began\nat noon", Said("note", "it began\nat noon")),
        ("note\tit began", Said("note", "it began")),
        ("status", Said("status", "")),
        ("INC-4 sev 1 why", Said("sev", "1 why", IncidentId(4))),
        ("inc-4  status", Said("status", "", IncidentId(4))),
        ("INC-4", Said("", "", IncidentId(4))),
        ("", Said("", "")),
        ("   ", Said("", "")),
        ("checkout is down", Said("", "checkout is down")),
        ("INC-4 is about the same", Said("", "is about the same", IncidentId(4))),
        ("severity 2", Said("severity", "2")),
        ("INC-99999999999 status", Said("", "INC-99999999999 status")),
    ],
)
def test_words_are_understood_as_people_mean_them(text: str, said: Said) -> None:
    assert understand(text, VERBS) == said


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("resovle", "resolve"),
        ("resolv we are good", "resolve"),
        ("postmorten", "postmortem"),
        ("stauts", "status"),
        ("mitigat rollback", "mitigate"),
        ("hepl", "help"),
        ("Lsit", "list"),
        ("INC-3 resovle", "resolve"),
    ],
)
def test_a_slip_of_the_finger_is_noticed(slip: str, meant: str) -> None:
    said = understand(slip, VERBS)

    assert (said.verb, said.near) == ("", meant)
    assert said.rest == slip.removeprefix("INC-3 ")


@pytest.mark.parametrize(
    "title",
    [
        "checkout is failing for EU customers",
        "checkout is down",
        "login fails",
        "payments are slow",
        "search returns nothing",
        "database is full",
        "servers do not answer",
        "timeouts in the API",
        "API errors",
        "signups broken since noon",
        "DNS does not resolve",
        "5xx on checkout",
        "EU is down",
        "emails are not sent",
        "releases are stuck",
        "certificate has expired",
    ],
)
def test_what_is_broken_is_not_taken_for_a_slip(title: str) -> None:
    assert understand(title, VERBS) == Said("", title)


@given(st.text(), st.sampled_from(["", "INC-7 "]))
def test_no_word_is_ever_lost(text: str, named: str) -> None:
    said = understand(named + text, VERBS)

    told = f"{said.verb} {said.rest}".casefold().split()
    assert told == (text if said.incident_id else named + text).casefold().split()


@given(st.sampled_from(sorted(VERBS)), st.text(min_size=1))
def test_a_verb_takes_everything_behind_it(verb: str, rest: str) -> None:
    said = understand(f"{verb} {rest}", VERBS)

    assert (said.verb, said.rest, said.near) == (verb, rest.strip(), "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<@U1ANA|ana> please", ("U1ANA", "please")),
        ("comms <@W0DEE00001>", ("W0DEE00001", "comms")),
        ("comms", ("", "comms")),
        (" comms  @ana ", ("", "comms  @ana")),
        ("<@U1> <@U2>", ("U1", "<@U2>")),
    ],
)
def test_the_first_mention_says_who(text: str, found: tuple[str, str]) -> None:
    assert mentioned(text) == found
