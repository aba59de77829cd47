"""What is true: pure, synchronous, standard library only."""
