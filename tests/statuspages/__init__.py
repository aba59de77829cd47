"""Status page plugins, on a fake and on the real thing."""
