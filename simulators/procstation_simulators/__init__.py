"""Simulated devices, written from the protocols' descriptions and not from the drivers."""
