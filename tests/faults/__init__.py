"""Death and lost answers at every place where they can happen."""
