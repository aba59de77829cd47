"""The verbs of /incident, one file each."""
