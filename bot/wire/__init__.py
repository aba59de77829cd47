"""Addresses, and what one HTTP call is made of; only `bot.outbound` makes calls."""
