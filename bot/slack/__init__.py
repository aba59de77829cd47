"""How people meet Muster in Slack."""
