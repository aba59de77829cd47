"""A strict stand-in for Slack on this machine, for trying the bot without an account and for every test."""
