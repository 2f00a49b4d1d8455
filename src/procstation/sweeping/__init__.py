"""Sweeps: what stands on the shelf, against what the catalogue expects there."""
