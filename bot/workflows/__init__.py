"""What the bot does: read the timeline, replay it, decide, append."""
