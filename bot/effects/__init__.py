"""How a promise becomes a call that is made once."""
