"""What people do: type, click, fill in, react, pin."""
