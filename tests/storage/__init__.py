"""What only a database does."""
