"""Simulated UHF readers."""
