"""Simulated RFID pads."""
