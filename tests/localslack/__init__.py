"""Proofs that the local workspace is as strict as it says."""
