"""What shortcuts do, one file each."""
