"""Drivers for label printers."""
