"""How fast and how large: figures as ratios to what the workspace adds, on this machine, now."""
