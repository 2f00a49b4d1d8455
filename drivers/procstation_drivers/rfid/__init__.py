"""Drivers for RFID pads."""
