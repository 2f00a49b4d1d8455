"""Simulated library systems, written from their makers' documentation."""
