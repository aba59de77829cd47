"""Pages and JSON, asked for over HTTP."""
