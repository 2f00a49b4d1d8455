"""Connectors to library systems: each translates between `procstation.ils` and one system."""
