"""What Slack would refuse, and what it would silently let pass."""
