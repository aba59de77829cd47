"""Files that a postmortem is written to."""
