"""Every verb, button, form and event that Muster knows."""

from bot.plugins import exported
from bot.slack.assembly import tables

TABLES = tables(
    commands=exported("bot.slack.commands", "commands"),
    actions=exported("bot.slack.actions", "actions"),
    views=exported("bot.slack.views", "actions"),
    shortcuts=exported("bot.slack.shortcuts", "actions"),
    events=exported("bot.slack.events", "events"),
)
