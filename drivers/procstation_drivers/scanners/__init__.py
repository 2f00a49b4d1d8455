"""Drivers for barcode scanners."""
