"""Places that can be asked what is going on."""
