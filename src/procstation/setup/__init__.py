"""Setting a station up: what is attached, proved, loaded, numbered and written down. No screen."""
