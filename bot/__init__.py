"""Muster runs an incident: people decide, it remembers, walks and tells."""
