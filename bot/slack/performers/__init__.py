"""Effect kinds that call Slack and know how to find out whether a call took effect."""
