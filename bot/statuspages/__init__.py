"""Public pages that tell customers the truth, one file for each kind of page."""
