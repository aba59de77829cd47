"""Who runs promised calls, and when."""
