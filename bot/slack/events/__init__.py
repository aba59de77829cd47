"""What Muster does about events, one file each."""
