"""The Slack side, spoken to as Slack does."""
