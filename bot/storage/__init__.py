"""Where everything durable lives: one transaction per delivery, on SQLite or PostgreSQL."""
