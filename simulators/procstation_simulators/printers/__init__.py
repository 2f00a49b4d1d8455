"""Simulated label printers."""
