"""Calls to the outside, against servers on this machine."""
