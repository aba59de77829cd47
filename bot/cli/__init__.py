"""The subcommands of `muster`, one file each, found by looking at this folder."""
