"""Scanners that keep what they read until it is fetched."""
