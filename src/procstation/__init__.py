"""procstation: the processing station of a library."""

__version__ = "0.1.0"
