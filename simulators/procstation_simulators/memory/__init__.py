"""Scanners made of software that keep what they read until it is fetched."""
