"""What clicks do, one file each."""
