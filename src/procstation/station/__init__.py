"""The station: its parts, built from the configuration and joined."""
