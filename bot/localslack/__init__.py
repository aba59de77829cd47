"""A strict stand-in for Slack on this machine: to try the bot without an account, and for tests."""
