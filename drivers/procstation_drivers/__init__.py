"""Drivers that come with procstation, each found by entry point."""
