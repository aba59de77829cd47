"""The control API `/_sim/*`: act as people, watch, and direct (docs/local-slack.md)."""
