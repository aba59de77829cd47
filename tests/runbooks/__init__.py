"""Runbooks as files."""
