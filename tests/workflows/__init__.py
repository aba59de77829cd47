"""What the bot does, decided without a database."""
