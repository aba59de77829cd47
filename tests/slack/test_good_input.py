"""What looks odd and is right: other scripts, people without a role."""

from tests.slack.town import Town


async def test_rtl_letters_and_other_scripts_are_words_like_all_others(town: Town) -> None:
    for title in ("התשלום נכשל", "الدفع لا يعمل", "決済が失敗する", "Zahlung schlägt fehl"):
        await town.says("ana", f"declare {title}", where="#general")

        assert (await town.incident(await town.incidents())).title == title


async def test_a_person_without_a_role_may_help(town: Town) -> None:
    """Roles say who decides, not who may write down what they see."""
    await town.declares(also="ben")
    await town.says("ana", "lead")

    await town.says("ben", "note I see it, too")

    assert (await town.entries())[-1].actor == town.id_of("ben")
