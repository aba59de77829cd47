"""Whole incidents, written down by hand entry by entry."""
