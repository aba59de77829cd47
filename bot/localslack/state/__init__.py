"""What the workspace knows: people, channels, messages, forms, files, groups."""
