"""Connector to any library system that has no interface: what it must be told goes into files."""

from procstation.ils import Connector
from procstation_connectors.file.options import FileOptions
from procstation_connectors.file.system import Files

CONNECTOR = Connector("Files", Files, FileOptions, "/srv/library/for-the-system")
