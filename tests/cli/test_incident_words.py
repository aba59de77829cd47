"""What `muster incident` prints, offers and asks: every verb, button and symbol has its words."""

import re
from pathlib import Path

from bot.cli._conversation import PUBLISH, SAY, SETTLING
from bot.cli._plain import SYMBOLS, TYPED, plain
from bot.cli.incident import VERBS
from tests.slack.known import TABLES

ELSEWHERE = {"declare_words", "update_discard", "update_change"}
"""Buttons beside one that is asked: what they do is typed as any other line."""


def test_every_verb_has_a_file_of_its_name_so_that_it_can_be_completed() -> None:
    aliases = {alias for command in TABLES.commands.values() for alias in command.aliases}

    assert {path.stem for path in VERBS.glob("[!_]*.py")} | {"help"} == {*TABLES.commands} - aliases


def test_every_button_is_asked_here_or_has_words_to_type() -> None:
    asked = {PUBLISH, SAY, *SETTLING}

    assert {*TABLES.actions} == asked | {*TYPED} | ELSEWHERE


def test_every_symbol_of_our_own_sentences_is_left_out() -> None:
    sources = [path.read_text() for path in Path(VERBS).parent.rglob("*.py")]
    symbols = {each for text in sources for each in re.findall(r":[a-z][a-z_]+:(?= |[\"'])", text)}

    assert {each for each in symbols if SYMBOLS.sub("", each)} == set()


def test_nothing_that_people_wrote_gives_orders_to_the_terminal() -> None:
    assert plain("*INC-1* \x1b[2Jis <@U1>\u202e at <!date^1^{time}|02:14 UTC>", {"U1": "Ana"}) == (
        "INC-1 [2Jis @Ana at 02:14 UTC"
    )
