"""What sent forms do, one file each."""
