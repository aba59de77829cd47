"""The only code that changes the world: it writes state, the journal, and tells the bot."""
