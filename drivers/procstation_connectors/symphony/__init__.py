"""Connector to SirsiDynix Symphony, over its web services."""

from procstation.ils import Connector
from procstation_connectors.symphony.options import SymphonyOptions
from procstation_connectors.symphony.system import Symphony

CONNECTOR = Connector("Symphony", Symphony, SymphonyOptions, "https://symphony.example.org/symws")
