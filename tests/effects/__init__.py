"""What the effect ledger promises."""
