"""What every implementation of a port must keep, the fake and the real."""
