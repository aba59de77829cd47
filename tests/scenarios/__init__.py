"""Incidents as scenario files, to be played through the real bot."""
