"""The pure part, tried without any fake."""
