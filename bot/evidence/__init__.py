"""Places that can be asked what is going on: one file per source."""
