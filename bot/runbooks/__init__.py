"""Runbooks as files: read, checked, and asked."""
