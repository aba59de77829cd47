"""The files that a postmortem can be written to, one format each."""
