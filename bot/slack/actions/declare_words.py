"""The button under “did you mean” that takes the words for a title after all."""

from dataclasses import replace

from bot.ports import Json, Work
from bot.slack.call import Action, Call
from bot.slack.commands import declare


async def declare_words(call: Call, work: Work) -> Json:
    """Declare an incident with the words that were typed."""
    return await declare.run(replace(call, text=call.value), work)


actions = (Action("declare_words", declare_words),)
