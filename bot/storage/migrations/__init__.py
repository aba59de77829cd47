"""Every change of the tables, in order, each with its way back."""
