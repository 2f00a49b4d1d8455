"""Drivers for UHF readers."""
