"""Connector to Evergreen, over its OpenSRF gateway and its OpenAPI."""

from procstation.ils import Connector
from procstation_connectors.evergreen.options import EvergreenOptions
from procstation_connectors.evergreen.system import Evergreen

CONNECTOR = Connector("Evergreen", Evergreen, EvergreenOptions, "https://evergreen.example.org")
