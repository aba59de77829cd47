"""How the bot is told: Socket Mode, signed HTTP requests, acknowledgements, retries."""
